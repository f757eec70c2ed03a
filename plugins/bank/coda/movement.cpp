#include "coda/movement.hpp"

#include "account_codes.hpp"
#include "coda/communication.hpp"

namespace saldo::bank::coda {

namespace {

/// Adds a field with the blanks that its record has there, so that positions stay what they are.
void append_padded(std::string& text, const FixedRecord& record, const Columns& c) {
  const std::string_view field = record.raw(c);
  text += field;
  text.append(c.end - c.begin - std::min(c.end - c.begin, text::count_characters(field)), ' ');
}

bool is_zeros(std::string_view s) { return s.find_first_not_of('0') == s.npos; }

/// A single SEPA payment, whose customer reference is the end-to-end reference: credit transfers,
/// instant credit transfers, direct debits, but no totals of them.
bool is_sepa_payment(std::string_view code) {
  const auto family = code.substr(1, 2);
  return code[0] != '1' && code[0] != '2' && (family == "01" || family == "02" || family == "05");
}

/// What a transaction code says of a direct debit that came back, whatever its reason.
std::string_view return_of(std::string_view code) {
  const auto family_and_operation = code.substr(1, 4);
  if (family_and_operation == "0503") return "unpaid debt";
  return family_and_operation == "0505" ? "reimbursement" : std::string_view();
}

/// The category of a transaction code: whether it is what the bank takes for its service. The
/// categories from 003 to 049 are commissions, postage, costs and taxes on them, but for premiums
/// (024, 028); 061, 073 and 074 are single fees; those from 200 are documentary charges.
bool is_charge(std::string_view category) {
  if (category == "024" || category == "028") return false;
  return (category >= "003" && category <= "049") || category == "061" || category == "073" ||
         category == "074" || category >= "200";
}

}  // namespace

Money signed_amount(const FixedRecord& record, const Columns& sign, const Columns& amount,
                    Currency currency) {
  const Money money = record.amount(amount, kDecimals, currency);
  const std::string_view mark = record.raw(sign);
  if (mark != "0" && mark != "1")
    throw record.fault("sign.invalid", sign, "is neither 0 (credit) nor 1 (debit)");
  return mark == "1" ? -money : money;
}

Date optional_date(const FixedRecord& record, const Columns& columns) {
  return is_zeros(record.text(columns)) ? Date() : record.date(columns, "DDMMYY");
}

Movement::Movement(const FixedRecord& record, Currency currency)
    : sequence_(record.number(kSequence)), detail_(record.number(kDetail)) {
  line_.at = record.at;
  line_.status = "booked";
  line_.bank_reference = record.text(kBankReference);
  line_.amount = signed_amount(record, kSign, kAmount, currency);
  line_.value_date = optional_date(record, kValueDate);
  line_.booking_date = optional_date(record, kEntryDate);
  const std::string_view code = record.raw(kCode);
  if (!text::all_digits(code))
    throw record.fault("code.invalid", kCode, "is not a code of eight digits");
  line_.code_proprietary = code;
  type_ = code[0];
  const auto operation = code.substr(3, 2);
  line_.reversal = operation == "49" || operation == "99";  // cancellation or correction
  structured_ = record.raw(kCommunicationKind) == "1";
  append_padded(text_, record, kText1);
}

void Movement::take_part2(const FixedRecord& record) {
  has_part2_ = true;
  append_padded(text_, record, kText2);
  if (const std::string_view own = record.text(kCustomerReference);
      !is_zeros(own) && own != "NOTPROVIDED")
    line_.customer_reference = own;
  if (is_sepa_payment(line_.code_proprietary)) line_.end_to_end_id = line_.customer_reference;
  line_.counterparty_bic = record.text(kBic);
  const std::string_view kind = record.text(kReturnKind);
  if (kind.empty() || name_of_return(kind[0]).empty()) return;
  line_.return_text = name_of_return(kind[0]);
  line_.return_code = record.text(kReturnReason);
  line_.reversal = line_.reversal || kind == "4" || kind == "5";
}

void Movement::take_part3(const FixedRecord& record, char version) {
  // Without 2.2 its 53 characters are blank.
  if (!has_part2_) text_.append(kText2.end - kText2.begin, ' ');
  if (version == '2') append_padded(text_, record, kText3);
  const bool bban = version == '1' || record.raw({22, 23, ""}) == " ";
  const std::string_view account = record.text(bban ? kPartyBban : kPartyAccount);
  if (has_iban_form(account))
    line_.counterparty_iban = account;
  else if (!is_zeros(account))
    line_.counterparty_account = account;
  line_.counterparty_name = text::collapse(record.text(version == '1' ? kPartyName1 : kPartyName));
}

void Movement::take_information(const FixedRecord& record) {
  const char part = record.line()[1];
  if (part == '1') {
    flush_information();
    info_structured_ = record.raw(kInfoKind) == "1";
    append_padded(info_, record, kInfoText1);
    return;
  }
  append_padded(info_, record, part == '2' ? kInfoText2 : kInfoText3);
}

/// A free text may run on over several information records: a full field means that the next goes
/// on where it ends.
void Movement::flush_information() {
  if (info_.empty()) return;
  if (info_structured_) {
    if (!free_info_.empty()) add_free_information();
    read_information(info_, line_);
    info_.clear();
    return;
  }
  const bool full = info_.back() != ' ';
  free_info_ += info_;
  info_.clear();
  if (!full) add_free_information();
}

void Movement::add_free_information() {
  std::string text = text::collapse(free_info_);
  free_info_.clear();
  if (line_.creditor_reference.empty()) line_.creditor_reference = find_vcs(text);
  if (!text.empty()) line_.remittance.push_back(std::move(text));
}

Transaction Movement::finish() {
  flush_information();
  if (!free_info_.empty()) add_free_information();
  const std::vector<std::string> information = std::move(line_.remittance);
  line_.remittance.clear();
  read_communication(text_, structured_, line_);
  if (line_.return_code.empty() && line_.return_text.empty())
    line_.return_text = return_of(line_.code_proprietary);
  line_.remittance.insert(line_.remittance.end(), information.begin(), information.end());
  return std::move(line_);
}

void add_part(const Transaction& part, Transaction& payment) {
  const std::string_view category = std::string_view(part.code_proprietary).substr(5);
  if (payment.creditor_reference.empty()) payment.creditor_reference = part.creditor_reference;
  if (!payment.instructed) payment.instructed = part.instructed;
  if (part.amount == payment.amount) {  // says more of the whole
    payment.remittance.insert(payment.remittance.end(), part.remittance.begin(),
                              part.remittance.end());
    return;
  }
  if (is_charge(category)) payment.charges.push_back({part.amount});
  std::string text = std::string(category) + " " + part.amount->to_string() + " " +
                     std::string(part.amount->currency.code());
  for (const std::string& line : part.remittance) text.append(", ").append(line);
  payment.remittance.push_back(std::move(text));
}

void drop_charges_that_are_all(Transaction& payment) {
  std::int64_t rest = payment.amount->minor;
  for (const Charge& charge : payment.charges)
    if (__builtin_sub_overflow(rest, charge.amount->minor, &rest)) return;
  if (rest == 0) payment.charges.clear();
}

}  // namespace saldo::bank::coda
