#include "flows/notice_mail.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "base/sha256.hpp"
#include "collect/channel.hpp"
#include "flows/business_day.hpp"
#include "flows/notice_letter.hpp"
#include "render/letter_message.hpp"
#include "saldo/plugin.h"
#include "store/audit.hpp"
#include "store/dunning_notices.hpp"
#include "store/overtaken.hpp"
#include "store/sent_mail.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kQueuedAtOnce = 32;                     // their letters lie in memory
constexpr std::size_t kTokenHexBytes = 8;             // 16 digits
constexpr std::size_t kMessageBytesMax = 900u << 10;  // of one request to a server

std::string name_of(model::NoticeId id) { return "notice " + std::to_string(model::raw(id)); }

/// A mail that is written, or why it isn't.
struct Written {
  store::NoticeRoute route;
  std::string recipient, token, message_id, bytes;
  std::optional<Failure> held;
};

const config::Letterhead& require_sender(const config::Config& config, const std::string& company) {
  const auto head = config.letterheads.find(company);
  if (head == config.letterheads.end() || head->second.email.empty())
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "company code " + company +
                                       " has no address to send mails from; add company_codes: { "
                                       "\"" +
                                       company +
                                       "\": { letterhead: { …, email: … } } } to the "
                                       "configuration"});
  return head->second;
}

/// The same notice to the same address is the same mail, whoever writes it and when.
void write(const Environment& environment, Written& out) {
  const config::Letterhead& head = require_sender(*environment.config, out.route.company_code);
  const std::string number = std::to_string(model::raw(out.route.id));
  out.recipient = out.route.addresses.front();
  Sha256 hash;
  hash.update(out.route.idempotency_key + "\n" + out.recipient);
  out.token = "n" + number + "." + Sha256::hex(hash.digest(), kTokenHexBytes);
  out.message_id = out.token + head.email.substr(head.email.rfind('@'));
  const render::Letter letter =
      notice_letter(environment, out.route.id, business_day(environment, out.route.company_code));
  render::MailHeader header{.from_name = head.name,
                            .from_address = head.email,
                            .to_address = out.recipient,
                            .message_id = out.message_id,
                            .date = environment.clock->now(),
                            .attachment = "M" + number + ".pdf"};
  out.bytes = render::letter_message(letter, header);
  header.html = false;
  if (out.bytes.size() > kMessageBytesMax) out.bytes = render::letter_message(letter, header);
  if (out.bytes.size() > kMessageBytesMax)
    throw FailureException(
        {.kind = FailureKind::invalid,
         .message = "the mail of " + name_of(out.route.id) + " has " +
                    std::to_string(out.bytes.size()) +
                    " bytes, 921600 can be sent; print its letter, or split the account"});
}

/// The letter is drawn before the transaction: it takes a hundred times as long.
Written try_to_write(const Environment& environment, store::NoticeRoute route) {
  Written out{.route = std::move(route)};
  if (out.route.addresses.empty()) return out;
  try {
    write(environment, out);
  } catch (const FailureException& e) {
    out.held = e.failure;
  }
  return out;
}

/// Keeps the mails' bytes; their hashes, an empty one for a mail that isn't written.
std::vector<std::string> keep(const Environment& environment, const std::vector<Written>& mails) {
  std::vector<std::string_view> bodies;
  for (const Written& m : mails)
    if (!m.held && !m.bytes.empty()) bodies.emplace_back(m.bytes);
  const auto stored = environment.archive->store(bodies).value();
  std::vector<std::string> hashes;
  hashes.reserve(mails.size());
  std::size_t next = 0;
  for (const Written& m : mails)
    hashes.push_back(!m.held && !m.bytes.empty() ? stored[next++].sha256 : std::string());
  return hashes;
}

/// Queues a mail whose notice still is as it was when it was written; the notice's new state.
std::string queue(const Environment& environment, soci::session& sql, const std::string& connector,
                  const Written& mail, const std::string& sha256, const std::string& actor) {
  const model::NoticeId id = mail.route.id;
  const Instant now = environment.clock->now();
  if (std::string state = store::notice_life(sql, id).state; state != "approved") return state;
  const Date today = business_day(environment, mail.route.company_code);
  if (const auto overtaken = store::overtaken_notices(sql, today, &id); !overtaken.empty()) {
    store::withdraw_notice(sql, id, "recalled", "saldo", overtaken.front().reason, now);
    return "recalled";
  }
  if (mail.route.addresses.empty())
    return send_elsewhere(environment, sql, mail.route, "the customer has no address for mail")
                   .empty()
               ? "failed"
               : "redirected";
  store::queue_notice(sql, id, actor, mail.recipient, now);
  store::add_mail(sql,
                  {.token = mail.token,
                   .message_id = mail.message_id,
                   .notice = id,
                   .customer = mail.route.customer,
                   .connector = connector,
                   .recipient = mail.recipient,
                   .body_sha256 = sha256},
                  now);
  return "queued";
}

void count(MailingTotals& totals, const std::string& state) {
  totals.queued += state == "queued";
  totals.recalled += state == "recalled";
  totals.redirected += state == "redirected";
  totals.failed += state == "failed";
}

std::vector<Written> write_next(const Environment& environment, model::NoticeId& after) {
  std::vector<store::NoticeRoute> routes;
  {
    store::Snapshot snapshot(*environment.store);
    for (const model::NoticeId id : store::notices_to_mail(snapshot.sql(), after, kQueuedAtOnce)) {
      routes.push_back(store::notice_route(snapshot.sql(), id));
      after = id;
    }
  }
  std::vector<Written> mails;
  mails.reserve(routes.size());
  for (store::NoticeRoute& route : routes)
    mails.push_back(try_to_write(environment, std::move(route)));
  return mails;
}

}  // namespace

const config::Connector* mail_connector(const config::Config& config) {
  const auto job = std::ranges::find(config.jobs, "deliver", &config::Job::kind);
  if (job == config.jobs.end()) return nullptr;
  const auto found = std::ranges::find(config.connectors, job->connector, &config::Connector::name);
  return found == config.connectors.end() ? nullptr : &*found;
}

bool goes_by_mail(const store::NoticeRoute& route) {
  return route.channel == "email" || (route.channel.empty() && !route.addresses.empty());
}

MailingTotals queue_mails(const Environment& environment, const config::Connector& connector,
                          bool dry_run, const RunControl& control) {
  MailingTotals totals;
  for (model::NoticeId after{}; !control.stop.stop_requested();) {
    const std::vector<Written> mails = write_next(environment, after);
    if (mails.empty()) break;
    std::vector<std::string> hashes(mails.size());
    if (!dry_run) hashes = keep(environment, mails);
    store::WriteTransaction transaction(*environment.store);
    for (std::size_t i = 0; i < mails.size(); ++i) {
      if (!mails[i].held) {
        count(totals,
              queue(environment, transaction.sql(), connector.name, mails[i], hashes[i], "saldo"));
        continue;
      }
      const std::string why = mails[i].held->to_string();
      if (totals.held++ == 0) totals.why = name_of(mails[i].route.id) + ": " + why;
      environment.observer.log(connector.name, SALDO_LOG_WARNING,
                               name_of(mails[i].route.id) + " can't be written: " + why);
    }
    if (!dry_run) transaction.commit();
  }
  return totals;
}

json::object mail_notice(const Environment& environment, const config::Connector& connector,
                         model::NoticeId id, const std::string& actor) {
  store::NoticeRoute route;
  {
    store::Snapshot snapshot(*environment.store);
    route = store::notice_route(snapshot.sql(), id);
  }
  const std::vector<Written> mails{try_to_write(environment, std::move(route))};
  if (mails[0].held) throw FailureException(*mails[0].held);
  const auto hashes = keep(environment, mails);
  store::WriteTransaction transaction(*environment.store);
  soci::session& sql = transaction.sql();
  const std::string was = store::notice_life(sql, id).state;
  if (was != "approved")
    throw FailureException(
        {.kind = FailureKind::conflict,
         .message = name_of(id) + " is " + was + "; only what is approved can be sent"});
  json::object answer{{"notice", model::raw(id)}};
  answer["state"] = queue(environment, sql, connector.name, mails[0], hashes[0], actor);
  store::add_audit(sql,
                   {.actor = actor,
                    .action = "dunning.send",
                    .object = name_of(id),
                    .detail_json = json::serialize(answer)},
                   environment.clock->now());
  transaction.commit();
  return answer;
}

std::string send_elsewhere(const Environment& environment, soci::session& sql,
                           const store::NoticeRoute& route, const std::string& reason) {
  const Instant now = environment.clock->now();
  const auto found = environment.config->procedures.find(route.procedure);
  if (found == environment.config->procedures.end()) {
    store::fail_notice(sql, route.id, reason + "; its procedure isn't configured any more", now);
    return {};
  }
  const model::DunningProcedure& procedure = found->second;
  collect::DunningAccount account;
  account.channels = {"letter"};
  if (!route.addresses.empty()) account.channels.emplace_back("email");
  if (route.has_phone) account.channels.emplace_back("phone");
  account.last_by_channel = route.last_by_channel;
  std::vector<std::string> wanted;
  if (route.legal && procedure.legal)
    wanted = procedure.legal->channels;
  else if (static_cast<std::size_t>(route.level) <= procedure.levels.size())
    wanted = procedure.level(route.level).channels;
  const auto choice = collect::choose_channel(wanted, account, procedure,
                                              business_day(environment, route.company_code));
  using Verdict = collect::ChannelChoice::Verdict;
  if (choice.verdict != Verdict::chosen) {
    store::fail_notice(
        sql, route.id,
        reason + (choice.verdict == Verdict::too_recent
                      ? "; no other channel may be used before " + choice.next.to_string()
                      : "; no other channel of its level reaches the customer"),
        now);
    return {};
  }
  const std::string usual = route.addresses.empty() ? "letter" : "email";
  std::string channel = choice.channel.empty() ? usual : choice.channel;
  store::redirect_notice(sql, route.id, channel, reason, now);
  return channel;
}

}  // namespace saldo::flows
