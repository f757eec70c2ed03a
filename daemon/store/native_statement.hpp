#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "saldo/date.hpp"

namespace sqlite_api {  // where SOCI puts them
struct sqlite3;
struct sqlite3_stmt;
}  // namespace sqlite_api
namespace soci {
class session;
}

namespace saldo::store {

/// A statement of SQLite's own that stays prepared, for what is asked again and again: through the
/// general layer, preparing and binding cost more than most such statements themselves. It is
/// prepared when it is first used; ?1 stands for the first value. The session outlives it; one
/// thread. Everything throws FailureException when SQLite refuses: unavailable where it may pass (a
/// full disk, a lock), else broken.
class NativeStatement {
 public:
  NativeStatement(soci::session& sql, std::string text) : sql_(sql), text_(std::move(text)) {}
  ~NativeStatement();
  NativeStatement(const NativeStatement&) = delete;
  NativeStatement& operator=(const NativeStatement&) = delete;

  /// The rows of a query; at its end the statement is free for the next values.
  class Rows {
   public:
    explicit Rows(NativeStatement& statement) : of_(statement) {}
    ~Rows() { of_.reset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    bool next() { return of_.step(); }
    std::int64_t number(int column) const;    ///< NULL: 0
    std::string_view text(int column) const;  ///< NULL: empty; stands until next()
    Date day(int column) const;               ///< NULL: none

   private:
    NativeStatement& of_;
  };

  template <class... Values>
  Rows rows(const Values&... values) {
    bind_all(Texts::copied, values...);
    return Rows(*this);
  }
  /// For statements without rows: how many rows of the book they changed.
  template <class... Values>
  std::int64_t run(const Values&... values) {
    bind_all(Texts::lent, values...);
    return execute();
  }
  /// Values that come one by one, where only the run knows how many there are. Texts stand until
  /// run().
  class Values {
   public:
    explicit Values(NativeStatement& statement) : of_(statement) { of_.prepare(); }
    template <class Value>
    Values& add(const Value& value) {
      of_.bind(++at_, value, Texts::lent);
      return *this;
    }
    std::int64_t run() { return of_.execute(); }  ///< as NativeStatement::run

   private:
    NativeStatement& of_;
    int at_ = 0;
  };
  Values values() { return Values(*this); }
  /// The id of the row that was inserted last on this session.
  std::int64_t last_id() const;

 private:
  /// Whether SQLite copies a text, or may rely on its standing until the statement has run.
  enum class Texts { copied, lent };

  template <class... Values>
  void bind_all([[maybe_unused]] Texts texts, const Values&... values) {
    prepare();
    int at = 0;
    (bind(++at, values, texts), ...);
  }
  void bind(int at, std::integral auto value, Texts /*none*/) { bind_number(at, value); }
  void bind(int at, std::string_view value, Texts texts);
  template <class T>
  void bind(int at, const std::optional<T>& value, Texts texts) {
    value ? bind(at, *value, texts) : bind_null(at);
  }
  void bind_null(int at);
  void bind_number(int at, std::int64_t value);
  void prepare();
  bool step();
  std::int64_t execute();
  void reset();
  [[noreturn]] void fail();

  soci::session& sql_;
  std::string text_;
  sqlite_api::sqlite3* database_ = nullptr;
  sqlite_api::sqlite3_stmt* statement_ = nullptr;
};

}  // namespace saldo::store
