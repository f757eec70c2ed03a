#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"

namespace soci {
class session;
}

/// How notices leave by mail: approved → queued → sending → sent. A queued one hasn't gone out and
/// can be recalled; one that is `sending` may have. What can't be delivered goes another way, back
/// to `approved`, or has failed and waits for a person.
namespace saldo::store {

/// What decides how a notice goes out.
struct NoticeRoute {
  model::NoticeId id{};
  std::string state, channel;  ///< `channel` may be empty: any will do
  std::string idempotency_key, company_code, procedure;
  int level = 0;
  bool legal = false;
  model::CustomerId customer{};
  std::vector<std::string> addresses;  ///< for mail: neither marked undeliverable nor tried in vain
  bool has_phone = false;
  std::map<std::string, Date> last_by_channel;  ///< of the customer's notices that have gone out
};
/// Throws FailureException (not_found).
NoticeRoute notice_route(soci::session& sql, model::NoticeId id);

/// Approved notices that go by mail behind `after`, in the order of their numbers: those whose
/// channel is email, and those without one whose customer has an address.
std::vector<model::NoticeId> notices_to_mail(soci::session& sql, model::NoticeId after, int limit);

/// approved → queued. Throws FailureException (conflict) unless it is approved.
void queue_notice(soci::session& sql, model::NoticeId id, const std::string& actor,
                  const std::string& receiver, Instant now);
/// sending → queued: it certainly didn't go out. A no-op in other states.
void put_notice_back(soci::session& sql, model::NoticeId id);
/// One that didn't go out takes another channel, and stays approved. Throws FailureException
/// (conflict) where it is past that.
void redirect_notice(soci::session& sql, model::NoticeId id, const std::string& channel,
                     const std::string& reason, Instant now);
/// One that can't go out by itself waits for a person. A later run may propose it again. Throws
/// FailureException (conflict) where it is past that.
void fail_notice(soci::session& sql, model::NoticeId id, const std::string& reason, Instant now);

}  // namespace saldo::store
