#include "render/collection_run.hpp"

#include <set>

#include "model/check_digits.hpp"
#include "model/creditor_reference.hpp"
#include "model/iban.hpp"
#include "model/text.hpp"
#include "render/sepa_text.hpp"
#include "saldo/text.hpp"

namespace saldo::render {

namespace {

// SEPA rulebooks and implementation guidelines (EPC130-08, EPC131-08).
constexpr std::size_t kIdLength = 35, kNameLength = 70, kRemittanceLength = 140;
constexpr std::int64_t kLargestAmount = 99'999'999'999;  // 999 999 999.99

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// As the schemas have it: the letters and digits that may stand in each place.
bool is_bic(std::string_view s) {
  if (s.size() != 8 && s.size() != 11) return false;
  for (std::size_t i = 0; i < s.size(); ++i)
    if (!is_upper(s[i]) && (i < 6 || !model::is_digit(s[i]))) return false;
  return s[6] != '0' && s[6] != '1' && s[7] != 'O';
}

/// Country, check digits (ISO 7064 over country and national part), business code, national part.
bool is_creditor_id(std::string_view s) {
  if (s.size() < 8 || s.size() > kIdLength) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool letter = is_upper(s[i]), digit = model::is_digit(s[i]);
    if (i < 2 ? !letter : i < 4 ? !digit : !letter && !digit) return false;
  }
  return model::mod97(s.substr(0, 4), model::mod97(s.substr(7))) == 1;
}

/// Checks a run field by field.
class Faults {
 public:
  Faults(std::vector<Failure>& found, std::size_t most) : found_(found), most_(most) {}

  /// What the fields that follow belong to, such as "debit 3 of batch 'B1'".
  std::string where;

  bool full() const { return found_.size() >= most_; }

  void add(const char* rule, const std::string& why, std::string_view value = {}) {
    if (full()) return;
    Failure f;
    f.rule = rule;
    f.message = (where.empty() ? "" : where + ": ") + why;
    f.found = std::string(value.substr(0, kRemittanceLength));
    found_.push_back(std::move(f));
  }
  /// Presence, length and characters of a text.
  bool text(const char* field, std::string_view value, std::size_t most, bool needed = true) {
    const std::string what = std::string(field) + " " + text::quoted(value);
    if (value.empty()) {
      if (needed) add("collection.missing", std::string(field) + " is empty; fill it in");
      return false;
    }
    if (const auto foreign = first_foreign_character(value); !foreign.empty()) {
      add("collection.character",
          what + " holds " + text::quoted(foreign) +
              ", which SEPA's character set doesn't have; write it without",
          value);
      return false;
    }
    if (value.size() > most) {
      add("collection.length",
          what + " has " + std::to_string(value.size()) + " characters; at most " +
              std::to_string(most) + " are allowed",
          value);
      return false;
    }
    if (text::trim(value).size() != value.size()) {
      add("collection.character", what + " begins or ends with a blank; take it away", value);
      return false;
    }
    return true;
  }
  /// A reference: banks take no slash at its ends, and no two of them.
  bool id(const char* field, std::string_view value, bool needed = true) {
    if (!text(field, value, kIdLength, needed)) return false;
    if (value.front() != '/' && value.back() != '/' && value.find("//") == value.npos) return true;
    add("collection.character",
        std::string(field) + " " + text::quoted(value) +
            " begins or ends with '/' or holds '//', which banks refuse",
        value);
    return false;
  }
  void iban(const char* field, std::string_view value) {
    if (const auto iban = model::Iban::parse(value); !iban)
      add(iban.error().rule.c_str(), std::string(field) + ": " + iban.error().message, value);
  }
  void bic(const char* field, std::string_view value) {
    if (!value.empty() && !is_bic(value))
      add("collection.bic",
          std::string(field) + " " + text::quoted(value) +
              " is no BIC (8 or 11 capitals and digits); leave it empty or correct "
              "it",
          value);
  }
  void unique(std::set<std::string>& seen, const char* field, const std::string& value) {
    if (!seen.insert(value).second)
      add("collection.repeated",
          std::string(field) + " " + text::quoted(value) +
              " stands in the run before; make it unique",
          value);
  }

 private:
  std::vector<Failure>& found_;
  std::size_t most_;
};

Date day_of(Instant instant) {
  return Date::from_days(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count()));
}

void check_amount(Faults& faults, const Money& amount) {
  if (amount.currency.code() != "EUR")
    faults.add("collection.currency",
               "the amount is in " + text::quoted(amount.currency.code()) +
                   "; SEPA direct debits are in EUR",
               amount.currency.code());
  else if (amount.minor <= 0 || amount.minor > kLargestAmount)
    faults.add("collection.amount",
               "the amount " + amount.to_string() + " isn't between 0.01 and 999999999.99",
               amount.to_string());
}

void check_mandate(Faults& faults, const Debit& debit, Date collection) {
  faults.id("mandate id", debit.mandate_id);
  if (debit.mandate_date.empty())
    faults.add("collection.missing", "the mandate has no date of signature; fill it in");
  else if (!collection.empty() && debit.mandate_date > collection)
    faults.add("collection.date",
               "the mandate is signed on " + debit.mandate_date.to_string() +
                   ", after the collection on " + collection.to_string(),
               debit.mandate_date.to_string());
}

void check_remittance(Faults& faults, const Debit& debit) {
  if (debit.creditor_reference.empty()) {
    faults.text("remittance", debit.remittance, kRemittanceLength, /*needed=*/false);
    return;
  }
  if (!debit.remittance.empty())
    faults.add("collection.remittance",
               "both a remittance text and a creditor reference are given; SEPA takes one of them",
               debit.remittance);
  const auto reference = model::CreditorReference::parse(debit.creditor_reference);
  if (!reference)
    faults.add(reference.error().rule.c_str(), reference.error().message, debit.creditor_reference);
}

void check_debit(Faults& faults, const Debit& debit, Date collection,
                 std::set<std::string>& end_to_end_ids) {
  faults.id("instruction id", debit.instruction_id, /*needed=*/false);
  if (faults.id("end-to-end id", debit.end_to_end_id))
    faults.unique(end_to_end_ids, "end-to-end id", debit.end_to_end_id);
  check_amount(faults, debit.amount);
  check_mandate(faults, debit, collection);
  faults.text("debtor name", debit.debtor_name, kNameLength);
  faults.iban("debtor account", debit.debtor_iban);
  faults.bic("debtor BIC", debit.debtor_bic);
  faults.text("ultimate debtor name", debit.ultimate_debtor_name, kNameLength, /*needed=*/false);
  check_remittance(faults, debit);
}

void check_batch(Faults& faults, const CollectionRun& run, const CollectionBatch& batch,
                 std::set<std::string>& end_to_end_ids) {
  if (batch.collection_date.empty())
    faults.add("collection.missing", "the batch has no collection date; fill it in");
  else if (batch.collection_date < day_of(run.created))
    faults.add("collection.date",
               "the collection date " + batch.collection_date.to_string() +
                   " lies before the day on which the run is made, " +
                   day_of(run.created).to_string(),
               batch.collection_date.to_string());
  if (batch.debits.empty())
    faults.add("collection.missing", "the batch has no debits; leave it out");
  const std::string of_batch = faults.where;
  for (std::size_t i = 0; i < batch.debits.size() && !faults.full(); ++i) {
    faults.where = "debit " + std::to_string(i + 1) + " of " + of_batch;
    check_debit(faults, batch.debits[i], batch.collection_date, end_to_end_ids);
  }
}

/// The sums that the message states.
void check_sum(Faults& faults, const CollectionRun& run) {
  try {
    std::optional<Money> sum;
    for (const CollectionBatch& batch : run.batches)
      for (const Debit& debit : batch.debits) sum = sum ? *sum + debit.amount : debit.amount;
  } catch (const FormatError& e) {
    faults.add("collection.amount", std::string("the debits have no sum: ") + e.what());
  }
}

}  // namespace

std::string_view to_string(Scheme scheme) { return scheme == Scheme::core ? "CORE" : "B2B"; }

std::string_view to_string(Sequence sequence) {
  switch (sequence) {
    case Sequence::first:
      return "FRST";
    case Sequence::recurring:
      return "RCUR";
    case Sequence::final:
      return "FNAL";
    case Sequence::one_off:
      return "OOFF";
  }
  return {};
}

std::vector<Failure> find_faults(const CollectionRun& run, std::size_t most) {
  std::vector<Failure> found;
  Faults faults(found, most);
  faults.id("message id", run.message_id);
  faults.text("creditor name", run.creditor_name, kNameLength);
  faults.iban("creditor account", run.creditor_iban);
  faults.bic("creditor BIC", run.creditor_bic);
  if (!is_creditor_id(run.creditor_id))
    faults.add("collection.creditor_id",
               "creditor id " + text::quoted(run.creditor_id) +
                   " isn't two letters, two check digits that hold, a business code of three "
                   "characters and a national part; correct it",
               run.creditor_id);
  if (run.batches.empty()) faults.add("collection.missing", "the run has no batches");
  std::set<std::string> batch_ids, end_to_end_ids;
  for (const CollectionBatch& batch : run.batches) {
    if (faults.full()) break;
    faults.where = "batch " + text::quoted(batch.id);
    if (faults.id("batch id", batch.id)) faults.unique(batch_ids, "batch id", batch.id);
    check_batch(faults, run, batch, end_to_end_ids);
  }
  faults.where.clear();
  if (found.empty()) check_sum(faults, run);
  return found;
}

}  // namespace saldo::render
