#include "bai2/detail.hpp"

#include "saldo/text.hpp"

namespace saldo::bank::bai2 {

namespace {

constexpr int kNonMonetary = 890;
constexpr std::size_t kTextMax = 256 * 1024;  // of one detail; a record has a limit of 1 MiB

}  // namespace

/// Assigning an empty transaction would free every buffer.
void Detail::clear() {
  t_.amount.reset();
  t_.value_date = {};
  t_.bank_reference.clear();
  t_.customer_reference.clear();
  texts_ = 0;
}

void Detail::begin(const Record& record, Currency currency, Date day) {
  clear();
  t_.at = record.at;
  t_.booking_date = day;
  currency_ = currency;
  day_ = day;
  due_ = Due::kType;
  figure_ = 0;
  text_bytes_ = 0;
  take(record);
}

void Detail::finish() {
  for (; t_.remittance.size() > texts_; t_.remittance.pop_back())
    spare_.push_back(std::move(t_.remittance.back()));
  if (due_ == Due::kAmount) take_amount({}, {});
}

void Detail::take(const Record& record) {
  if (due_ != Due::kText) {
    Fields fields(record.body);
    while (fields.more() && due_ != Due::kText) take_field(record, fields.next());
    if (fields.more()) add_text(record, fields.rest());
  } else {
    add_text(record, record.body);
  }
  text_open_ = due_ == Due::kText && !record.ended;
}

void Detail::take_field(const Record& record, std::string_view field) {
  switch (due_) {
    case Due::kType:
      type_ = read_type_code(record, field);
      if (t_.code_proprietary != field) t_.code_proprietary = field;
      due_ = Due::kAmount;
      return;
    case Due::kAmount:
      return take_amount(record, field);
    case Due::kFunds:
      if (!funds_.begin(field))
        throw record.fault("funds.invalid", "funds type", field, "is none of 0, 1, 2, S, V, D, Z");
      return end_funds();
    case Due::kFundsField:
      funds_.take(record, field);
      return end_funds();
    case Due::kBankReference:
      assign_text(t_.bank_reference, field, record.utf8);
      due_ = Due::kCustomerReference;
      return;
    case Due::kCustomerReference:
      assign_text(t_.customer_reference, field, record.utf8);
      due_ = Due::kText;
      return;
    case Due::kText:
      return;
  }
}

/// Where the amount is left out, it is zero. Then, and where nothing but a message is meant, the
/// line informs and moves no money.
void Detail::take_amount(const Record& record, std::string_view field) {
  figure_ = read_amount(record, "amount", field).value_or(0);
  const int direction = direction_of(type_);
  if (direction == 0 && figure_ != 0 && type_ != kNonMonetary)
    throw record.fault(
        "sign.unknown", "amount", field,
        "can't be signed: type code " + t_.code_proprietary + " is neither a credit nor a debit");
  t_.amount = Money{direction * figure_, currency_};
  const std::string_view status = figure_ == 0 || direction == 0 ? "info" : "booked";
  if (t_.status != status) t_.status = status;
  t_.reversal = is_return(type_);
  due_ = Due::kFunds;
}

void Detail::end_funds() {
  if (funds_.due()) {
    due_ = Due::kFundsField;
    return;
  }
  if (funds_.type() == '0') t_.value_date = day_;
  if (funds_.type() == 'V') t_.value_date = funds_.value_date();
  due_ = Due::kBankReference;
}

void Detail::add_text(const Record& record, std::string_view text) {
  text = text::trim(text);
  if (text.empty()) return;
  if ((text_bytes_ += text.size()) > kTextMax)
    throw record.fault("text.limit", "text", text.substr(0, 0), "makes more than 256 KiB");
  if (texts_ == t_.remittance.size()) {
    if (spare_.empty()) spare_.emplace_back();
    t_.remittance.push_back(std::move(spare_.back()));
    spare_.pop_back();
  }
  assign_text(t_.remittance[texts_], text, record.utf8);
  if (!t_.remittance[texts_].empty()) ++texts_;
}

bool Detail::go_on_broken(const Record& line) {
  if (!text_open_) return false;
  add_text(line, line.body);
  text_open_ = !line.ended;
  return true;
}

}  // namespace saldo::bank::bai2
