#pragma once

#include <optional>

#include "bai2/fields.hpp"

/// BAI2's control totals. Each level (account, group, file) ends with a trailer that gives the sum
/// of all figures below it, as they stand, and how many records and parts there were.
namespace saldo::bank::bai2 {

/// What a trailer says.
struct Trailer {
  Place at;
  std::optional<std::int64_t> total;  ///< nothing where it can't be read
  std::optional<std::int64_t> parts;  ///< accounts of a group, groups of a file
  std::optional<std::int64_t> records;

  /// Reads record 49 (no parts), 98 or 99. Throws Rejected: amount.invalid, amount.range,
  /// number.invalid.
  void read(const Record& record);
};

/// A closed part of a level: what its trailer says, and what was read of it.
struct Part {
  std::optional<std::int64_t> total_says, total_is;
  std::optional<std::int64_t> records_say;
  std::int64_t records_are = 0;
};

/// A group of accounts, or a file of groups, while it is read.
///
/// A part whose own trailer is wrong is refused by itself. The sender may have summed up what that
/// trailer says, or what is right, so both are known here: what agrees with either proves that
/// nothing else is wrong.
class Level {
 public:
  explicit Level(std::int64_t records_before) : records_before_(records_before) {}
  void add(const Part& part);

  struct Fault {
    const char* what = nullptr;  ///< "total", "parts", "records"; null if all holds
    std::string expected, found;
  };
  /// Compares with the level's own trailer. `records` is how many the document had so far.
  Fault check(const Trailer& trailer, std::int64_t records) const;
  /// This level as a part of the next.
  Part as_part(const Trailer& trailer, std::int64_t records) const;

 private:
  std::int64_t records_before_;
  std::int64_t parts_ = 0;
  std::int64_t total_said_ = 0, total_is_ = 0, records_said_too_many_ = 0;
  bool total_known_ = true;
};

}  // namespace saldo::bank::bai2
