#pragma once

#include <initializer_list>
#include <string_view>

#include "saldo/sdk.hpp"
#include "statement_proof.hpp"

namespace saldo::bank {

/// The position in `allowed` of what the connector's option says; 0, the default, when it isn't
/// set. Throws Stop(CONFIG) for other values.
std::size_t choice_of(const Host& host, std::string_view option,
                      std::initializer_list<std::string_view> allowed);

/// How a bank departs from ISO 20022 and SWIFT, as far as it changes how its files are read. The
/// defaults are the standards' rules. Whatever is chosen, balances must still prove.
struct Conventions {
  bool lenient = false;           ///< lenient: emit what doesn't foot, marked as unbalanced
  bool flip_reversals = false;    ///< reversals: the mark is that of the entry reversed
  bool separate_charges = false;  ///< charges: what an entry includes gets a line of its own
  bool refuse_unmarked = false;   ///< missing_mark: a balance without mark isn't taken for credit
};

/// The options that camt and mt940 share. Throws Stop(CONFIG).
Conventions conventions_of(const Host& host);

/// True if the statement would foot without `minor` of its booked lines, which isn't 0.
bool would_foot_without(std::int64_t minor, const Statement& statement,
                        const StatementLines& lines);
/// For a statement that doesn't foot: the option that would explain it, when its booked reversals
/// come to `reversals` and would make it foot the other way round. Else empty.
std::string reversals_hint(std::int64_t reversals, const Conventions& conventions,
                           const Statement& statement, const StatementLines& lines);

/// Warnings about one document, of which a broken file may give one a line: the first ones are
/// logged, the others only counted.
class Warnings {
 public:
  explicit Warnings(const Host& host) : host_(host) {}
  void warn(const std::string& sentence, std::uint32_t level = SALDO_LOG_WARNING);
  /// At the end of the document: says how many weren't logged.
  void finish() const;

 private:
  static constexpr std::int64_t kLogged = 20;
  Host host_;
  std::int64_t count_ = 0;
};

}  // namespace saldo::bank
