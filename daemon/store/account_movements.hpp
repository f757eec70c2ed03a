#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// A customer's account as its facts tell it.
namespace saldo::store {

struct AccountHolder {
  model::CustomerId id{};
  std::string number, name, country, language;
  std::string company_code;             ///< of the newest item; empty: there is none
  std::vector<std::string> currencies;  ///< that the account has ever had something in
};
/// Throws FailureException: `not_found`, or `conflict` where several source systems have it.
AccountHolder account_holder(soci::session& sql, const std::string& number);

struct Movement {
  Date date;
  std::string kind, reference;
  Money amount;  ///< positive: the customer owes more
};
/// Items as they were posted, and what settled them or stands on the account: payments as one
/// amount each, cash discounts, write-offs and what the ERP cleared.
void for_each_movement(soci::session& sql, model::CustomerId customer, Currency currency,
                       const std::function<void(const Movement&)>& each);

struct OpenItemLine {
  std::string number, kind;
  Date document_date, due_date;  ///< the first may be empty
  Money amount, open;
};
/// What was open at the end of a day, by due date.
std::vector<OpenItemLine> open_item_lines(soci::session& sql, model::CustomerId customer,
                                          Currency currency, Date day);
/// The customer's money of up to that day that settles nothing yet.
Money unapplied_of(soci::session& sql, model::CustomerId customer, Currency currency, Date day);

}  // namespace saldo::store
