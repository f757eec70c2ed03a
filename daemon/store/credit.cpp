#include "store/credit.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "model/keys.hpp"

namespace saldo::store {

CustomerCredit credit_of(soci::session& sql, const std::string& customer) {
  CustomerCredit credit;
  std::int64_t count = 0, limit = 0;
  std::string currency;
  const std::string key = model::number_key(customer);  // which has an index
  sql << "SELECT COALESCE(MAX(id), 0), COUNT(*), COALESCE(MAX(credit_limit_minor), 0), "
         "COALESCE(MAX(credit_limit_currency), '') FROM customer WHERE number_key = :key AND "
         "number = :number",
      soci::use(key, "key"), soci::use(customer, "number"), soci::into(credit.customer),
      soci::into(count), soci::into(limit), soci::into(currency);
  if (count == 0)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no customer '" + customer + "'"});
  if (count > 1)
    throw FailureException(
        {.kind = FailureKind::conflict,
         .message = "customer '" + customer + "' exists in several source systems"});
  if (!currency.empty()) credit.limit = Money{limit, Currency::parse(currency)};
  return credit;
}

}  // namespace saldo::store
