#include "cash/findings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "model/creditor_reference.hpp"
#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::uint64_t kLongestRange = 50;
constexpr std::size_t kShortestInvoiceDigits = 3;
constexpr std::size_t kShortestEnding = 3;
constexpr std::size_t kShortestOrder = 5;
constexpr std::size_t kShortestPayersReference = 5;

std::string last_digits(const std::string& s) {
  const auto is_digit = [](char c) { return model::is_digit(c); };
  const auto end = std::find_if(s.rbegin(), s.rend(), is_digit).base();
  const auto begin = std::find_if_not(std::make_reverse_iterator(end), s.rend(), is_digit).base();
  return {begin, end};
}

class Finder {
 public:
  Finder(const Payment& payment, const ScannedText& scanned, const Book& book)
      : payment_(payment),
        scanned_(scanned),
        book_(book),
        used_(scanned.chunks.size(), false),
        hit_by_chunk_(scanned.chunks.size(), kNoHit) {}

  Findings run(const Policy& policy) {
    const auto numbers = candidates(scanned_, policy.min_digits);
    look_up_collection();
    look_up_references();
    for (const std::string& number : payment_.remitted_documents) look_up_stated(number);
    for (const Candidate& c : numbers) look_up(c);
    for (std::size_t i = 0; i < scanned_.chunks.size(); ++i)
      if (const auto* hit = hit_at(i)) extend(*hit, i);
    note_unknown(numbers);
    look_up_orders();
    look_up_payers_reference();
    note_advices();
    found_.says_deduction = says_deduction(scanned_.words);
    found_.says_on_account = says_on_account(scanned_.words);
    found_.says_advice = says_advice(scanned_.words);
    return std::move(found_);
  }

 private:
  static constexpr std::size_t kNoHit = SIZE_MAX;
  struct Hit {
    std::string key;
    model::CustomerId customer;
  };

  Evidence evidence(std::string kind, std::size_t first, std::size_t last) const {
    const std::size_t begin = scanned_.chunks[first].begin, end = scanned_.chunks[last].end;
    return {std::move(kind), scanned_.text.substr(begin, end - begin), begin, end};
  }
  const Hit* hit_at(std::size_t chunk) const {
    const std::size_t hit = hit_by_chunk_[chunk];
    return hit == kNoHit ? nullptr : &hits_[hit];
  }

  /// The items that a number means, of those that carry it: open before cleared, the payment's
  /// company code and currency before others. More than one: the number doesn't say which.
  std::vector<OpenItem> narrow(std::vector<OpenItem> items) const {
    const auto prefer = [&](auto is_better) {
      if (std::any_of(items.begin(), items.end(), is_better))
        std::erase_if(items, [&](const OpenItem& i) { return !is_better(i); });
    };
    prefer([&](const OpenItem& i) { return i.company_code == payment_.company_code; });
    prefer([&](const OpenItem& i) { return i.open.currency == payment_.amount.currency; });
    prefer([](const OpenItem& i) { return !i.cleared(); });
    if (!items.empty() && items.front().cleared()) {
      prefer([&](const OpenItem& i) { return i.amount == payment_.amount; });
      items.resize(1);
    }
    return items;
  }
  /// Puts what `items` mean into `list`; false if there are none.
  bool take(std::vector<OpenItem> items, std::vector<Finding>& list, Evidence e, bool weak) {
    if (items.empty()) return false;
    items = narrow(std::move(items));
    if (items.size() > 1)
      found_.ambiguous.push_back(std::move(e));
    else
      list.push_back({std::move(items.front()), std::move(e), weak});
    return true;
  }

  /// Stage 1: what we collect under a mandate bears the item's number as its EndToEndId.
  void look_up_collection() {
    const std::string key = model::number_key(payment_.end_to_end_id);
    if (payment_.mandate_id.empty() || !book_.number_forms().matches(key)) return;
    take(book_.items_by_number(key), found_.by_reference,
         {"collection_id", payment_.end_to_end_id, 0, 0}, false);
  }
  void look_up_references() {
    if (!payment_.creditor_reference.empty()) {
      const std::string written = model::without_blanks(payment_.creditor_reference);
      Evidence e{"creditor_reference", written, 0, 0};
      const auto reference = model::CreditorReference::parse(written);
      // A structured field with something else than RF may hold a registered form or the bare
      // number.
      const bool known =
          reference
              ? take(items_of(reference->text()), found_.by_reference, e, false)
              : take(book_.items_by_creditor_reference(written), found_.by_reference, e, false) ||
                    take(book_.items_by_number(model::number_key(written)), found_.by_number, e,
                         false);
      if (!known) found_.unknown.push_back({written, e});
    }
    // Several readings of one place may have right check digits; only one that is known counts.
    for (const TextReference& r : scanned_.references) {
      take(items_of(r.reference), found_.by_reference,
           evidence("creditor_reference", r.first, r.last), false);
      std::fill(used_.begin() + static_cast<std::ptrdiff_t>(r.first),
                used_.begin() + static_cast<std::ptrdiff_t>(r.last) + 1, true);
    }
    if (!scanned_.references.empty() && !found_.names_items() && found_.ambiguous.empty()) {
      const TextReference& r = scanned_.references.back();
      found_.unknown.push_back({r.reference, evidence("creditor_reference", r.first, r.last)});
    }
  }
  std::vector<OpenItem> items_of(const std::string& reference) const {
    auto items = book_.items_by_creditor_reference(reference);
    return items.empty()
               ? book_.items_by_number(model::number_key(std::string_view(reference).substr(4)))
               : items;
  }

  void look_up_stated(const std::string& number) {
    Evidence e{"remitted_document", number, 0, 0};
    if (!take(book_.items_by_number(model::number_key(number)), found_.by_number, e, false))
      found_.unknown.push_back({number, e});
  }

  void look_up(const Candidate& c) {
    for (std::size_t i = c.first; i <= c.last; ++i)
      if (used_[i]) return;
    const auto key = key_of(c);
    if (!key) return;
    auto items = book_.items_by_number(*key);
    if (items.empty() || (!c.invoice_word && means_something_else(c.key))) return;
    const model::CustomerId customer = items.front().customer;
    take(std::move(items), found_.by_number, evidence("invoice_number", c.first, c.last), c.weak);
    std::fill(used_.begin() + static_cast<std::ptrdiff_t>(c.first),
              used_.begin() + static_cast<std::ptrdiff_t>(c.last) + 1, true);
    hit_by_chunk_[c.last] = hits_.size();
    hits_.push_back({*key, customer});
  }
  /// The number of ours that a candidate stands for.
  std::optional<std::string> key_of(const Candidate& c) const {
    const NumberForms& forms = book_.number_forms();
    if (forms.matches(c.key)) return c.key;
    if (auto read = forms.read_as_ours(c.key)) return read;
    std::optional<std::string> found;
    if (c.weak) return found;
    for (std::string& key : forms.with_letters(c.key)) {
      if (book_.items_by_number(key).empty()) continue;
      if (found) return std::nullopt;
      found = std::move(key);
    }
    return found;
  }
  bool means_something_else(const std::string& key) const {
    return book_.is_purchase_order(key) || !book_.customers_by_number(key).empty();
  }

  /// Follows a list from a whole number: shorter numbers replace its last digits, '-' makes a
  /// range.
  void extend(const Hit& hit, std::size_t chunk) {
    std::string key = hit.key;
    for (std::size_t i = chunk; i + 1 < scanned_.chunks.size(); ++i) {
      const std::string_view gap = scanned_.gap(i);
      const Chunk& next = scanned_.chunks[i + 1];
      if (gap.find_first_not_of(" /,+;&-") != gap.npos || !next.digits()) return;
      const bool range = gap.find('-') != gap.npos;
      if (const Hit* whole = hit_at(i + 1)) {
        if (range) add_range(hit, key, whole->key, /*through_last=*/false, i + 1);
        return;  // its own list goes on from there
      }
      if (used_[i + 1] || next.mark != Mark::none || next.upper.size() < 2 ||
          next.upper.size() >= key.size())
        return;
      const std::string longer = key.substr(0, key.size() - next.upper.size()) + next.upper;
      const bool known = range ? add_range(hit, key, longer, /*through_last=*/true, i + 1)
                               : add_part(hit, longer, i + 1, next.upper);
      found_.parts_complete &= known;
      if (known) parts_.push_back(i + 1);
      key = longer;
    }
  }
  /// The customer's item with this number; if there is none, the only open one with this ending,
  /// since payers leave out more than the digits that are the same.
  bool add_part(const Hit& hit, const std::string& key, std::size_t chunk,
                std::string_view ending = {}) {
    auto items =
        book_.number_forms().matches(key) ? book_.items_by_number(key) : std::vector<OpenItem>{};
    std::erase_if(items, [&](const OpenItem& i) { return i.customer != hit.customer; });
    if (items.empty() && ending.size() >= kShortestEnding) {
      items = book_.open_items(hit.customer);
      std::erase_if(items, [&](const OpenItem& i) { return !i.number.ends_with(ending); });
      if (items.size() > 1) return false;
    }
    return take(std::move(items), found_.by_part, evidence("invoice_number_part", chunk, chunk),
                false);
  }
  bool add_range(const Hit& hit, const std::string& from, const std::string& to, bool through_last,
                 std::size_t chunk) {
    std::uint64_t a = 0, b = 0;
    const std::string first = last_digits(from), last = last_digits(to);
    const std::string prefix = from.substr(0, from.size() - first.size());
    const auto read = [](const std::string& s, std::uint64_t& value) {
      const auto r = std::from_chars(s.data(), s.data() + s.size(), value);
      return r.ec == std::errc{} && r.ptr == s.data() + s.size();
    };
    if (to.size() != from.size() || !to.starts_with(prefix) || !read(first, a) || !read(last, b) ||
        b <= a || b - a > kLongestRange)
      return false;
    bool reached = !through_last;
    for (std::uint64_t n = a + 1; n < b + (through_last ? 1 : 0); ++n) {
      std::string digits = std::to_string(n);
      digits.insert(0, first.size() - std::min(first.size(), digits.size()), '0');
      if (add_part(hit, prefix + digits, chunk) && n == b) reached = true;
    }
    return reached;
  }

  /// Numbers that a person would take for ours: of the right form, or after the word "invoice".
  void note_unknown(const std::vector<Candidate>& numbers) {
    for (const Candidate& c : numbers)
      if (!c.blank_joined && c.first != c.last && book_.number_forms().matches(c.key) &&
          unused(c) && !means_something_else(c.key)) {
        found_.unknown.push_back({c.key, evidence("unknown_number", c.first, c.last)});
        for (std::size_t i = c.first; i <= c.last; ++i) used_[i] = true;
      }
    for (const std::size_t part : parts_) used_[part] = true;
    for (std::size_t i = 0; i < scanned_.chunks.size(); ++i) {
      const Chunk& c = scanned_.chunks[i];
      if (used_[i] || !c.has_digit || c.mark != Mark::none || c.date_like) continue;
      const bool invoice = c.after == WordClass::invoice;
      const std::string digits = invoice ? last_digits(c.upper) : c.upper;
      const std::string key = model::number_key(digits);
      const NumberForms& forms = book_.number_forms();
      const bool ours = forms.resembles(key) || forms.resembles(digits) ||
                        (invoice && digits.size() >= kShortestInvoiceDigits);
      if (ours && (invoice || !means_something_else(key)))
        found_.unknown.push_back({digits, evidence("unknown_number", i, i)});
    }
  }
  /// What was billed under the orders that the text names. One order may have several invoices: if
  /// just one of them has the amount, it is meant.
  void look_up_orders() {
    for (std::size_t i = 0; i < scanned_.chunks.size(); ++i) {
      const Chunk& c = scanned_.chunks[i];
      const bool may_be = c.mark == Mark::none || c.after == WordClass::order;
      if (!may_be || used_[i] || !c.has_digit || c.upper.size() < kShortestOrder) continue;
      auto items = book_.items_by_purchase_order(model::number_key(c.upper));
      for (const OpenItem& item : items)
        found_.ordered.push_back({item, evidence("purchase_order", i, i), false});
      std::erase_if(items, [&](const OpenItem& item) {
        return item.cleared() || item.open.currency != payment_.amount.currency;
      });
      const auto fits = [&](const OpenItem& item) { return item.open == payment_.amount; };
      if (std::count_if(items.begin(), items.end(), fits) == 1)
        std::erase_if(items, [&](const OpenItem& item) { return !fits(item); });
      for (OpenItem& item : items)
        found_.by_order.push_back({std::move(item), evidence("purchase_order", i, i), false});
    }
  }
  /// Payers without a text often give the invoice's number as their own reference. Those of others
  /// look alike, so the amount must be the item's, and nothing else may be named.
  void look_up_payers_reference() {
    if (found_.names_items() || !found_.unknown.empty() || !found_.ambiguous.empty()) return;
    look_up_payers_reference("end_to_end_id", payment_.end_to_end_id);
    // BAI2 and Norma 43 have no other place for it.
    if (found_.by_number.empty())
      look_up_payers_reference("customer_reference", payment_.instruction_id);
  }
  void look_up_payers_reference(const char* kind, const std::string& reference) {
    const std::string key = model::number_key(reference);
    if (key.size() < kShortestPayersReference || !book_.number_forms().matches(key)) return;
    auto items = book_.items_by_number(key);
    std::erase_if(items, [&](const OpenItem& item) { return item.open != payment_.amount; });
    take(std::move(items), found_.by_number, {kind, reference, 0, 0}, /*weak=*/true);
  }
  void note_advices() {
    for (std::size_t i = 1; i < scanned_.chunks.size(); ++i) {
      const Chunk& c = scanned_.chunks[i];
      if (!c.has_digit || c.mark == Mark::date) continue;
      std::size_t word = i - 1;
      if (word > 0 && classify(scanned_.chunks[word].upper) == WordClass::filler) --word;
      if (says_advice(' ' + scanned_.chunks[word].upper + ' '))
        found_.advices.push_back(model::number_key(c.upper));
    }
    std::sort(found_.advices.begin(), found_.advices.end());
    found_.advices.erase(std::unique(found_.advices.begin(), found_.advices.end()),
                         found_.advices.end());
  }
  bool unused(const Candidate& c) const {
    for (std::size_t i = c.first; i <= c.last; ++i)
      if (used_[i]) return false;
    return true;
  }

  const Payment& payment_;
  const ScannedText& scanned_;
  const Book& book_;
  std::vector<bool> used_;
  std::vector<Hit> hits_;
  std::vector<std::size_t> hit_by_chunk_;  ///< by its last chunk
  std::vector<std::size_t> parts_;
  Findings found_;
};

}  // namespace

Findings find(const Payment& payment, const ScannedText& scanned, const Book& book,
              const Policy& policy) {
  return Finder(payment, scanned, book).run(policy);
}

}  // namespace saldo::cash
