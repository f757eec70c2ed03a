#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "flows/environment.hpp"
#include "render/letter.hpp"

/// Statements of account for customers.
namespace saldo::flows {

struct StatementRequest {
  std::string customer;  ///< number
  Date from, to;         ///< both included
};

/// Calls `each` for one row after the other, currency by currency: "opening", each "movement" with
/// the balance behind it, "closing", each "open_item" and "unapplied" as of `to`, and the "aging".
/// The closing balance is Σ open less unapplied, or FailureException (broken) is thrown instead.
/// Throws also `not_found`, and `invalid` for a period that ends before it begins.
void customer_statement(const Environment& environment, const StatementRequest& request,
                        const std::function<void(boost::json::object&)>& each);

/// The same as a letter in the customer's language, dated `to`. Throws FailureException also where
/// the company code has no letterhead, or the customer nothing that could be told.
render::Letter statement_letter(const Environment& environment, const StatementRequest& request);

}  // namespace saldo::flows
