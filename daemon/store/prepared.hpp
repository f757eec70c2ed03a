#pragma once

#include <soci/soci.h>

#include <string>

namespace saldo::store {

/// A query prepared once; keys and columns stay bound to its members.
class Prepared {
 public:
  explicit Prepared(soci::session& sql) : statement_(sql) { statement_.alloc(); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  template <class... Columns>
  void prepare(const std::string& text, Columns&... columns) {
    statement_.exchange(soci::use(key, "key"));
    if (text.find(":other") != std::string::npos) statement_.exchange(soci::use(other, "other"));
    (statement_.exchange(soci::into(columns)), ...);
    statement_.prepare(text);
    statement_.define_and_bind();
  }
  void start() { statement_.execute(); }
  bool next() { return statement_.fetch(); }

  std::string key, other;

 private:
  soci::statement statement_;
};

}  // namespace saldo::store
