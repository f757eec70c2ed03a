#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "model/promise.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// Promises to pay. Each holds its items out of dunning to its last day.
namespace saldo::store {

/// The items that somebody promises to pay.
struct PromisedItems {
  std::vector<std::pair<model::ItemId, std::string>> items;  ///< with their numbers
  Money open;                                                ///< on all of them
};
/// Open items of a customer by their numbers. Throws FailureException: `not_found`; `conflict` for
/// items of several currencies, or one that is under an open promise already.
PromisedItems promised_items(soci::session& sql, const std::string& customer,
                             const std::vector<std::string>& numbers);
/// State and level of the newest promise on any of these items.
std::optional<std::pair<model::PromiseState, int>> latest_promise(soci::session& sql,
                                                                  const PromisedItems& items);

struct NewPromise {
  std::string customer;  ///< number
  Money amount;
  Date given_on, promised_for;
  int tolerance_days = 0, level = 1;
  std::string given_by, note, actor;
};
/// Records it with its holds; its number.
std::int64_t add_promise(soci::session& sql, const NewPromise& promise, const PromisedItems& items,
                         Instant now);

struct OpenPromise {
  std::int64_t id = 0;
  Money amount;
  Date given_on, promised_for;
  int tolerance_days = 0;
  Money paid;  ///< on its items, with cash discount, from `given_on` to its last day
};
/// All open promises, by number; with `only`, that one. Throws FailureException (not_found) where
/// `only` isn't open.
std::vector<OpenPromise> open_promises(soci::session& sql, std::int64_t only = 0);
/// Ends a promise and its holds.
void close_promise(soci::session& sql, const OpenPromise& promise, model::PromiseState state,
                   Date day, const std::string& actor, const std::string& reason, Instant now);

/// As JSON with their items, newest first. Empty `customer` or `state`: all.
void list_promises(soci::session& sql, const std::string& customer, const std::string& state,
                   const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::store
