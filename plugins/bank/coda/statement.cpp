#include "coda/statement.hpp"

#include "account_codes.hpp"
#include "reference_checks.hpp"

namespace saldo::bank::coda {

namespace {

std::string_view id_of(const FixedRecord& record) {
  return std::string_view(record.line()).substr(0, record.line()[0] == '4' ? 1 : 2);
}

/// "2.1" for messages.
std::string name_of(std::string_view id) {
  std::string name(id.substr(0, 1));
  if ((id[0] == '2' || id[0] == '3') && id.size() > 1) name.append(".").append(id.substr(1));
  return name;
}

bool is_blank_or_zeros(std::string_view s) { return s.find_first_not_of(" 0") == s.npos; }

}  // namespace

void StatementReader::begin(const FixedRecord& header) {
  Statement& s = writer_.begin("booked", header.at);
  state_ = State::kAtOldBalance;
  account_ = {};
  movement_.reset();
  entry_ = {};
  promised_ = {};
  other_account_.reset();
  sequence_ = detail_ = records_ = messages_ = debit_ = credit_ = 0;
  check_form(header);
  if (header.raw(kApplication) != "05")
    throw header.fault("coda.application", kApplication, "is not 05, a coded statement");
  const std::string_view version = header.raw(kVersion);
  if (version != "1" && version != "2")
    throw header.fault("coda.version", kVersion, "is neither 1 nor 2, which this decoder reads");
  version_ = version[0];
  s.account_bank = header.text(kBank);
  // A separate application lists some movements of an account beside its statement.
  if (!is_blank_or_zeros(header.raw(kSeparate))) s.kind = "notification";
  if (header.raw(kDuplicate) == "D")
    host_.log(SALDO_LOG_INFO, "line " + std::to_string(header.at.line) +
                                  ": the bank marks the statement as a duplicate");
}

/// Each record has 128 characters, but for the trailer: nothing is behind its sums but one code.
void StatementReader::check_form(const FixedRecord& record) const {
  const std::size_t has = record.characters();
  const bool is_trailer = record.line()[0] == '9';
  const bool is_long =
      has > kWidth && !text::trim(std::string_view(record.raw({kWidth, has, ""}))).empty();
  if (!is_long && has >= (is_trailer ? kTrailerFields : kWidth)) return;
  throw record
      .fault("record.length", "record " + name_of(id_of(record)) + " has " + std::to_string(has) +
                                  " characters instead of 128; fetch the file again")
      .figures("128", std::to_string(has));
}

/// What the next code and the link code of the record before say must follow.
void StatementReader::check_promise(const FixedRecord& record) {
  const std::string_view promised = std::exchange(promised_, {});
  const std::string_view id = id_of(record);
  if (promised.empty() || promised.find(id) != promised.npos) return;
  throw record
      .fault("record.sequence", "a record " + name_of(promised.substr(0, 2)) +
                                    " must follow by the codes of the record before, but here is " +
                                    name_of(id) + "; fetch the file again")
      .figures(name_of(promised.substr(0, 2)), name_of(id));
}

void StatementReader::promise(const FixedRecord& record, std::string_view next,
                              std::string_view linked) {
  if (!next.empty() && record.raw(kNext) == "1")
    promised_ = next;
  else if (record.raw(kLink) == "1")
    promised_ = linked;
}

void StatementReader::take(const FixedRecord& record) {
  check_form(record);
  check_promise(record);
  const char kind = record.line()[0];
  if (kind != '4' && kind != '9') ++records_;
  switch (state_) {
    case State::kAtOldBalance:
      if (kind == '1') return take_old_balance(record);
      break;
    case State::kAtMovements:
      if (kind == '2') return take_movement(record);
      if (kind == '3') return take_information(record);
      if (kind == '8') return take_new_balance(record);
      break;
    case State::kAtMessages:
      if (kind == '4') return take_message(record);
      if (kind == '9') return take_trailer(record);
      break;
    case State::kComplete:
      break;
  }
  static constexpr std::string_view kExpected[] = {"1", "2, 3 or 8", "4 or 9", "0"};
  const std::string expected(kExpected[static_cast<int>(state_)]);
  throw record
      .fault("record.order", "record " + text::quoted(record.line().substr(0, 1)) +
                                 " can't stand here, only " + expected + "; fetch the file again")
      .figures(expected, record.line().substr(0, 1));
}

/// 37 characters: a BBAN and its currency (structure 0), or an account and its currency at the end
/// (1 foreign, 2 IBAN, 3 foreign IBAN).
StatementReader::Account StatementReader::read_account(const FixedRecord& record,
                                                       std::size_t begin) const {
  const bool bban = structure_ == '0';
  const Columns number{begin, begin + (bban ? 12u : 34u), "account number"};
  const Columns currency = bban ? Columns{begin + 13, begin + 16, "currency"}
                                : Columns{begin + 34, begin + 37, "currency"};
  Account account;
  (structure_ == '2' || structure_ == '3' ? account.iban : account.number) = record.text(number);
  const auto found = Currency::find(record.text(currency));
  if (!found) throw record.fault("amount.currency", currency, "is not an ISO 4217 code");
  account.currency = *found;
  return account;
}

void StatementReader::take_old_balance(const FixedRecord& record) {
  structure_ = record.raw(kStructure)[0];
  if (version_ == '1' && structure_ == ' ') structure_ = '0';
  if (structure_ < '0' || structure_ > '3')
    throw record.fault("account.structure", kStructure, "is none of 0 to 3");
  account_ = read_account(record, kOldAccount.begin);
  Statement& s = writer_.statement();
  s.account_iban = account_.iban;
  s.account_number = account_.number;
  s.account_currency = account_.currency.code();
  s.account_name = text::collapse(record.text(kHolder));
  s.id = record.text(kOldPaperNumber);
  s.sequence = record.text(kCodedNumber);
  if (s.sequence.empty()) s.sequence = s.id;
  const Money balance = signed_amount(record, kOldSign, kOldBalance, account_.currency);
  if (s.kind == "booked") s.opening = {balance, optional_date(record, kOldDate)};
  state_ = State::kAtMovements;
}

void StatementReader::take_movement(const FixedRecord& record) {
  const std::string_view id = id_of(record);
  if (id == "21") return begin_movement(record);
  const bool known = id == "22" || id == "23";
  if (!known || !movement_ || info_detail_ >= 0)
    throw record.fault("record.order",
                       "record " + name_of(id) + " doesn't stand behind 2.1; fetch the file again");
  if (record.number(kSequence) != movement_->sequence() ||
      record.number(kDetail) != movement_->detail())
    throw record.fault("record.sequence", kSequence,
                       "and its detail number are not those of the record 2.1 before");
  if (id == "22")
    movement_->take_part2(record);
  else
    movement_->take_part3(record, version_);
  promise(record, id == "22" ? "23" : "", "31");
}

void StatementReader::begin_movement(const FixedRecord& record) {
  finish_movement();
  movement_.emplace(record, account_.currency);
  info_detail_ = -1;
  const Money& amount = movement_->amount();
  if (movement_->detail() == 0) {
    finish_entry();
    // Behind 9999 banks go on with 0001 or 0000.
    const std::int64_t is = movement_->sequence(), next = (sequence_ + 1) % 10'000;
    if (is != next && !(next == 0 && is == 1))
      throw record.fault("record.sequence", kSequence, "doesn't follow the one before")
          .figures(std::to_string(next), std::to_string(is));
    sequence_ = is;
    std::int64_t& sum = amount.minor < 0 ? debit_ : credit_;
    sum = checked_sum(sum, amount.minor < 0 ? (-amount).minor : amount.minor, record.at);
  } else if (entry_.empty() || movement_->sequence() != sequence_ ||
             movement_->detail() <= detail_) {
    throw record.fault("record.sequence", {kSequence.begin, kDetail.end, "sequence and detail"},
                       "do not follow those of the movement before");
  }
  detail_ = movement_->detail();
  promise(record, "22 23", "31");
}

void StatementReader::take_information(const FixedRecord& record) {
  const std::string_view id = id_of(record);
  const bool begins = id == "31";
  const bool goes_on = (id == "32" || id == "33") && info_detail_ >= 0;
  if (!movement_ || (!begins && !goes_on))
    throw record.fault("record.order", "record " + name_of(id) + " doesn't stand behind " +
                                           (movement_ ? "3.1" : "2.1") + "; fetch the file again");
  const std::int64_t detail = record.number(kDetail);
  if (record.number(kSequence) != sequence_ || (begins ? detail < detail_ : detail != info_detail_))
    throw record.fault("record.sequence", {kSequence.begin, kDetail.end, "sequence and detail"},
                       "do not follow those of the record before");
  info_detail_ = detail_ = detail;
  movement_->take_information(record);
  promise(record, begins ? "32 33" : id == "32" ? "33" : "", "31");
}

void StatementReader::finish_movement() {
  if (!movement_) return;
  const bool is_entry = movement_->detail() == 0, is_part = movement_->is_part();
  Transaction line = movement_->finish();
  movement_.reset();
  if (line.creditor_reference.size() == 12 && !belgian_check_holds(line.creditor_reference))
    host_.count("bank_reference_check_failed");
  if (is_entry)
    entry_.begin(std::move(line));
  else if (is_part)
    add_part(line, entry_.newest());
  else
    entry_.add(std::move(line), 1);
}

void StatementReader::finish_entry() {
  if (entry_.empty()) return;
  const Place at = entry_.entry().at;
  for (Transaction& line : entry_.take_lines()) {
    drop_charges_that_are_all(line);
    writer_.emit(line);
  }
  if (!entry_.left_whole()) return;
  host_.count("bank_unsplit_entries");
  host_.log(SALDO_LOG_INFO, "line " + std::to_string(at.line) +
                                ": the details don't sum up to the movement, so it stays one line");
}

void StatementReader::take_new_balance(const FixedRecord& record) {
  finish_movement();
  finish_entry();
  check_account(record);
  Statement& s = writer_.statement();
  new_balance_at_ = record.at;
  const Money balance = signed_amount(record, kNewSign, kNewBalance, account_.currency);
  if (s.kind == "booked") s.closing = {balance, optional_date(record, kNewDate)};
  state_ = State::kAtMessages;
  promise(record, "", "4");
}

/// The new balance must be of the same account as the old one. Where one of the numbers isn't an
/// account's (the sender masked it), the sums alone must prove.
void StatementReader::check_account(const FixedRecord& record) {
  if (record.is_blank(kNewAccount)) return;
  const Account account = read_account(record, kNewAccount.begin);
  if (account.currency != account_.currency)
    throw record
        .fault(
            "entry.currency", kNewAccount,
            "is in another currency than the old balance, " + std::string(account_.currency.code()))
        .figures(std::string(account_.currency.code()), std::string(account.currency.code()));
  if (account.iban == account_.iban && account.number == account_.number) return;
  const auto holds = [](const Account& a) {
    return is_iban(a.iban) || belgian_check_holds(a.number);
  };
  const std::string& before = account_.iban.empty() ? account_.number : account_.iban;
  const Rejected fault =
      record.fault("statement.account", kNewAccount,
                   "is another account than that of the old balance, " + text::quoted(before));
  if (holds(account) && holds(account_))
    other_account_ = fault;
  else
    writer_.warn(fault.message);
}

void StatementReader::take_message(const FixedRecord& record) {
  ++messages_;
  host_.log(SALDO_LOG_INFO, "line " + std::to_string(record.at.line) +
                                ": the bank's message: " + text::quoted(record.text(kMessage), 80));
  promise(record, "", "4");
}

/// Banks count all records but 0, 4 and 9; some count 4, too.
void StatementReader::take_trailer(const FixedRecord& record) {
  const std::int64_t says = record.number(kRecordCount);
  if (says != records_ && says != records_ + messages_)
    writer_.broken(record
                       .fault("statement.count",
                              "the trailer says " + std::to_string(says) + " records, but " +
                                  bank::name_of(writer_.statement()) + " has " +
                                  std::to_string(records_) + "; ask the bank to send it again")
                       .figures(std::to_string(says), std::to_string(records_)));
  check_sum(record, kDebitSum, debit_);
  check_sum(record, kCreditSum, credit_);
  if (writer_.statement().kind == "booked") writer_.check_balances(new_balance_at_);
  if (other_account_) writer_.broken(*other_account_);
  writer_.accept(account_.currency);
  state_ = State::kComplete;
}

void StatementReader::check_sum(const FixedRecord& record, const Columns& columns,
                                std::int64_t sum) {
  const Money says = record.amount(columns, kDecimals, account_.currency);
  const Money is{sum, account_.currency};
  if (says == is) return;
  writer_.broken(record
                     .fault("statement.total",
                            std::string("the ") + columns.name + " of " +
                                bank::name_of(writer_.statement()) + " is " + says.to_string() +
                                " in the trailer, but its movements come to " + is.to_string() +
                                "; ask the bank to send it again")
                     .figures(says.to_string(), is.to_string()));
}

}  // namespace saldo::bank::coda
