#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// The life of a notice: proposed → approved → (queued →) sending → sent; voided by a person,
/// recalled by what happens, superseded by a later run, failed when it can't be delivered. Levels
/// and dates count from `sent` on.
namespace saldo::store {

struct NoticeLife {
  model::NoticeId id{};
  std::string state, maker;
  int eyes = 1;
  std::vector<std::string> approvers;  ///< of what it claims now
};
/// Throws FailureException (not_found).
NoticeLife notice_life(soci::session& sql, model::NoticeId id);
/// The notices of a run that wait for approval.
std::vector<model::NoticeId> proposed_in_run(soci::session& sql, std::int64_t run);
/// Those that haven't gone out and can be voided still.
std::vector<model::NoticeId> waiting_in_run(soci::session& sql, std::int64_t run);

/// Whence a notice comes: what its account was decided on by, and the items that it reminds of.
struct NoticeOrigin {
  model::RunId run{};
  std::string state, procedure, customer_number, company_code, area, channel;
  model::CustomerId customer{};
  Currency currency;
  Date run_date;
  int level = 0;
  bool legal = false;
  std::vector<std::string> items;  ///< numbers
};
/// Throws FailureException (not_found).
NoticeOrigin notice_origin(soci::session& sql, model::NoticeId id);
/// The notice with this idempotency key, which there must be.
model::NoticeId notice_of_key(soci::session& sql, const std::string& key);

/// What was done to it, for those who ask.
void add_notice_act(soci::session& sql, model::NoticeId id, const std::string& act,
                    const std::string& actor, const std::string& reason, Instant now);
/// Notes one approval; with `enough` the notice is approved.
void add_approval(soci::session& sql, model::NoticeId id, const std::string& actor, bool enough,
                  Instant now);
/// Ends a notice that hasn't gone out: `state` is voided, recalled or superseded. Its key is free
/// for a later run; its mail, if it waits, isn't sent.
void withdraw_notice(soci::session& sql, model::NoticeId id, const std::string& state,
                     const std::string& actor, const std::string& reason, Instant now);

/// Marks an approved notice as on its way: whoever finds it so after a crash sends it again with
/// the same key, which the provider takes once. Throws FailureException unless it is approved.
void begin_sending(soci::session& sql, model::NoticeId id, const std::string& actor, Instant now);
/// Marks it as gone out, once, with the provider's receipt: from now on its levels and date count.
/// False when it has been marked before. Throws FailureException unless it is on its way.
bool finish_sending(soci::session& sql, model::NoticeId id, const std::string& actor,
                    const std::string& receipt, Date day, Instant now);

/// The notices as JSON, newest first, without items. Empty `state`: all.
void list_notices(soci::session& sql, const std::string& state,
                  const std::function<void(boost::json::object&)>& each);
/// One with its items and everything that was done to it. Throws FailureException (not_found).
boost::json::object show_notice(soci::session& sql, model::NoticeId id);

}  // namespace saldo::store
