#include "cash/slip_stage.hpp"

#include <algorithm>

#include "cash/near_numbers.hpp"
#include "cash/proposals.hpp"
#include "cash/settlement.hpp"
#include "model/keys.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kTailDigits = 4;      // shorter tails occur by chance
constexpr std::size_t kTwoSlipsDigits = 7;  // shorter numbers are near each other by chance

struct Written {
  std::string digits;
  Evidence evidence;
};

class SlipStage {
 public:
  explicit SlipStage(const Case& c) : c_(c) {}

  std::optional<Decision> run() {
    if (!c_.policy.post_corrupted || c_.found.says_on_account || c_.found.says_advice)
      return std::nullopt;
    const auto known = c_.payer.known();
    const auto customer = known ? known : named();
    if (!customer || c_.payer.number_of_others(*customer) || !collect(*customer))
      return std::nullopt;
    account_ = &account_of(*customer, c_);
    std::vector<OpenItem> meant = named_;
    for (const Written& w : written_) {
      const auto item = item_of(w);
      if (!item) return std::nullopt;
      meant.push_back(*item);
    }
    return apply(meant, *customer);
  }

 private:
  /// The only customer of the payer's name.
  std::optional<model::CustomerId> named() const {
    if (!c_.payer.by_iban.empty() || c_.payer.by_name.size() != 1) return std::nullopt;
    return c_.payer.by_name.front();
  }

  /// Sorts what the text names into items of this customer that are open and numbers that lead
  /// nowhere; false if there is none of the latter, or if they could mean what they say.
  bool collect(model::CustomerId customer) {
    for (const UnknownNumber& u : c_.found.unknown) written_.push_back({u.digits, u.evidence});
    for (const auto* list : {&c_.found.by_reference, &c_.found.by_number})
      for (const Finding& f : *list) {
        if (f.item.customer == customer && !f.item.cleared()) {
          named_.push_back(f.item);
        } else if (list == &c_.found.by_reference || f.item.amount == c_.payment.amount) {
          return false;
        } else {
          written_.push_back({model::number_key(f.evidence.value), f.evidence});
        }
      }
    return !written_.empty() && c_.found.ambiguous.empty() &&
           (named_.empty() || c_.found.by_part.empty());
  }

  /// The one open item that the number means: by its end, by one slip, or, if the amount speaks for
  /// it as well, by two digits side by side. A number that may be of an invoice still to arrive is
  /// no slip.
  std::optional<OpenItem> item_of(const Written& w) const {
    const std::string key = model::number_key(w.digits);
    if (c_.book.number_forms().may_be_to_come(key)) return std::nullopt;
    const auto only = [&](auto means) -> std::optional<OpenItem> {
      std::optional<OpenItem> found;
      for (const OpenItem& item : *account_) {
        if (!means(item)) continue;
        if (found) return std::nullopt;
        found = item;
      }
      return found;
    };
    const auto fits = [&](const OpenItem& item) {
      const auto settled = settle({item}, c_.payment, c_.policy);
      return settled && settled->complete();
    };
    const auto near = [&](const OpenItem& item) {
      const std::string own = model::number_key(item.number);
      return is_near(key, own) || is_tail_of(w.digits, item.number) ||
             (key.size() >= kTwoSlipsDigits && differ_in_neighbours(key, own));
    };
    if (written_.size() == 1 && named_.empty())
      return only([&](const OpenItem& item) { return near(item) && fits(item); });
    return only([&](const OpenItem& item) {
      return is_tail_of(w.digits, item.number) || is_near(key, model::number_key(item.number));
    });
  }
  /// Two digits side by side differ: swapped and mistyped.
  static bool differ_in_neighbours(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin());
    const auto at = static_cast<std::size_t>(x - a.begin());
    return at + 2 <= a.size() && a.substr(at + 2) == b.substr(at + 2);
  }

  std::optional<Decision> apply(const std::vector<OpenItem>& meant,
                                model::CustomerId customer) const {
    for (std::size_t i = 0; i < meant.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (meant[i].id == meant[j].id) return std::nullopt;
    const auto settled = settle(meant, c_.payment, c_.policy, c_.found.says_deduction);
    if (!settled || !settled->complete()) return std::nullopt;
    Decision d = undecided(c_);
    d.status = Status::applied;
    d.customer = customer;
    d.allocations = settled->allocations;
    d.unapplied = c_.none();
    d.rule = "reference.corrupted";
    for (const Written& w : written_)
      d.evidence.push_back(
          {"corrupted_number", w.evidence.value, w.evidence.begin, w.evidence.end});
    d.evidence.insert(d.evidence.end(), c_.payer.evidence.begin(), c_.payer.evidence.end());
    d.evidence.push_back({"amount", show(c_.payment.amount), 0, 0});
    d.runner_up =
        on_account(customer, c_.payment, "No number in the text is one of ours as written.");
    d.reason = "'" + written_.front().evidence.value + "' is nearly " + meant.back().number +
               ", or its end; the payer is its customer, and exactly what is open was paid.";
    return d;
  }

  const Case& c_;
  const std::vector<OpenItem>* account_ = nullptr;
  std::vector<OpenItem> named_;
  std::vector<Written> written_;
};

}  // namespace

std::optional<Decision> apply_in_spite_of_slips(const Case& c) { return SlipStage(c).run(); }

bool is_tail_of(const std::string& digits, const std::string& number) {
  return digits.size() >= kTailDigits && model::number_key(number).ends_with(digits);
}

}  // namespace saldo::cash
