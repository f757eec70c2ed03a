#include "report/balance.hpp"

#include <algorithm>
#include <tuple>

namespace saldo::report {

namespace {

class Comparison {
 public:
  Balance run(const std::vector<ErpItem>& erp, const std::vector<BookItem>& book) {
    auto there = erp.begin();
    auto here = book.begin();
    while (there != erp.end() || here != book.end()) {
      if (here == book.end() || (there != erp.end() && there->key < here->key)) {
        only_there(*there++);
      } else if (there == erp.end() || here->key < there->key) {
        only_here(*here++);
      } else {
        both(*there++, *here++);
      }
    }
    for (auto& [key, account] : accounts_) balance_.accounts.push_back(std::move(account));
    return std::move(balance_);
  }

 private:
  BalanceAccount& account(const BalanceKey& key, const std::string& customer, Currency currency) {
    const Money nothing{0, currency};
    BalanceAccount fresh{.customer = customer,
                         .company_code = key.company_code,
                         .erp = nothing,
                         .here = nothing,
                         .settled_here = nothing};
    return accounts_
        .try_emplace(std::tuple(key.company_code, customer, std::string(currency.code())),
                     std::move(fresh))
        .first->second;
  }
  void add_erp(const ErpItem& i, const std::string& customer) {
    if (i.open) account(i.key, customer, i.open->currency).erp += *i.open;
  }
  void add_here(const BookItem& i) {
    BalanceAccount& a = account(i.key, i.customer, i.open.currency);
    a.here += i.open;
    a.settled_here += i.settled_here;
  }

  void only_there(const ErpItem& i) {
    ++balance_.items;
    add_erp(i, i.customer);
    balance_.differences.push_back({.cause = BalanceCause::missing_here,
                                    .key = i.key,
                                    .customer = i.customer,
                                    .erp = i.open,
                                    .here = std::nullopt,
                                    .settled_here = std::nullopt,
                                    .erp_block = i.dunning_block,
                                    .here_block = {}});
  }
  void only_here(const BookItem& i) {
    if (i.is_newer) {
      ++balance_.newer;
      return;
    }
    if (i.open.minor == 0) return;  // settled in both books
    ++balance_.items;
    BalanceAccount& a = account(i.key, i.customer, i.open.currency);
    a.here += i.open;
    balance_.differences.push_back(difference(BalanceCause::missing_there, nullptr, i));
  }
  void both(const ErpItem& there, const BookItem& here) {
    if (here.is_newer) {
      ++balance_.newer;
      return;
    }
    ++balance_.items;
    add_here(here);
    if (!there.open) {
      // Its row was refused: what the book has of it is from before.
      balance_.differences.push_back(difference(BalanceCause::missing_here, &there, here));
      return;
    }
    add_erp(there, here.customer);
    const bool comparable = there.open->currency == here.open.currency;
    if (!comparable || *there.open != here.open + here.settled_here)
      balance_.differences.push_back(difference(BalanceCause::amount, &there, here));
    else if (here.settled_here.minor != 0)
      balance_.differences.push_back(difference(BalanceCause::settled_here, &there, here));
    if (there.dunning_block != here.dunning_block)
      balance_.differences.push_back(difference(BalanceCause::dunning_block, &there, here));
  }
  static BalanceDifference difference(BalanceCause cause, const ErpItem* there,
                                      const BookItem& here) {
    return {.cause = cause,
            .key = here.key,
            .customer = here.customer,
            .erp = there != nullptr ? there->open : std::nullopt,
            .here = here.open,
            .settled_here = here.settled_here,
            .erp_block = there != nullptr ? there->dunning_block : std::string(),
            .here_block = here.dunning_block};
  }

  std::map<std::tuple<std::string, std::string, std::string>, BalanceAccount> accounts_;
  Balance balance_;
};

}  // namespace

std::string_view to_string(BalanceCause cause) {
  switch (cause) {
    case BalanceCause::missing_here:
      return "missing_here";
    case BalanceCause::missing_there:
      return "missing_there";
    case BalanceCause::amount:
      return "amount";
    case BalanceCause::dunning_block:
      return "dunning_block";
    case BalanceCause::settled_here:
      return "settled_here";
  }
  return "";
}

std::int64_t BalanceAccount::unexplained() const { return (erp - here - settled_here).minor; }

std::int64_t Balance::faults() const {
  return std::count_if(differences.begin(), differences.end(), [](const BalanceDifference& d) {
    return d.cause != BalanceCause::settled_here;
  });
}

Balance compare(std::vector<ErpItem> erp, std::vector<BookItem> book) {
  const auto by_key = [](const auto& a, const auto& b) { return a.key < b.key; };
  std::sort(erp.begin(), erp.end(), by_key);
  std::sort(book.begin(), book.end(), by_key);
  return Comparison().run(erp, book);
}

}  // namespace saldo::report
