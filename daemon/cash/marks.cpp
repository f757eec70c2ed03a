#include "cash/marks.hpp"

#include <algorithm>
#include <charconv>

#include "model/creditor_reference.hpp"
#include "model/iban.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kLongestIban = 34, kLongestReference = 25;
constexpr std::size_t kAccountDigits = 5;  // shorter runs occur in any IBAN by chance

int to_int(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<Date> day_of(std::string_view y, std::string_view m, std::string_view d) {
  const int year = y.size() == 2 ? 2000 + to_int(y) : to_int(y);
  if (year < 1990 || year > 2099) return std::nullopt;
  return Date::from_ymd(year, static_cast<unsigned>(to_int(m)), static_cast<unsigned>(to_int(d)));
}

class Marker {
 public:
  Marker(ScannedText& s, const Payment& payment) : s_(s), payment_(payment) {}

  void run() {
    mark_coded_numbers();
    mark_written_dates();
    mark_written_amounts();
    note_words_before();
    for (Chunk& c : s_.chunks)
      if (c.mark == Mark::none && c.digits()) mark_by_value(c);
  }

 private:
  bool gap_is(std::size_t i, std::string_view gap) const {
    return i + 1 < s_.chunks.size() && s_.gap(i) == gap;
  }
  void mark(std::size_t first, std::size_t last, Mark mark) {
    for (std::size_t i = first; i <= last; ++i) s_.chunks[i].mark = mark;
  }

  /// IBANs and creditor references: check digits prove them, written in one piece or in groups.
  void mark_coded_numbers() {
    for (std::size_t i = 0; i < s_.chunks.size(); ++i) {
      const std::string& u = s_.chunks[i].upper;
      if (u.size() < 4 || s_.chunks[i].mark != Mark::none || !model::is_letter(u[0]) ||
          !model::is_letter(u[1]) || !model::is_digit(u[2]) || !model::is_digit(u[3]))
        continue;
      const bool reference = u.starts_with("RF");
      if (!reference && model::iban_length(std::string_view(u).substr(0, 2)) == 0) continue;
      std::string joined;
      for (std::size_t j = i; j < s_.chunks.size(); ++j) {
        if (j > i && !gap_is(j - 1, " ")) break;
        joined += s_.chunks[j].upper;
        if (joined.size() > (reference ? kLongestReference : kLongestIban)) break;
        if (reference)
          note_reference(i, j, joined);
        else if (model::Iban::parse(joined))
          mark(i, j, Mark::iban);
      }
    }
  }
  void note_reference(std::size_t first, std::size_t last, const std::string& joined) {
    if (const auto reference = model::CreditorReference::parse(joined)) {
      s_.references.push_back({first, last, reference->text()});
      mark(first, last, Mark::reference);
    }
  }

  /// "01.06.2026", "1/6/26", "2026-06-01", "06/30/2026"
  void mark_written_dates() {
    for (std::size_t i = 0; i + 2 < s_.chunks.size(); ++i) {
      const Chunk &a = s_.chunks[i], &b = s_.chunks[i + 1], &c = s_.chunks[i + 2];
      if (!a.digits() || !b.digits() || !c.digits()) continue;
      if (!gap_is(i, ".") && !gap_is(i, "/") && !gap_is(i, "-")) continue;
      if (s_.gap(i) != s_.gap(i + 1)) continue;
      const bool day_first = a.upper.size() <= 2 && b.upper.size() <= 2 &&
                             (c.upper.size() == 4 || c.upper.size() == 2) &&
                             day_of(c.upper, b.upper, a.upper);
      const bool month_first = gap_is(i, "/") && a.upper.size() <= 2 && b.upper.size() <= 2 &&
                               (c.upper.size() == 4 || c.upper.size() == 2) &&
                               day_of(c.upper, a.upper, b.upper);
      const bool year_first = a.upper.size() == 4 && b.upper.size() <= 2 && c.upper.size() <= 2 &&
                              day_of(a.upper, b.upper, c.upper);
      if (day_first || month_first || year_first) mark(i, i + 2, Mark::date);
    }
  }

  /// "1.234,56", "123.45", "EUR 500", "500 EUR", "€500", "500€"
  void mark_written_amounts() {
    for (std::size_t i = 0; i < s_.chunks.size(); ++i) {
      if (s_.chunks[i].digits() && s_.chunks[i].mark == Mark::none) {
        const std::size_t last = end_of_amount(i);
        if (last > i)
          mark(i, last, Mark::amount);
        else if (may_be_amount(s_.chunks[i]) && touches_currency_sign(s_.chunks[i]))
          s_.chunks[i].mark = Mark::amount;
      }
      if (s_.chunks[i].word() && classify(s_.chunks[i].upper) == WordClass::currency)
        mark_beside_currency(i);
    }
  }
  /// Digits with points and commas between them: its last chunk, and the first one from which on
  /// the groups can be those of one amount.
  struct Run {
    std::size_t last = 0, groups_from = 0;
  };
  Run run_from(std::size_t first) const {
    std::size_t last = first;
    while ((gap_is(last, ",") || gap_is(last, ".")) && s_.chunks[last + 1].digits()) ++last;
    if (last == first) return {first, first};
    std::size_t from = last - 1;
    while (from > first && s_.chunks[from].upper.size() == 3 &&
           s_.gap(from - 1) != s_.gap(last - 1))
      --from;
    return {last, from};
  }
  /// The last chunk of an amount that begins at `first`, or `first` if none does. A run is looked
  /// at once, for those of a long text would be looked at from each of its chunks.
  std::size_t end_of_amount(std::size_t first) {
    constexpr std::size_t kUngroupedDigits = 6;  // longer ones are more likely numbers in a list
    if (first > run_.last || run_.last == 0) run_ = run_from(first);
    const std::size_t last = run_.last;
    if (last == first || s_.chunks[last].upper.size() != 2 || first < run_.groups_from)
      return first;
    const std::size_t digits = s_.chunks[first].upper.size();
    return digits <= (last == first + 1 ? kUngroupedDigits : 3) ? last : first;
  }
  static bool may_be_amount(const Chunk& c) { return c.digits() && c.upper.size() <= 6; }
  bool touches_currency_sign(const Chunk& c) const {
    constexpr std::string_view kSigns[] = {"€", "£", "¥"};
    const std::string_view before = std::string_view(s_.text).substr(0, c.begin),
                           behind = std::string_view(s_.text).substr(c.end);
    return std::any_of(std::begin(kSigns), std::end(kSigns), [&](std::string_view sign) {
      return before.ends_with(sign) || behind.starts_with(sign);
    });
  }
  void mark_beside_currency(std::size_t i) {
    if (i + 1 < s_.chunks.size() && s_.chunks[i + 1].digits()) {
      if (may_be_amount(s_.chunks[i + 1])) s_.chunks[i + 1].mark = Mark::amount;
    } else if (i > 0 && may_be_amount(s_.chunks[i - 1])) {
      s_.chunks[i - 1].mark = Mark::amount;
    }
  }

  void note_words_before() {
    for (std::size_t i = 0; i < s_.chunks.size(); ++i) {
      Chunk& c = s_.chunks[i];
      if (!c.has_digit) continue;
      c.after = class_before(i);
      const auto letters = std::find_if(c.upper.begin(), c.upper.end(), model::is_digit);
      if (c.has_letter && letters != c.upper.begin()) {
        const WordClass glued =
            classify({c.upper.data(), static_cast<std::size_t>(letters - c.upper.begin())});
        if (glued != WordClass::none) c.after = glued;
      }
      if (c.mark != Mark::none) continue;
      if (c.after == WordClass::customer) c.mark = Mark::customer_number;
      if (c.after == WordClass::order || c.after == WordClass::other) c.mark = Mark::other_number;
      if (c.after == WordClass::date && c.digits() && c.upper.size() <= 8) c.mark = Mark::date;
    }
  }
  /// What the word before a number says, looking past "no." and punctuation.
  WordClass class_before(std::size_t i) const {
    constexpr std::size_t kFillers = 2, kGap = 5;  // "inv. ... 0669"
    for (std::size_t back = 0; back <= kFillers && i > 0; ++back, --i) {
      if (s_.gap(i - 1).size() > kGap || !s_.chunks[i - 1].word()) break;
      const WordClass found = classify(s_.chunks[i - 1].upper);
      if (found != WordClass::filler) return found;
    }
    return WordClass::none;
  }

  void mark_by_value(Chunk& c) {
    std::int64_t whole = payment_.amount.minor;
    for (int d = payment_.amount.currency.decimals(); d > 0; --d) whole /= 10;
    if (c.upper == std::to_string(payment_.amount.minor) || c.upper == std::to_string(whole)) {
      c.mark = Mark::amount;
    } else if (c.upper.size() >= kAccountDigits &&
               model::without_blanks(payment_.counterparty_iban).find(c.upper) !=
                   std::string::npos) {
      c.mark = Mark::payer_account;
    } else {
      c.date_like = reads_as_near_day(c.upper);
    }
  }
  bool reads_as_near_day(std::string_view t) const {
    constexpr std::int32_t kDaysAround = 800;
    const Date near = payment_.booking_date.empty() ? payment_.value_date : payment_.booking_date;
    const auto is_near = [&](std::optional<Date> d) {
      return d && (near.empty() || std::abs(days_between(near, *d)) <= kDaysAround);
    };
    if (t.size() == 6)
      return is_near(day_of(t.substr(4), t.substr(2, 2), t.substr(0, 2))) ||
             is_near(day_of(t.substr(0, 2), t.substr(2, 2), t.substr(4)));
    return t.size() == 8 && (is_near(day_of(t.substr(4), t.substr(2, 2), t.substr(0, 2))) ||
                             is_near(day_of(t.substr(0, 4), t.substr(4, 2), t.substr(6))));
  }

  ScannedText& s_;
  const Payment& payment_;
  Run run_;  ///< that was looked at last
};

}  // namespace

void mark_what_is_not_ours(ScannedText& scanned, const Payment& payment) {
  Marker(scanned, payment).run();
}

}  // namespace saldo::cash
