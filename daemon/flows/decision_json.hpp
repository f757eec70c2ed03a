#pragma once

#include <string>

#include "cash/decision.hpp"
#include "flows/sql_book.hpp"

/// A decision's proof as it is stored and exported. Empty texts: there is none.
namespace saldo::flows {

std::string evidence_json(const cash::Decision& decision);
std::string runner_up_json(const cash::Decision& decision, const SqlBook& book);
std::string proposals_json(const cash::Decision& decision, const SqlBook& book);

}  // namespace saldo::flows
