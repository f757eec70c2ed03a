#include "account_codes.hpp"
#include "bai2/file.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

/// Groups, accounts and what their trailers prove.
namespace saldo::bank::bai2 {

namespace {

/// Statements that wait for a total; a bank's group has some thousands at most.
constexpr std::size_t kWaitingMax = 50'000;

Rejected trailer_fault(std::string rule, Place at, const std::string& whose, const char* code,
                       const std::string& what, const std::string& expected,
                       const std::string& found) {
  return Rejected(std::move(rule), xml::where(at) + "the trailer (" + code + ") of " + whose +
                                       " says " + what + " " + found +
                                       ", but what was read gives " + expected +
                                       "; ask the bank to send it again")
      .at_place(at)
      .figures(expected, found);
}

/// Of a group, rules group.total, group.accounts, group.count; of a file in the same way.
Rejected level_fault(const std::string& level, const char* code, const std::string& parts, Place at,
                     const Level::Fault& wrong) {
  std::string rule = level + ".total", what = "a control total of";
  if (wrong.what == std::string_view("parts")) {
    rule = level + "." + parts;
    what = "a number of " + parts + " of";
  } else if (wrong.what == std::string_view("records")) {
    rule = level + ".count";
    what = "a number of records of";
  }
  return trailer_fault(rule, at, "the " + level, code, what, wrong.expected, wrong.found);
}

}  // namespace

void File::begin_group(const Record& record) {
  if (inside_ != Inside::kFile)
    throw order_fault(record, inside_ == Inside::kNothing
                                  ? "stands outside a file (01 to 99)"
                                  : "begins a group before the one at hand has its trailer (98)");
  inside_ = Inside::kGroup;
  group_level_ = Level(small_from_);
  group_waits_from_ = waiting_.size();
  group_accounts_ = 0;
  group_ = {};
  try {
    read_group(record);
  } catch (const Rejected& fault) {
    group_.fault = fault;
  }
}

void File::read_group(const Record& record) {
  Fields fields(record.body);
  const std::string_view end = record.body.substr(record.body.size());
  const auto next = [&] { return fields.more() ? fields.next() : end; };
  next();  // ultimate receiver
  assign_text(group_.bank, next(), record.utf8);
  const auto status = next(), day = next();
  next();  // as-of time: 0000 to 2400, 9999, or of another form
  const auto currency = next(), modifier = next();
  group_.day = read_day(record, "as-of date", day);
  group_.currency = *Currency::find("USD");
  if (!currency.empty()) {
    const auto found = Currency::find(currency);
    if (!found)
      throw record.fault("amount.currency", "currency", currency, "is not an ISO 4217 code");
    group_.currency = *found;
  }
  group_.interim = modifier == "1" || modifier == "3";
  if (status.empty() || status == "1" || status == "3") return;
  const char* why = "is none of 1 (update), 2 (deletion), 3 (correction), 4 (test)";
  if (status == "2")
    why = "takes back what the bank sent before, which only people can do";
  else if (status == "4")
    why = "marks a test: its money isn't real";
  const Rejected fault = record.fault("group.status", "group status", status, why);
  if (!lenient_) throw fault;
  group_.interim = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void File::begin_account(const Record& record) {
  if (inside_ == Inside::kAccount) leave_account_open(record);
  if (inside_ != Inside::kGroup) throw order_fault(record, "stands outside a group (02 to 98)");
  inside_ = Inside::kAccount;
  ++group_accounts_;
  account_from_ = count_ - 1;
  details_sum_ = 0;
  lines_ = {};
  statement_ = {};
  statement_.at = record.at;
  statement_.index = statements_.begin();
  fault_ = group_.fault;
  open_ = Open::kAccount;
  try {
    header_.begin(record, group_.currency);
  } catch (const Rejected& fault) {
    if (!fault_) fault_ = fault;
    open_ = Open::kRefused;
  }
}

void File::end_account(const Record& record) {
  if (inside_ != Inside::kAccount)
    throw order_fault(record, "ends an account, but none has begun (03)");
  Trailer trailer;
  try {
    trailer.read(record);
  } catch (const Rejected& fault) {
    if (!fault_) fault_ = fault;
  }
  close_account(trailer);
}

/// Without its trailer nothing says that an account is whole.
void File::leave_account_open(const Record& next) {
  --count_;  // `next` isn't its own
  if (!fault_)
    fault_ = Rejected("statement.trailer", xml::where(next.at) +
                                               "an account without its trailer (49): records are "
                                               "missing or out of order; ask the bank to send it "
                                               "again")
                 .at_place(next.at)
                 .figures("49", next.code == 3 ? "03" : "98");
  close_account({});
  ++count_;
}

void File::close_account(const Trailer& trailer) {
  Part part{.total_says = trailer.total,
            .total_is = std::nullopt,
            .records_say = trailer.records,
            .records_are = count_ - account_from_};
  fill_statement();
  if (!fault_) {
    try {
      part.total_is = checked_sum(header_.sum(), details_sum_, trailer.at);
      prove_account(trailer);
    } catch (const Rejected& fault) {
      fault_ = fault;
    }
  }
  group_level_.add(part);
  inside_ = Inside::kGroup;
  const auto money = statements_.held().sum();
  if (money) all_money_.add(*money);
  if (fault_) {
    statements_.refuse(*fault_);
    return;
  }
  if (waiting_.size() == kWaitingMax)
    throw Rejected("group.limit", xml::where(statement_.at) +
                                      "the group has more than 50000 accounts up to here; have the "
                                      "bank send smaller groups")
        .at_place(statement_.at);
  waiting_.push_back({std::move(statement_), money});
}

void File::fill_statement() {
  Statement& s = statement_;
  const std::string& number = header_.number();
  (is_iban(number) ? s.account_iban : s.account_number) = number;
  s.account_bank = group_.bank;
  s.account_currency = header_.currency().code();
  s.from = s.to = group_.day;
  const auto balance = [&](const std::optional<Figure>& figure, Balance& to) {
    if (figure) to = {Money{figure->minor, header_.currency()}, group_.day};
  };
  balance(header_.opening, s.opening);
  balance(header_.closing, s.closing);
  if (!header_.closing && group_.interim) balance(header_.current, s.closing);
  fill_totals(s, lines_, header_.currency());
}

void File::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void File::prove_account(const Trailer& trailer) {
  const std::int64_t total = header_.sum() + details_sum_;  // checked before
  const std::int64_t records = count_ - account_from_;
  if (trailer.total != total)
    broken(trailer_fault("statement.total", trailer.at, name_of(statement_), "49",
                         "a control total of", std::to_string(total),
                         std::to_string(*trailer.total)));
  if (trailer.records != records)
    broken(trailer_fault("statement.count", trailer.at, name_of(statement_), "49",
                         "a number of records of", std::to_string(records),
                         std::to_string(*trailer.records)));
  decide_kind();
}

/// Booked is what both ledger balances prove. Interim data is intraday. Final data without both
/// balances, or of which the bank details a part only, is a notification: every line arrived, as
/// the trailers prove, but the account's balance doesn't follow from them.
void File::decide_kind() {
  if (group_.interim) {
    statement_.kind = "intraday";
    return;
  }
  statement_.kind = "notification";
  if (!header_.opening || !header_.closing) return;
  try {
    prove_balances(statement_, lines_, header_.closing->at);
    statement_.kind = "booked";
  } catch (const Rejected& fault) {
    if (summary_explains()) return;
    statement_.kind = "booked";
    broken(fault);
  }
}

/// True if the bank's own figures say why the details don't lead from one balance to the other:
/// there are none, or its totals (100, 400) do and the details are a part of them.
bool File::summary_explains() const {
  if (lines_.count() == 0 && !header_.total_credits && !header_.total_debits) return true;
  if (!header_.total_credits && !header_.total_debits) return false;
  const std::int64_t credits = header_.total_credits ? header_.total_credits->minor : 0;
  const std::int64_t debits = header_.total_debits ? header_.total_debits->minor : 0;
  const Place at = header_.closing->at;
  const std::int64_t with_credits = checked_sum(header_.opening->minor, credits, at);
  return checked_sum(header_.closing->minor, debits, at) == with_credits &&
         lines_.credit(header_.currency()).minor <= credits &&
         lines_.debit(header_.currency()).minor <= debits;
}

void File::end_group(const Record& record) {
  if (inside_ == Inside::kAccount) leave_account_open(record);
  if (inside_ != Inside::kGroup) throw order_fault(record, "ends a group, but none has begun (02)");
  Trailer trailer;
  std::optional<Rejected> fault;
  try {
    trailer.read(record);
    const auto wrong = group_level_.check(trailer, count_);
    if (wrong.what != nullptr) fault = level_fault("group", "98", "accounts", trailer.at, wrong);
  } catch (const Rejected& unreadable) {
    fault = unreadable;
  }
  file_level_.add(group_level_.as_part(trailer, count_));
  inside_ = Inside::kFile;
  if (fault && group_accounts_ == 0) throw with_first_fault(*fault);
  if (fault && lenient_) host_.log(SALDO_LOG_WARNING, fault->message);
  for (std::size_t i = group_waits_from_; fault && i < waiting_.size(); ++i) {
    waiting_[i].statement.unbalanced = true;
    if (!lenient_) statements_.refuse(waiting_[i].statement.index, fault->holds(waiting_[i].money));
  }
  if (fault && !lenient_) waiting_.clear();
  if (!lenient_) settle_waiting();
}

/// Leniently read statements wait for the file's trailer too, so that they can be marked.
void File::settle_waiting() {
  for (const Waiting& w : waiting_) statements_.accept(w.statement);
  waiting_.clear();
}

void File::end_file(const Record& record) {
  if (inside_ != Inside::kFile)
    throw order_fault(record, inside_ == Inside::kNothing
                                  ? "ends a file, but none has begun (01)"
                                  : "ends the file before its group has its trailer (98)");
  inside_ = Inside::kNothing;
  Trailer trailer;
  trailer.read(record);
  const auto wrong = file_level_.check(trailer, count_);
  if (wrong.what != nullptr) {
    const Rejected fault = level_fault("file", "99", "groups", trailer.at, wrong);
    if (!lenient_) throw with_first_fault(fault);
    host_.log(SALDO_LOG_WARNING, fault.message);
    for (Waiting& w : waiting_) w.statement.unbalanced = true;
  }
  settle_waiting();
}

/// What is wrong within a file makes its trailer wrong too. Then the first fault is the one to
/// look at.
Rejected File::with_first_fault(Rejected fault) const {
  const auto& first = statements_.first_fault();
  if (!first) return fault;
  fault = *first;
  fault.held.reset();
  fault.message += ". The trailers behind it don't hold either, so nothing of the file is taken";
  return fault;
}

}  // namespace saldo::bank::bai2
