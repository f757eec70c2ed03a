#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"
#include "store/notice_delivery.hpp"

/// Notices that go out by mail, up to the outbox.
namespace saldo::flows {

/// What became of approved notices.
struct MailingTotals {
  std::int64_t queued = 0;
  std::int64_t recalled = 0;    ///< something has happened to them
  std::int64_t redirected = 0;  ///< they take another channel
  std::int64_t failed = 0;      ///< no channel is left: a person has to see to them
  std::int64_t held = 0;        ///< they can't be written; they stay approved
  std::string why;              ///< of the first that is held
};

/// Writes a mail for every approved notice that goes by mail and queues it at the connector, in
/// one transaction with the notice's new state. A dry run counts and changes nothing.
MailingTotals queue_mails(const Environment& environment, const config::Connector& connector,
                          bool dry_run, const RunControl& control);

/// The connector that mails go out by: that of the first `deliver` job; null where there is none.
const config::Connector* mail_connector(const config::Config& config);
/// Whether a notice goes out by mail, if there is a connector for it.
bool goes_by_mail(const store::NoticeRoute& route);
/// Queues one approved notice, as a person asks; the answer has "notice" and "state". Throws
/// FailureException where it can't be written or isn't approved.
boost::json::object mail_notice(const Environment& environment, const config::Connector& connector,
                                model::NoticeId id, const std::string& actor);

/// Sends a notice that can't be mailed another way, or to a person where none is left; its new
/// channel, or nothing.
std::string send_elsewhere(const Environment& environment, soci::session& sql,
                           const store::NoticeRoute& route, const std::string& reason);

}  // namespace saldo::flows
