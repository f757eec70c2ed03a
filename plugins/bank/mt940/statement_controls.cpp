#include "mt940/statement_reader.hpp"
#include "saldo/xml_characters.hpp"

/// What proves an MT940 or MT942: balances, the order of pages, counts and sums.
namespace saldo::bank::mt940 {

namespace {

bool is_same_account(const Statement& a, const Statement& b) {
  return a.account_iban == b.account_iban && a.account_bank == b.account_bank &&
         a.account_number == b.account_number;
}

std::string page_name(const StatementNumber& n) {
  return n.page ? "page " + std::to_string(*n.page) : "the page";
}

}  // namespace

void StatementReader::take_opening(const Field& field) {
  Statement& head = header_.statement;
  if (head.account_iban.empty() && head.account_number.empty())
    throw field.fault("mt940.order", 0, "the statement names no account (:25:) before");
  if (attached_) throw field.fault("mt940.order", 0, "the message opens a second time");
  const Balance opening = read_balance(field, {}, notes_);
  trim_account(opening.amount->currency, head);
  if (continues(field, opening)) {
    attached_ = true;
    page_ = {header_.number, {}, {}, false};
    host_.count("mt940_pages");
    return;
  }
  open_statement();
  statement_.opening = opening;
  use_currency(opening.amount->currency);
}

/// True if the message is the next page of the statement at hand: it is of the same account and
/// number and opens with what the page before closed with, after which the statement went on. A
/// page that is missing or stands twice costs the statement.
bool StatementReader::continues(const Field& field, const Balance& opening) {
  const Statement& head = header_.statement;
  if (!open_ || statement_.kind != "booked" || !is_same_account(head, statement_) ||
      header_.number.number != page_.number.number)
    return false;
  const bool goes_on = field.tag == Tag::kIntermediateOpening;
  if (fault_) {  // what it was refused for costs all of its pages
    attached_ = skipping_ = goes_on;
    return goes_on;
  }
  if (!page_.intermediate || !page_.closing) return false;
  const bool follows = *page_.closing == *opening.amount;
  const auto before = page_.number.page, here = header_.number.page;
  const bool numbered = before && here && *here != *before;
  if (follows && (!numbered || *here == *before + 1)) return goes_on;
  // A number that the bank doesn't count up says nothing, so a new statement may begin here.
  if (!goes_on && (follows || header_.number.number.empty())) return false;
  attached_ = true;
  const std::string name = name_of(statement_);
  if (numbered && *here != *before + 1)
    throw field
        .fault("statement.page", 0,
               name + " goes on with " + page_name(header_.number) + " behind " +
                   page_name(page_.number) + "; a page is missing or stands twice")
        .figures("page " + std::to_string(*before + 1), page_name(header_.number));
  throw field
      .fault("statement.page", 0,
             name + " goes on with " + opening.amount->to_string() + " on " +
                 page_name(header_.number) + " but " + page_name(page_.number) +
                 " before ends with " + page_.closing->to_string() +
                 "; a page is missing or stands twice")
      .figures(page_.closing->to_string(), opening.amount->to_string());
}

void StatementReader::take_closing(const Field& field) {
  if (!attached_ || statement_.kind != "booked")
    throw field.fault("mt940.order", 0, "the statement has no opening balance (:60F:) before");
  emit_pending();
  const Balance closing = read_balance(field, line_options_.currency, notes_);
  statement_.closing = closing;
  page_.closing = closing.amount;
  page_.closing_at = field.at;
  page_.intermediate = field.tag == Tag::kIntermediateClosing;
  prove_closing();
}

/// Pages open with what the one before closed with, so the lines up to here lead from the first
/// opening to this closing.
void StatementReader::prove_closing() {
  try {
    prove_balances(statement_, lines_, page_.closing_at);
  } catch (Rejected& fault) {
    fault.message += reversals_hint(reversals_, conventions_, statement_, lines_);
    broken(fault);
  }
}

void StatementReader::begin_interim(const Field& field) {
  if (attached_) return;
  const Statement& head = header_.statement;
  if (head.account_iban.empty() && head.account_number.empty())
    throw field.fault("mt940.order", 0, "the statement names no account (:25:) before");
  open_statement();
  statement_.kind = "intraday";
  line_options_.interim = true;
}

void StatementReader::take_floor_limit(const Field& field) {
  begin_interim(field);
  if (statement_.kind != "intraday")
    throw field.fault("mt940.order", 0, "a statement with an opening balance is no MT942");
  const FloorLimit limit = read_floor_limit(field);
  if (line_options_.currency.empty()) use_currency(limit.amount.currency);
  if (limit.mark != 'C') debits_.floor = limit.amount;
  if (limit.mark != 'D') credits_.floor = limit.amount;
}

/// "1901091733+0100": the day up to which the report reaches.
void StatementReader::take_created(const Field& field) {
  Statement& statement = attached_ ? statement_ : header_.statement;
  try {
    statement.to = Date::parse_short(field.text.substr(0, 6));
  } catch (const FormatError& e) {
    throw field.fault("date.invalid", 0, e.what());
  }
}

void StatementReader::take_entry_sum(const Field& field) {
  begin_interim(field);
  emit_pending();
  Side& side = field.tag == Tag::kCredits ? credits_ : debits_;
  if (side.says) throw field.fault("mt940.order", 0, "the field stands twice");
  side.says = read_entry_sum(field, line_options_.currency);
  if (line_options_.currency.empty()) use_currency(side.says->sum.currency);
  side.field = field.name;
  side.at = field.at;
}

/// Entries below the floor limit are counted but need not be listed; banks may leave expected
/// entries out of the count.
void StatementReader::prove_side(const Side& side, const Side& other, const char* what) {
  if (!side.says) return;
  const Currency currency = line_options_.currency;
  const std::int64_t count = side.says->count, sum = side.says->sum.minor;
  if (count == side.listed && sum == side.sum) return;
  if (count == side.listed - side.expected && sum == side.sum - side.expected_sum) return;
  const auto floor = side.floor ? side.floor : other.floor;
  if (floor && floor->minor > 0 && count > side.listed && sum >= side.sum) {
    warnings_.warn(xml::where(side.at) + std::to_string(count - side.listed) + " " + what +
                       " entries below the floor limit aren't listed",
                   SALDO_LOG_INFO);
    return;
  }
  const auto figure = [&](std::int64_t n, std::int64_t minor) {
    return std::to_string(n) + " of " + Money{minor, currency}.to_string();
  };
  const std::string says = figure(count, sum), lists = figure(side.listed, side.sum);
  broken(
      Field{.name = side.field, .at = side.at}
          .fault("statement.summary", 0,
                 name_of(statement_) + " says " + what + " entries " + says + " but lists " + lists)
          .figures(says, lists));
}

namespace {

/// What ING writes behind the last balance: "/SUM/4/4/134,46/36,58/", or without codewords
/// "D000004C000004D134,46C36,58". Nothing for other texts.
struct BankSummary {
  std::string_view debits, credits, debit_sum, credit_sum;

  static std::optional<BankSummary> find(std::string_view text) {
    const auto up_to = [&](std::string_view mark) {
      const auto end = text.find(mark);
      const auto part = text.substr(0, end);
      text.remove_prefix(end == text.npos ? text.size() : end + mark.size());
      return part;
    };
    BankSummary s;
    if (text.starts_with("/SUM/")) {
      text.remove_prefix(5);
      s.debits = up_to("/");
      s.credits = up_to("/");
      s.debit_sum = up_to("/");
      s.credit_sum = up_to("/");
    } else if (text.starts_with("D")) {
      text.remove_prefix(1);
      s.debits = up_to("C");
      s.credits = up_to("D");
      s.debit_sum = up_to("C");
      s.credit_sum = text::trim(text);
      if (s.debits.size() != 6 || s.credits.size() != 6) return std::nullopt;
    }
    const auto is_amount = [](std::string_view a) {
      return !a.empty() && a.find_first_not_of("0123456789,") == a.npos;
    };
    const bool whole = text::all_digits(s.debits) && text::all_digits(s.credits) &&
                       s.debits.size() <= 9 && s.credits.size() <= 9 && is_amount(s.debit_sum) &&
                       is_amount(s.credit_sum);
    return whole ? std::optional(s) : std::nullopt;
  }
};

}  // namespace

/// Banks differ in how they count reversals and lines without money, so such statements are left
/// to their balances.
void StatementReader::prove_bank_summary(const Field& field) {
  const auto summary = BankSummary::find(field.first_line());
  if (!summary || odd_entries_ || conventions_.separate_charges) return;
  const auto agrees = [&](std::string_view count, std::string_view sum, const Side& side) {
    return Money::parse_minor(count, 0) == side.listed &&
           read_amount(field, 0, sum, line_options_.currency).minor == side.sum;
  };
  if (agrees(summary->debits, summary->debit_sum, debits_) &&
      agrees(summary->credits, summary->credit_sum, credits_))
    return;
  const auto figures = [&](const Side& side) {
    return std::to_string(side.listed) + " of " +
           Money{side.sum, line_options_.currency}.to_string();
  };
  const std::string lists = "debits " + figures(debits_) + " and credits " + figures(credits_);
  broken(field
             .fault("statement.summary", 0,
                    name_of(statement_) + " lists " + lists + ", which isn't what " +
                        text::quoted(field.first_line()) + " says")
             .figures(std::string(field.first_line()), lists));
}

}  // namespace saldo::bank::mt940
