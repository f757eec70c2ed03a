#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"

namespace soci {
class session;
}

/// The stored facts behind a payment and an item, as rows for people (store/rows.hpp).
namespace saldo::store {

/// The payment, with `source`: the document, the place in it, how and when it came in.
boost::json::object payment_facts(soci::session& sql, model::TransactionId id);
/// All decisions on a payment, oldest first, each with whoever made it.
void for_each_decision(soci::session& sql, model::TransactionId id,
                       const std::function<void(boost::json::object&)>& each);
/// All allocations of a payment, counter-postings too, in the order in which they were made.
void for_each_allocation(soci::session& sql, model::TransactionId id,
                         const std::function<void(boost::json::object&)>& each);

/// The items with this number; none if there are none.
std::vector<model::ItemId> items_of_number(soci::session& sql, const std::string& number);
/// The item with its `source`, as payment_facts.
boost::json::object item_facts(soci::session& sql, model::ItemId id);
/// All allocations to an item, in the order in which they were made.
void for_each_allocation(soci::session& sql, model::ItemId id,
                         const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::store
