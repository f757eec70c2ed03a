#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "store/learnt.hpp"
#include "store/review.hpp"

/// What a person's word on a payment teaches about its payer.
namespace saldo::flows {

/// Learns the payer's account and name for the customer; what was new of them. Throws
/// FailureException when the account is another customer's by master data, or when the bank gives
/// neither.
boost::json::object learn_payer(soci::session& sql, const store::ReviewedTransaction& payment,
                                const std::optional<model::CustomerId>& customer,
                                const std::string& actor, Instant now);

/// Notes the second person who has seen money from an account that was learnt; throws
/// FailureException (denied) when it is the one who taught it.
void confirm_account(soci::session& sql, const store::ReviewedTransaction& payment,
                     model::CustomerId customer, const std::string& actor, Instant now);

}  // namespace saldo::flows
