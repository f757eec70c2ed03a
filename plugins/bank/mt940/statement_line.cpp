#include "mt940/statement_line.hpp"

#include <cstdlib>

#include "mt940/information.hpp"

namespace saldo::bank::mt940 {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_date(char c) { return is_digit(c) || c == ' '; }
bool is_amount(char c) { return is_digit(c) || c == ',' || c == '.'; }

/// Reads a field from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  std::string_view take(std::size_t n) {
    const auto part = text_.substr(at_, n);
    at_ += part.size();
    return part;
  }
  template <class F>
  std::string_view take_while(F f) {
    std::size_t n = 0;
    while (at_ + n < text_.size() && f(text_[at_ + n])) ++n;
    return take(n);
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Banks that count interest by 30/360 have a 29 and a 30 February in every year.
std::optional<Date> day_of(int year, unsigned month, unsigned day) {
  const auto date = Date::from_ymd(year, month, day);
  if (date || month != 2 || (day != 29 && day != 30)) return date;
  return Date::from_ymd(year, 3, 1)->plus_days(-1);
}

std::string read_as(std::string_view digits, Date last) {
  return "date '" + std::string(digits) + "' counts days as 30/360 and was read as " +
         last.to_string();
}

/// YYMMDD.
Date read_date(const Field& field, std::size_t position, std::string_view digits, Notes& notes) {
  try {
    return Date::parse_short(digits);
  } catch (const FormatError& e) {
    if (digits.size() == 6 && digits.substr(2, 2) == "02" &&
        (digits.substr(4) == "29" || digits.substr(4) == "30") &&
        text::all_digits(digits.substr(0, 2))) {
      const Date first = Date::parse_short(std::string(digits.substr(0, 2)) + "0301");
      const Date last = first.plus_days(-1);
      notes.push_back(read_as(digits, last));
      return last;
    }
    throw field.fault("date.invalid", position, e.what());
  }
}

/// The entry date has no year: it is the one that brings it nearest to the value date.
Date read_entry_date(const Field& field, std::size_t position, std::string_view digits,
                     Date value_date, Notes& notes) {
  constexpr int kHalfAYear = 180;
  const int value_year = static_cast<int>(value_date.ymd().year());
  const auto number = [&](std::size_t i) {
    return static_cast<unsigned>((digits[i] - '0') * 10 + (digits[i + 1] - '0'));
  };
  Date best;
  for (const int year : {value_year, value_year - 1, value_year + 1}) {
    const auto date = day_of(year, number(0), number(2));
    if (!date) continue;
    if (best.empty() ||
        std::abs(days_between(value_date, *date)) < std::abs(days_between(value_date, best)))
      best = *date;
    if (std::abs(days_between(value_date, best)) < kHalfAYear) break;
  }
  if (best.empty())
    throw field.fault("date.invalid", position,
                      "entry date " + text::quoted(digits) + " is not a day of the form MMDD");
  if (static_cast<unsigned>(best.ymd().day()) != number(2)) notes.push_back(read_as(digits, best));
  return best;
}

/// "0130231740": behind the entry date, Bank Pekao writes when it booked, HHMMSS.
bool has_time_of_day(std::string_view digits) {
  if (digits.size() != 10 || !text::all_digits(digits)) return false;
  return digits.substr(4, 2) < "24" && digits[6] < '6' && digits[8] < '6';
}

constexpr std::size_t kBothDates = 10;  // YYMMDDMMDD

void read_other_dates(Cursor& in, const Field& field, LastDates& last, Transaction& t,
                      Notes& notes) {
  const std::size_t noted = notes.size();
  const auto both = in.rest().substr(0, kBothDates);
  t.value_date = read_date(field, 0, in.take(6), notes);
  const std::size_t entry = in.at();
  const auto written = in.take_while(is_date);
  auto digits = text::trim(written);
  if (has_time_of_day(digits)) digits = digits.substr(0, 4);
  if (digits.empty()) return;
  if (digits.size() != 4)
    throw field.fault("date.invalid", entry,
                      "entry date " + text::quoted(digits) + " is not a day of the form MMDD");
  t.booking_date = read_entry_date(field, entry, digits, t.value_date, notes);
  if (written.size() == 4 && notes.size() == noted)
    last = {std::string(both), t.value_date, t.booking_date};
}

void read_dates(Cursor& in, const Field& field, LastDates& last, Transaction& t, Notes& notes) {
  if (last.digits.empty() || !in.rest().starts_with(last.digits) || is_date(in.peek(kBothDates)))
    return read_other_dates(in, field, last, t, notes);
  in.take(kBothDates);
  t.value_date = last.value;
  t.booking_date = last.entry;
}

struct Mark {
  bool credit = false, reversal = false, expected = false;
};

/// C, D, with R in front for a reversal, which moves the money the other way, or with E in front
/// for an expected item.
Mark read_mark(Cursor& in, const Field& field, bool flip_reversals) {
  const std::size_t start = in.at();
  Mark mark;
  mark.reversal = in.peek() == 'R';
  mark.expected = in.peek() == 'E';
  if (mark.reversal || mark.expected) in.take(1);
  const auto letter = in.take(1);
  if (letter != "C" && letter != "D")
    throw field.fault("sign.invalid", start,
                      text::quoted(field.text.substr(start, 2)) + " is none of C, D, RC, RD");
  mark.credit = (letter == "C") != (mark.reversal && !flip_reversals);
  return mark;
}

/// Words that stand for no reference, or say that :86: has it (ING, Rabobank, Deutsche Bank).
bool is_reference(std::string_view value) {
  if (value.ends_with('+')) value.remove_suffix(1);
  static constexpr std::string_view kNone[] = {"NONREF", "NOTPROVIDED", "EREF",
                                               "PREF",   "MARF",        "KREF"};
  for (const auto none : kNone)
    if (value == none) return false;
  return !value.empty();
}

/// "0121470966      W.P. Jansen": Rabobank used to put the other account and its owner's name into
/// columns of the reference, which is wider then than SWIFT's 16 characters.
bool read_columns(std::string_view references, Transaction& t) {
  constexpr std::size_t kWidth = 16;
  if (references.size() <= kWidth || references[kWidth - 1] != ' ') return false;
  const auto account = text::trim(references.substr(0, kWidth));
  const auto name = text::trim(references.substr(kWidth));
  if (name.empty() || account.find(' ') != account.npos) return false;
  const auto digits = account.substr(account.starts_with('P') ? 1 : 0);
  if (text::all_digits(digits) && digits.size() >= 9)
    set_account(account, {}, t);
  else if (is_reference(account))
    t.customer_reference = account;
  t.counterparty_name = name;
  return true;
}

void read_references(std::string_view text, Transaction& t) {
  const auto slashes = text.find("//");
  if (slashes == text.npos && read_columns(text, t)) return;
  if (const auto own = text::trim(text.substr(0, slashes)); is_reference(own))
    t.customer_reference = own;
  if (slashes == text.npos) return;
  if (const auto bank = text::trim(text.substr(slashes + 2)); is_reference(bank))
    t.bank_reference = bank;
}

/// Takes the bank's reference off the second line, which begins with it where it didn't fit into
/// the first one.
void take_wrapped_reference(std::string& supplementary, Transaction& t) {
  constexpr std::size_t kLongest = 16;
  if (!supplementary.starts_with("//")) return;
  const auto end = supplementary.find('\n');
  const auto reference = text::trim(std::string_view(supplementary).substr(2, end - 2));
  if (reference.size() > kLongest || !is_reference(reference)) return;
  t.bank_reference = reference;
  supplementary.erase(0, end == supplementary.npos ? end : end + 1);
}

/// Some banks break the line between the mark and the amount.
bool is_broken_before_amount(std::string_view text, std::size_t first_end) {
  if (first_end == 0 || first_end + 1 >= text.size()) return false;
  return is_letter(text[first_end - 1]) && is_amount(text[first_end + 1]) &&
         text.substr(0, first_end).find_first_of(",.") == text.npos;
}

[[noreturn]] void refuse_amount(const Field& field, std::size_t position, const FormatError& e,
                                Currency currency) {
  const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
  throw field.fault(range ? "amount.range" : "amount.invalid", position,
                    std::string(e.what()) + " (" + std::string(currency.code()) + ")");
}

}  // namespace

Money read_amount(const Field& field, std::size_t position, std::string_view digits,
                  Currency currency) {
  const char point = digits.rfind(',') == digits.npos ? '.' : ',';
  try {
    return Money::parse(digits, currency, point);
  } catch (const FormatError& e) {
    refuse_amount(field, position, e, currency);
  }
}

Balance read_balance(const Field& field, Currency expected, Notes& notes) {
  Cursor in(field.first_line());
  const auto mark = in.take(1);
  if (mark != "C" && mark != "D")
    throw field.fault("sign.invalid", 0, text::quoted(mark) + " is neither C nor D");
  Balance balance;
  balance.date = read_date(field, 1, in.take(6), notes);
  Currency currency = expected;
  if (const std::size_t at = in.at(); is_letter(in.peek())) {
    const auto code = in.take_while(is_letter);
    const auto found = Currency::find(code);
    if (!found)
      throw field.fault("amount.currency", at,
                        "currency " + text::quoted(code) + " is not an ISO 4217 code");
    currency = *found;
  }
  if (currency.empty())
    throw field.fault("amount.currency", in.at(), "the balance has no currency");
  if (!expected.empty() && currency != expected)
    throw field
        .fault("entry.currency", 7,
               "the balance is in " + std::string(currency.code()) + " but the statement is in " +
                   std::string(expected.code()))
        .figures(std::string(expected.code()), std::string(currency.code()));
  const std::size_t at = in.at();
  balance.amount = read_amount(field, at, text::trim(in.rest()), currency);
  if (mark == "D") balance.amount = -*balance.amount;
  return balance;
}

void read_statement_line(const Field& field, const LineOptions& options, LastDates& last,
                         Transaction& t, std::string& supplementary, Notes& notes) {
  auto text = field.text;
  auto first_end = field.first_end;
  std::string joined;
  if (is_broken_before_amount(text, first_end)) {
    joined = text.substr(0, first_end);
    joined += text.substr(first_end + 1);
    text = joined;
    first_end = saldo::text::find_mark<'\n'>(text, 0);
  }
  Cursor in(text.substr(0, first_end));
  supplementary.clear();
  if (first_end != text.size()) supplementary = text.substr(first_end + 1);

  t.at = field.at;
  read_dates(in, field, last, t, notes);
  const Mark mark = read_mark(in, field, options.flip_reversals);
  t.reversal = mark.reversal;
  if (is_letter(in.peek()) && is_amount(in.peek(1))) in.take(1);  // third letter of the currency
  const std::size_t at = in.at();
  t.amount = read_amount(field, at, in.take_while(is_amount), options.currency);
  if (!mark.credit) t.amount = -*t.amount;
  // A line without money is information: Citibank writes balances into such.
  t.status = t.amount->minor == 0               ? "info"
             : mark.expected && options.interim ? "pending"
                                                : "booked";
  in.take_while([](char c) { return c == ' '; });
  if (is_letter(in.peek())) t.code_proprietary = text::trim(in.take(4));
  read_references(in.rest(), t);
  if (!supplementary.empty() && in.rest().find("//") == std::string_view::npos)
    take_wrapped_reference(supplementary, t);
}

}  // namespace saldo::bank::mt940
