#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/calendar.hpp"
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

/// Whether each item climbs by itself or the account as one.
enum class DunningMode {
  item,     ///< an item has its own level; the notice that of its highest (SAP F150)
  account,  ///< all that is late stands at one level: that of the account
};
std::string_view to_string(DunningMode mode);
Result<DunningMode> parse_dunning_mode(std::string_view text);

/// How the days of a year count for interest.
enum class DayBasis {
  act_365,  ///< days / 365, in leap years too
  act_act,  ///< days / 366 in leap years
  act_360,
};
std::string_view to_string(DayBasis basis);
Result<DayBasis> parse_day_basis(std::string_view text);

/// Which law's interest is shown on notices. It is a memo until somebody charges it.
struct InterestTerms {
  std::string country;         ///< whose rates; ISO 3166
  std::string regime = "b2b";  ///< of that country
  DayBasis basis = DayBasis::act_365;
  bool compensation = false;  ///< with the lump sum for each invoice
};

/// What a notice brings about once it has been sent.
struct DunningEffects {
  bool credit_block = false;
  bool delivery_stop = false;
  bool hand_over = false;  ///< to collection
  bool any() const { return credit_block || delivery_stop || hand_over; }
};

/// One level of a dunning procedure. Amounts are by currency code; a currency that isn't listed has
/// no minimum and no fee.
struct DunningLevel {
  int days = 0;  ///< an item reaches the level so many days after its due date
  std::map<std::string, Money> min_amount;  ///< the level's items must come to this
  std::optional<Percent> min_percent;       ///< … and to so much of all that is open
  std::map<std::string, Money> fee;
  bool always = false;                ///< notices are sent even when nothing has changed
  std::string text;                   ///< the letter, by its template's name
  std::vector<std::string> channels;  ///< the first that reaches the customer; empty: any
  bool interest = false;              ///< the notice shows late-payment interest
  bool needs_approval = true;         ///< a person must approve the notice
  DunningEffects effects;
};

/// Legal dunning: accounts that are with the lawyers get notices of their own kind, outside of the
/// levels and their minima.
struct LegalStage {
  int interval_days = 14;
  std::string text;
  std::vector<std::string> channels;
};

/// From where on a second person must look at a notice.
struct FourEyes {
  std::map<std::string, Money> from_amount;  ///< by currency; a currency that isn't listed: never
  int from_level = 0;                        ///< 0: never
  bool needed_for(int level, Money amount) const;
};

/// Which days count.
struct DunningDays {
  std::string calendar;  ///< by name; "customer": that of the customer's country; empty: none
  DueConvention due_date = DueConvention::none;
  bool business_days_only = false;  ///< nothing goes out on other days
};

/// Who is dunned, when and how hard (RULES §1.8; SAP T047A–C).
struct DunningProcedure {
  std::string name;
  std::string version;  ///< digest of the configuration it comes from; part of a notice's identity
  DunningMode mode = DunningMode::item;
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
  int max_balance_check_age_days = 0;  ///< 0: the book needn't have been checked against the ERP
  DunningDays days;
  std::map<std::string, int> channel_interval_days;  ///< between two notices by one channel
  int show_all_from_level = 0;  ///< such notices list all that is open; 0: none does
  std::optional<LegalStage> legal;
  FourEyes four_eyes;
  std::optional<InterestTerms> interest;
  std::vector<DunningLevel> levels;  ///< level 1 first

  const DunningLevel& level(int number) const;  ///< from 1
  /// How late what is dunned is at least, by the grace; in account mode by the account's days too.
  int days_when_first_seen() const;
  /// Refuses no levels, days that don't rise, negative figures, amounts under another currency's
  /// code, and what can never happen: a level that nothing reaches.
  Result<void> check() const;
};

}  // namespace saldo::model
