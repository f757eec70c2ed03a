#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "cash/decision.hpp"
#include "flows/sql_book.hpp"
#include "store/decisions.hpp"

/// A decision's proof as it is stored and exported. Empty texts: there is none.
namespace saldo::flows {

std::string evidence_json(const cash::Decision& decision);
std::string runner_up_json(const cash::Decision& decision, const SqlBook& book);
std::string proposals_json(const cash::Decision& decision, const SqlBook& book);
/// What each proposal rests on, beside the proposals and never exported: its customer and its
/// items as to_basis() writes them.
std::string basis_json(const cash::Decision& decision, const SqlBook& book);
/// An allocation with what is open on its item, in minor units; and back.
boost::json::object to_basis(const cash::Allocation& allocation, std::int64_t open_minor);
store::NewAllocation from_basis(const boost::json::object& basis, Currency currency);

/// λ of a combination, in millionths, where the decision is about one (RULES §2.6).
std::optional<std::int64_t> accident_of(const cash::Decision& decision);
/// By how many stages of RULES §2.2 its evidence is stronger than that of the runner-up; nothing
/// where there is none.
std::optional<int> margin_of(const cash::Decision& decision);

}  // namespace saldo::flows
