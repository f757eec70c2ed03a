#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/ids.hpp"

namespace soci {
class session;
}

/// The accounts and names under which customers pay, as payments prove it or persons confirm it.
/// Nothing is ever deleted from it: what was wrong is withdrawn, with who, when and why.
namespace saldo::store {

enum class LearntKind { iban, alias };

struct NewLearnt {
  LearntKind kind = LearntKind::iban;
  std::string key;    ///< what is looked up: an IBAN in electronic form, or model::name_key
  std::string value;  ///< as the bank wrote it
  model::CustomerId customer{};
  model::TransactionId proof{};
  std::string by;  ///< "run 7", or the person
  bool person = false;
};
/// False when it is known already, or when it was withdrawn and only a run says so again.
bool learn(soci::session& sql, const NewLearnt& learnt, Instant now);

/// An account that was learnt for a customer and counts.
struct LearntAccount {
  std::int64_t id = 0;
  std::string learnt_by;
  bool confirmed = false;  ///< by a second person
};
std::optional<LearntAccount> find_learnt_account(soci::session& sql, const std::string& iban,
                                                 model::CustomerId customer);
/// Notes that a second person has seen money from it.
void confirm_learnt(soci::session& sql, std::int64_t id, const std::string& actor, Instant now);

/// Withdraws one entry; throws FailureException when there is none (not_found) or it was withdrawn
/// already (conflict).
void withdraw_learnt(soci::session& sql, std::int64_t id, const std::string& actor,
                     const std::string& reason, Instant now);
/// Withdraws everything that this payment taught; how many entries that were.
std::int64_t withdraw_taught_by(soci::session& sql, model::TransactionId proof,
                                const std::string& actor, const std::string& reason, Instant now);

}  // namespace saldo::store
