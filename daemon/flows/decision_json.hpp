#pragma once

#include <optional>
#include <string>

#include "cash/decision.hpp"
#include "flows/sql_book.hpp"

/// A decision's proof as it is stored and exported. Empty texts: there is none.
namespace saldo::flows {

std::string evidence_json(const cash::Decision& decision);
std::string runner_up_json(const cash::Decision& decision, const SqlBook& book);
std::string proposals_json(const cash::Decision& decision, const SqlBook& book);
/// What each proposal rests on, beside the proposals and never exported: its customer and its
/// items, [item, what is open on it, paid, discount], by their numbers in this book.
std::string basis_json(const cash::Decision& decision, const SqlBook& book);

/// λ of a combination, in millionths, where the decision is about one (RULES §2.6).
std::optional<std::int64_t> accident_of(const cash::Decision& decision);
/// By how many stages of RULES §2.2 its evidence is stronger than that of the runner-up; nothing
/// where there is none.
std::optional<int> margin_of(const cash::Decision& decision);

}  // namespace saldo::flows
