#include "cash/named_items.hpp"

#include <algorithm>
#include <charconv>

#include "cash/decision.hpp"
#include "cash/text_numbers.hpp"

namespace saldo::cash {
namespace {

struct StatedAmount {
  std::size_t begin = 0, end = 0;  ///< in the text, in bytes
  Money amount;
};

/// "-50,00" and "50,00-" are taken off what was paid.
bool has_sign(const ScannedText& scanned, std::size_t first, std::size_t last) {
  const std::string_view text = scanned.text;
  return text.substr(0, scanned.chunks[first].begin).ends_with('-') ||
         text.substr(scanned.chunks[last].end).starts_with('-');
}

/// "USD 50,00" and "50,00 USD" where the payment isn't in dollars.
bool is_of_another_currency(const ScannedText& scanned, std::size_t first, std::size_t last,
                            Currency currency) {
  const auto is_other = [&](std::size_t word, std::string_view gap) {
    const auto written = Currency::find(scanned.chunks[word].upper);
    return written && *written != currency && gap.size() <= 1;
  };
  return (first > 0 && is_other(first - 1, scanned.gap(first - 1))) ||
         (last + 1 < scanned.chunks.size() && is_other(last + 1, scanned.gap(last)));
}

/// "1.234,56" and "123.45"; not "500 EUR", whose decimals aren't there to tell it from a number.
std::vector<StatedAmount> amounts_in(const ScannedText& scanned, Currency currency) {
  std::vector<StatedAmount> all;
  const auto& chunks = scanned.chunks;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (chunks[i].mark != Mark::amount || !chunks[i].digits()) continue;
    std::size_t last = i;
    std::string digits = chunks[i].upper;
    while (last + 1 < chunks.size() && chunks[last + 1].mark == Mark::amount &&
           (scanned.gap(last) == "." || scanned.gap(last) == ","))
      digits += chunks[++last].upper;
    std::int64_t minor = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), minor);
    const bool decimals =
        last > i && chunks[last].upper.size() == static_cast<std::size_t>(currency.decimals());
    const bool paid =
        !has_sign(scanned, i, last) && !is_of_another_currency(scanned, i, last, currency);
    if (decimals && paid && read.ec == std::errc() && read.ptr == digits.data() + digits.size())
      all.push_back({chunks[i].begin, chunks[last].end, {minor, currency}});
    i = last;
  }
  return all;
}

/// The amount that stands behind a number, before the next number and on its line.
std::optional<Money> amount_behind(std::size_t end, std::size_t next, const std::string& text,
                                   const std::vector<StatedAmount>& amounts) {
  const std::size_t limit = std::min(next, text.find('\n', end));
  for (const StatedAmount& a : amounts)
    if (a.begin >= end && a.end <= limit) return a.amount;
  return std::nullopt;
}

/// What the items come to by one way of counting; none where one of them doesn't say, or where no
/// such sum exists.
template <class AmountOf>
std::optional<Money> sum(const NamedItems& named, Currency currency, AmountOf amount_of) {
  std::int64_t total = 0;
  for (const NamedItem& n : named.items) {
    const std::optional<Money> amount = amount_of(n);
    if (!amount || __builtin_add_overflow(total, amount->minor, &total)) return std::nullopt;
  }
  return Money{total, currency};
}

std::string why_it_speaks(const NamedItems& named, Money paid) {
  if (named.items.empty()) return {};
  const auto stated = sum(named, paid.currency, [](const NamedItem& n) { return n.stated; });
  if (stated && stated->minor == paid.minor)
    return "the amounts that it states come to the payment";
  const auto open =
      sum(named, paid.currency, [](const NamedItem& n) { return std::optional(n.item.open); });
  if (open && open->minor == paid.minor)
    return "what is open on the items that it names comes to the payment";
  return named.names_amount ? "it states the payment's amount" : "";
}

}  // namespace

NamedItems named_items(const std::string& text, const Payment& payment, model::CustomerId customer,
                       const Book& book) {
  Payment asked = payment;
  asked.remittance = {text};
  const ScannedText scanned = scan(asked);
  auto numbers = candidates(scanned, Policy{}.min_digits);
  std::ranges::stable_sort(numbers, {}, &Candidate::first);
  struct Place {
    std::size_t begin, end;
    OpenItem item;
  };
  std::vector<Place> places;
  for (const Candidate& number : numbers) {
    if (number.weak) continue;
    for (OpenItem& item : book.items_by_number(number.key)) {
      const bool seen =
          std::ranges::any_of(places, [&](const Place& p) { return p.item.id == item.id; });
      if (item.customer == customer && item.amount.currency == payment.amount.currency && !seen)
        places.push_back(
            {scanned.chunks[number.first].begin, scanned.chunks[number.last].end, std::move(item)});
    }
  }
  const auto amounts = amounts_in(scanned, payment.amount.currency);
  NamedItems named;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t next = i + 1 < places.size() ? places[i + 1].begin : scanned.text.size();
    named.items.push_back(
        {places[i].item, amount_behind(places[i].end, next, scanned.text, amounts)});
  }
  named.names_amount = std::ranges::any_of(
      amounts, [&](const StatedAmount& a) { return a.amount.minor == payment.amount.minor; });
  named.why = why_it_speaks(named, payment.amount);
  return named;
}

}  // namespace saldo::cash
