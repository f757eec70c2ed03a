#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "saldo/records.hpp"

namespace soci {
class session;
}

/// What the book holds already of a bank account, as far as it tells a new statement's lines from
/// those that came before.
namespace saldo::store {

/// A statement by which a new one is judged.
struct EarlierStatement {
  std::int64_t id = 0;
  Date closing_date;
  bool moves = false;        ///< its balances differ
  bool numbered = false;     ///< it has a number or a sequence
  bool same_number = false;  ///< and the one that is judged has the same
};

/// The booked statement after which `s` follows: the latest of its account that closes no later,
/// if it closes with the balance with which `s` opens.
std::optional<EarlierStatement> predecessor(soci::session& sql, std::int64_t account,
                                            const Statement& s);

/// The booked statement that has the account, the day of closing and both balances of `s`; of
/// several the one with its number.
std::optional<EarlierStatement> same_statement(soci::session& sql, std::int64_t account,
                                               const Statement& s);

/// The lines of a statement that came before, to be paired with those of its repetition: by content
/// first, and by amount what another format words otherwise.
class EarlierLines {
 public:
  EarlierLines(soci::session& sql, std::int64_t statement);
  /// The line with this content, or 0. Each is given once.
  std::int64_t take(const std::string& fingerprint);
  /// A line with this amount that nothing else took, or 0.
  std::int64_t take_amount(std::int64_t minor);

 private:
  struct Line {
    std::int64_t id = 0, minor = 0;
    bool taken = false;
  };
  std::int64_t first_free(std::vector<std::size_t>& candidates);
  std::vector<Line> lines_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_content_;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> by_amount_;
};

}  // namespace saldo::store
