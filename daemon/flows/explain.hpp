#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>

#include "flows/environment.hpp"

namespace saldo::flows {

/// Tells how a payment was decided on, or how an item comes to what is open on it, down to the
/// bytes of the files that they came from. Each line has `about` (payment, source, decision,
/// evidence, runner_up, chance, policy, mail, allocation, item, sum), `text`, a sentence for a
/// clerk, and the figures behind it. `name`: an item's number, or a payment's fingerprint, bank
/// reference or id. Throws FailureException when it is neither.
void explain(const Environment& environment, const std::string& name,
             const std::function<void(const boost::json::object&)>& each);

/// What a rule of cash application means, as the beginning of a sentence.
std::string words_of_rule(std::string_view rule);
/// What a kind of evidence is, with its value in quotes.
std::string words_of_evidence(std::string_view kind, const std::string& value);

}  // namespace saldo::flows
