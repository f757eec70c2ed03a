#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/percent.hpp"

namespace saldo::model {

/// What unrelated credits do to a notice.
enum class CreditMode {
  sap_like,  ///< they take the account's highest level and stand on the notice (SAP F150)
  net,       ///< they are set off against the oldest items; what is set off isn't dunned
  ignore,    ///< they don't count
};
std::string_view to_string(CreditMode mode);
Result<CreditMode> parse_credit_mode(std::string_view text);

/// What a dispute takes out of dunning.
enum class DisputeMode {
  whole,            ///< the item
  undisputed_part,  ///< the disputed amount; the rest is dunned
};
std::string_view to_string(DisputeMode mode);
Result<DisputeMode> parse_dispute_mode(std::string_view text);

/// One level of a dunning procedure. Amounts are by currency code; a currency that isn't listed has
/// no minimum and no fee.
struct DunningLevel {
  int days = 0;  ///< an item reaches the level so many days after its due date
  std::map<std::string, Money> min_amount;  ///< the level's items must come to this
  std::optional<Percent> min_percent;       ///< … and to so much of all that is open
  std::map<std::string, Money> fee;
  bool always = false;  ///< notices are sent even when nothing has changed
};

/// Who is dunned, when and how hard (RULES §1.8; SAP T047A–C).
struct DunningProcedure {
  std::string name;
  std::string version;  ///< digest of the configuration it comes from; part of a notice's identity
  int interval_days = 14;
  int account_min_arrears = 0;
  int item_grace = 0;
  bool progressive = true;  ///< an item rises one level a notice at most
  CreditMode credit_mode = CreditMode::sap_like;
  DisputeMode dispute_mode = DisputeMode::whole;
  std::optional<Percent>
      unapplied_hold;         ///< unapplied money of so much of the arrears holds the account
  int max_bank_age_days = 0;  ///< 0: bank data may be of any age
  bool require_no_gap = true;
  std::vector<DunningLevel> levels;  ///< level 1 first

  /// Refuses no levels, days that don't rise, negative figures, amounts under another currency's
  /// code.
  Result<void> check() const;
};

}  // namespace saldo::model
