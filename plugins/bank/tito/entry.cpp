#include "tito/entry.hpp"

#include "account_codes.hpp"

namespace saldo::bank::tito {

namespace {

bool is_zeros(std::string_view s) { return s.find_first_not_of('0') == s.npos; }

std::string without_zeros(std::string_view s) {
  if (!text::all_digits(s)) return std::string(s);
  s.remove_prefix(std::min(s.find_first_not_of('0'), s.size()));
  return std::string(s);
}

void add_text(Transaction& entry, std::string_view text) {
  std::string collapsed = text::collapse(text);
  if (!collapsed.empty()) entry.remittance.push_back(std::move(collapsed));
}

/// Types 00, 06, 07: lines of 35 characters.
void add_lines(const FixedRecord& record, Transaction& entry) {
  for (std::size_t at = kMoreFields; at < record.characters(); at += 35)
    add_text(entry, record.raw({at, at + 35, "message"}));
}

/// Type 02.
void read_invoice(const FixedRecord& record, Transaction& entry) {
  add_text(entry, record.text({8, 18, "customer number"}));
  RemittedDocument& document = entry.remitted_documents.emplace_back();
  document.number = record.text({19, 34, "invoice number"});
  const Columns date{35, 41, "invoice date"};
  if (!is_zeros(record.text(date))) document.date = record.date(date, "YYMMDD");
}

/// Type 05.
void read_currency(const FixedRecord& record, Transaction& entry) {
  const Columns code{28, 31, "currency"};
  const auto currency = Currency::find(record.text(code));
  if (!currency) throw record.fault("amount.currency", code, "is not an ISO 4217 code");
  entry.instructed =
      signed_amount(record, {8, 9, "amount sign"}, {9, 27, "original amount"}, *currency);
}

/// Type 11: credit transfer in the euro area. Names are longer here than in T10.
void read_sepa(const FixedRecord& record, Transaction& entry) {
  const std::string_view reference = record.text({8, 43, "payer's reference"});
  if (reference.starts_with("RF") && entry.creditor_reference.empty())
    entry.creditor_reference = reference;
  else if (reference != "NOTPROVIDED")
    entry.end_to_end_id = reference;
  const std::string_view account = record.text({43, 78, "account"});
  if (has_iban_form(account))
    entry.counterparty_iban = account;
  else if (!account.empty())
    entry.counterparty_account = account;
  entry.counterparty_bic = record.text({78, 113, "BIC"});
  const bool credit = entry.amount->minor >= 0;
  std::string name = text::collapse(
      record.text(credit ? Columns{183, 253, "payer"} : Columns{113, 183, "receiver"}));
  if (name.starts_with(entry.counterparty_name)) entry.counterparty_name = std::move(name);
  entry.customer_reference = record.text({253, 288, "identifier"});
  if (entry.bank_reference.empty()) entry.bank_reference = record.text({288, 323, "archive"});
}

}  // namespace

Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& amount,
                    Currency currency) {
  const Money money = record.amount(amount, 2, currency);
  const std::string_view mark = record.raw(sign);
  const bool none = mark == " " && money.minor == 0;
  if (mark != "+" && mark != "-" && !none)
    throw record.fault("sign.invalid", sign, "is neither + nor -");
  return mark == "-" ? -money : money;
}

Date optional_date(const FixedRecord& record, const Columns& columns) {
  return is_zeros(record.text(columns)) ? Date() : record.date(columns, "YYMMDD");
}

int read_level(const FixedRecord& record) {
  const std::string_view level = record.text(kLevel);
  if (level.empty()) return 0;
  if (!text::all_digits(level)) throw record.fault("level.invalid", kLevel, "is not a digit");
  return level[0] - '0';
}

Transaction read_entry(const FixedRecord& record, Currency currency) {
  const std::string_view type = record.raw(kType);
  if (type != "1" && type != "2" && type != "3" && type != "4" && type != "9")
    throw record.fault("entry.type", kType, "is none of 1 to 4 and 9");
  Transaction t;
  t.at = record.at;
  // 9 is an entry that the bank rejected; T80 tells of one and moves nothing.
  t.status = type == "9" || record.raw(kId) == "T80" ? "info" : "booked";
  t.reversal = type == "3" || type == "4";
  t.bank_reference = record.text(kArchive);
  t.booking_date = optional_date(record, kBooked);
  t.value_date = optional_date(record, kValue);
  t.code_proprietary = record.text(kCode);
  t.amount = signed_amount(record, kSign, kAmount, currency);
  t.counterparty_name = text::collapse(record.text(kName));
  const std::string_view receiver = record.text(kReceiver);
  if (!is_zeros(receiver) && t.amount->minor < 0) t.counterparty_account = receiver;
  t.creditor_reference = without_zeros(record.text(kReference));
  return t;
}

std::int64_t read_more(const FixedRecord& record, Transaction& entry) {
  const std::string_view type = record.raw(kMoreType);
  if (type == "01") return record.number({8, 16, "number of payments"});
  if (type == "00" || type == "06" || type == "07") {
    add_lines(record, entry);
  } else if (type == "02") {
    read_invoice(record, entry);
  } else if (type == "04") {
    entry.customer_reference = record.text({8, 26, "archive identifier of the corrected entry"});
  } else if (type == "05") {
    read_currency(record, entry);
  } else if (type == "09") {
    std::string name = text::collapse(record.text({8, 43, "name"}));
    (entry.counterparty_name.empty() ? entry.counterparty_name : entry.ultimate_counterparty_name) =
        std::move(name);
  } else if (type == "11") {
    read_sepa(record, entry);
  } else {
    add_text(entry, record.text({kMoreFields, record.characters(), "information"}));
  }
  return 0;
}

}  // namespace saldo::bank::tito
