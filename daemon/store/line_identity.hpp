#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/sha256.hpp"
#include "saldo/records.hpp"

namespace soci {
class session;
}

/// What makes a bank line the same as another one.
namespace saldo::store {

/// Of a row of bank_transaction: a report or a notification told of it, not the booked statement.
inline constexpr std::string_view kToldBeside =
    "(state IN ('provisional', 'superseded') OR itemises IS NOT NULL)";

/// What a row of bank_transaction is to a line that may repeat it, as an SQL expression.
enum class Told { beside = 0, booked = 1, pending = 2 };
inline const std::string kTold =
    "CASE WHEN " + std::string(kToldBeside) + " THEN 0 WHEN status = 'booked' THEN 1 ELSE 2 END";

/// Of a line's content: account, dates, amount, references, parties, text. Its status isn't part of
/// it; a booked line is compared with booked ones only.
using Fingerprint = std::array<unsigned char, 12>;

class FingerprintMaker {
 public:
  Fingerprint of(const Statement& statement, const Transaction& t, Date booked_on);

 private:
  Sha256 hash_;
  std::string content_;
};

std::string fingerprint_hex(const Fingerprint& fingerprint);
Fingerprint fingerprint_from_hex(std::string_view hex);

/// How often each content stands on one day of one account.
class LineCounts {
 public:
  void add_from_book(const Fingerprint& print) { ++in_book_[print]; }
  /// The number of the line among equal ones if an earlier document brought it, or -1 if it is new.
  std::int64_t repeated(const Fingerprint& print) {
    const std::int64_t occurrence = seen_[print]++;
    const auto known = in_book_.find(print);
    return known != in_book_.end() && occurrence < known->second ? occurrence : -1;
  }
  /// Takes a new line in; its number among equal ones.
  std::int64_t add(const Fingerprint& print) {
    const auto known = in_book_.find(print);
    const std::int64_t before = known == in_book_.end() ? 0 : known->second;
    return before + added_[print]++;
  }

 private:
  struct Hash {
    std::size_t operator()(const Fingerprint& f) const {
      std::size_t h = 0;
      std::memcpy(&h, f.data(), sizeof h);
      return h;
    }
  };
  using Counts = boost::unordered_flat_map<Fingerprint, std::int64_t, Hash>;
  Counts in_book_;  // before this document
  Counts seen_;     // in it, as far as it may repeat what was there
  Counts added_;    // by it
};

struct AccountDay {
  std::int64_t next_ordinal = 1;
  LineCounts& lines(Told told) {
    return told == Told::beside ? beside : told == Told::booked ? booked : pending;
  }

 private:
  LineCounts beside, booked, pending;
};

/// The days of the accounts that a document touches, each read from the book once.
class AccountDays {
 public:
  explicit AccountDays(soci::session& sql) : sql_(sql) {}
  AccountDay& of(std::int64_t account, Date day);

 private:
  soci::session& sql_;
  std::map<std::pair<std::int64_t, std::int32_t>, AccountDay> days_;
};

}  // namespace saldo::store
