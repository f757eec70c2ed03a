#include "flows/review_learning.hpp"

#include <algorithm>

#include "model/iban.hpp"
#include "model/keys.hpp"
#include "store/book_lookup.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr std::size_t kAliasCharsMin = 4;  // shorter names are anybody's

bool is_others_account(soci::session& sql, const std::string& iban, model::CustomerId customer) {
  const auto owners = store::BookLookup(sql).customers_by_iban(iban);
  return !owners.empty() && std::ranges::find(owners, customer) == owners.end();
}

bool bears_own_name(soci::session& sql, const std::string& key, model::CustomerId customer) {
  return model::name_key(store::BookLookup(sql).customer_name(customer)) == key;
}

}  // namespace

json::object learn_payer(soci::session& sql, const store::ReviewedTransaction& t,
                         const std::optional<model::CustomerId>& customer, const std::string& actor,
                         Instant now) {
  const auto iban = model::Iban::parse(t.iban);
  const std::string key = model::name_key(t.payer);
  const bool named = key.size() >= kAliasCharsMin;
  if (!customer || (!iban && !named))
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "the bank gives neither the payer's account nor his name; "
                                       "there is nothing to learn",
                            .rule = "review.learn"});
  json::object learnt;
  store::NewLearnt fact{.customer = *customer, .proof = t.id, .by = actor, .person = true};
  if (iban && is_others_account(sql, iban->text(), *customer))
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "account " + iban->text() +
                                       " is another customer's by master data; correct those "
                                       "first, or decide without learning it",
                            .rule = "review.learn"});
  if (iban) {
    fact.key = iban->text();
    fact.value = t.iban;
    if (store::learn(sql, fact, now)) learnt["iban"] = fact.key;
  }
  if (named && !bears_own_name(sql, key, *customer)) {
    fact.kind = store::LearntKind::alias;
    fact.key = key;
    fact.value = t.payer;
    if (store::learn(sql, fact, now)) learnt["alias"] = t.payer;
  }
  return learnt;
}

void confirm_account(soci::session& sql, const store::ReviewedTransaction& t,
                     model::CustomerId customer, const std::string& actor, Instant now) {
  const auto account =
      store::find_learnt_account(sql, model::Iban::parse(t.iban).value().text(), customer);
  if (!account) return;
  if (account->learnt_by == actor)
    throw FailureException({.kind = FailureKind::denied,
                            .message = actor + " taught this account; the first large payment "
                                               "from it takes another person",
                            .rule = "review.second_person"});
  store::confirm_learnt(sql, account->id, actor, now);
}

}  // namespace saldo::flows
