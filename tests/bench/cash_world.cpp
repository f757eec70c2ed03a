#include "bench/cash_world.hpp"

#include <algorithm>

#include "model/keys.hpp"

namespace saldo::bench {
namespace {

constexpr std::int64_t kItemsOfCustomer = 50;
const Currency kEuro = Currency::parse("EUR");
const Date kPosted = Date::parse_iso("2026-04-20"), kPaid = Date::parse_iso("2026-05-04");

/// A German IBAN with right check digits (ISO 13616) for a counter.
std::string iban_of(std::int64_t n) {
  const std::string account = std::to_string(n);
  const std::string bban = "37040044" + std::string(10 - account.size(), '0') + account;
  int remainder = 0;
  for (const char c : bban + "131400") remainder = (remainder * 10 + c - '0') % 97;
  const int check = 98 - remainder;
  return "DE" + std::string(check < 10 ? "0" : "") + std::to_string(check) + bban;
}

class Maker {
 public:
  World run(std::int64_t items, std::int64_t payments) {
    const std::int64_t customers = std::max<std::int64_t>(1, items / kItemsOfCustomer);
    for (std::int64_t i = 0; i < customers; ++i)
      world_.customers.push_back({iban_of(i), "Kunde Nummer " + std::to_string(i) + " GmbH"});
    accounts_.resize(static_cast<std::size_t>(customers));
    for (std::int64_t i = 0; i < items; ++i) add_item(i, i % customers);
    for (std::int64_t i = 0; i < payments; ++i) add_payment(i);
    return std::move(world_);
  }

 private:
  std::int64_t some_up_to(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random_);
  }
  void add_item(std::int64_t i, std::int64_t customer) {
    cash::OpenItem item;
    item.id = model::ItemId{i + 1};
    item.number = "00" + std::to_string(90'000'000 + i);
    item.customer = model::CustomerId{customer};
    item.amount = item.open = {1'000 + some_up_to(2'000'000), kEuro};
    item.posting_date = item.baseline_date = kPosted.plus_days(static_cast<int>(some_up_to(10)));
    item.due_date = item.baseline_date.plus_days(30);
    item.terms = shared_terms_;
    accounts_[static_cast<std::size_t>(customer)].push_back(world_.items.size());
    world_.items.push_back(std::move(item));
  }

  const cash::OpenItem& any_of(std::int64_t customer) {
    const auto& account = accounts_[static_cast<std::size_t>(customer)];
    return world_.items[account[static_cast<std::size_t>(
        some_up_to(static_cast<std::int64_t>(account.size()) - 1))]];
  }
  void add_payment(std::int64_t i) {
    const std::int64_t customer =
        some_up_to(static_cast<std::int64_t>(world_.customers.size()) - 1);
    const World::Payer& payer = world_.customers[static_cast<std::size_t>(customer)];
    cash::Payment p;
    p.id = model::TransactionId{i + 1};
    p.booking_date = p.value_date = kPaid;
    p.counterparty_iban = payer.iban;
    p.counterparty_name = payer.name;
    p.end_to_end_id = "NOTPROVIDED";
    p.amount = {0, kEuro};
    fill(p, customer, some_up_to(99));
    world_.payments.push_back(std::move(p));
  }
  void fill(cash::Payment& p, std::int64_t customer, std::int64_t kind) {
    const cash::OpenItem& item = any_of(customer);
    const std::string number = item.number.substr(2);
    p.amount = item.open;
    if (kind < 40) {
      p.remittance = {"RECHNUNG NR. " + number + " VOM 20.04.2026"};
    } else if (kind < 58) {
      several(p, customer, "RG ", true);
    } else if (kind < 66) {
      p.amount -= terms_.discounts.front().percent.of(item.open);
      p.remittance = {"RE " + number + " ABZGL. 2 PCT SKONTO"};
    } else if (kind < 73) {
      p.amount.minor -= some_up_to(p.amount.minor / 3);
      p.remittance = {"INVOICE " + number + " PART PAYMENT"};
    } else if (kind < 82) {
      p.remittance = {"VIELEN DANK"};
    } else if (kind < 90) {
      several(p, customer, "SAMMELZAHLUNG ", false);
    } else if (kind < 95) {
      std::string slip = number;
      std::swap(slip[4], slip[5]);
      p.remittance = {"RNR " + slip};
    } else {
      p.counterparty_iban = iban_of(9'000'000'000 + some_up_to(999'999'999));
      p.counterparty_name = "Fremder " + std::to_string(some_up_to(99'999));
      p.remittance = {"SPENDE 2026"};
    }
  }
  void several(cash::Payment& p, std::int64_t customer, const std::string& text, bool named) {
    p.amount = {0, kEuro};
    std::string all = text;
    std::vector<model::ItemId> taken;
    for (std::int64_t n = 1 + some_up_to(3); n >= 0; --n) {
      const cash::OpenItem& item = any_of(customer);
      if (std::find(taken.begin(), taken.end(), item.id) != taken.end()) continue;
      taken.push_back(item.id);
      p.amount += item.open;
      if (named) all += item.number.substr(2) + ", ";
    }
    p.remittance = {all};
  }

  std::mt19937_64 random_{20'260'504};
  const model::PaymentTerms terms_ =
      model::PaymentTerms::from({{.days = 14, .percent = "2"}, {.days = 30}}).value();
  const cash::SharedTerms shared_terms_ = terms_;
  World world_;
  std::vector<std::vector<std::size_t>> accounts_;
};

}  // namespace

void HashedBook::add_customer(std::string iban, std::string name_key, std::string name) {
  const model::CustomerId id{static_cast<std::int64_t>(names_.size())};
  ibans_.emplace(std::move(iban), id);
  name_keys_.emplace(std::move(name_key), id);
  names_.push_back(std::move(name));
  accounts_.emplace_back();
}

void HashedBook::add_item(cash::OpenItem item) {
  forms_.add(model::number_key(item.number));
  accounts_[static_cast<std::size_t>(model::raw(item.customer))].push_back(std::move(item));
}

void HashedBook::index() {
  std::size_t items = 0;
  for (const auto& account : accounts_) items += account.size();
  numbers_.reserve(items);
  for (std::uint32_t customer = 0; customer < accounts_.size(); ++customer) {
    auto& account = accounts_[customer];
    std::stable_sort(account.begin(), account.end(),
                     [](const auto& a, const auto& b) { return a.due_date < b.due_date; });
    for (std::uint32_t at = 0; at < account.size(); ++at)
      numbers_.emplace(model::number_key(account[at].number), Place{customer, at});
  }
}

void HashedBook::post(const cash::Decision& decision) {
  for (const cash::Allocation& a : decision.allocations) {
    const Place place = numbers_.at(model::number_key(a.number));
    accounts_[place.customer][place.at].open -= a.paid + a.discount;
  }
}

std::vector<cash::OpenItem> HashedBook::items_by_number(std::string_view key) const {
  const auto found = numbers_.find(std::string(key));
  if (found == numbers_.end()) return {};
  return {accounts_[found->second.customer][found->second.at]};
}

std::vector<cash::OpenItem> HashedBook::open_items(model::CustomerId customer) const {
  const auto& account = accounts_[static_cast<std::size_t>(model::raw(customer))];
  std::vector<cash::OpenItem> open;
  open.reserve(account.size());
  for (const cash::OpenItem& item : account)
    if (!item.cleared()) open.push_back(item);
  return open;
}

std::vector<model::CustomerId> HashedBook::customers_by_iban(std::string_view iban) const {
  const auto found = ibans_.find(std::string(iban));
  if (found == ibans_.end()) return {};
  return {found->second};
}

std::vector<model::CustomerId> HashedBook::customers_by_name(std::string_view key) const {
  const auto found = name_keys_.find(std::string(key));
  if (found == name_keys_.end()) return {};
  return {found->second};
}

World make_world(std::int64_t items, std::int64_t payments) { return Maker().run(items, payments); }

}  // namespace saldo::bench
