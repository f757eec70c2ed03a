#include "flows/correspondence.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "flows/business_day.hpp"
#include "flows/notice_mail.hpp"
#include "store/audit.hpp"
#include "store/contacts.hpp"
#include "store/correspondence.hpp"
#include "store/notice_delivery.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr const char* kSystem = "saldo";
constexpr std::size_t kNoteMax = 1000;

/// What a mail did, in words, and as which contact it is shown.
struct Effect {
  std::string words;
  std::int64_t contact = 0;
};

bool same_address(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  return std::ranges::equal(a, b, {}, small, small);
}

std::string cut(const std::string& text, std::size_t most) {
  std::size_t n = std::min(text.size(), most);
  while (n > 0 && n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return text.substr(0, n);
}

class Taking {
 public:
  Taking(const Environment& environment, soci::session& sql, const Correspondence& mail,
         const store::Thread& thread)
      : environment_(environment),
        sql_(sql),
        mail_(mail),
        thread_(thread),
        now_(environment.clock->now()) {}

  Effect run() {
    if (mail_.classification == "bounce") return bounce();
    const bool written = mail_.classification == "reply" || mail_.classification == "other";
    if (!written || mail_.automated || model::raw(thread_.customer) == 0) return {};
    return {.words = "a contact to be followed up",
            .contact = contact("mail: " + (mail_.subject.empty() ? "(no subject)" : mail_.subject),
                               mail_.text)};
  }

 private:
  Effect bounce() {
    if (!thread_.mail) return {};
    const DeliveryReport* failed = nullptr;
    const DeliveryReport* other = nullptr;
    for (const DeliveryReport& d : mail_.deliveries)
      if (d.action == "failed")
        (same_address(d.recipient, thread_.mail->recipient) ? failed : other) = &d;
    if (failed != nullptr) return came_back(*failed);
    if (other == nullptr) return {.words = "no delivery has failed for good; nothing is done"};
    // The mail may have arrived and been passed on from there: that doesn't prove it lost.
    const std::string words = "it is about " + other->recipient + ", while the mail was sent to " +
                              thread_.mail->recipient + ": a person has to look";
    return {.words = words, .contact = contact("a mail came back: " + words, other->diagnostic)};
  }

  Effect came_back(const DeliveryReport& failed) {
    const std::string& recipient = thread_.mail->recipient;
    std::string why = "the mail to " + recipient + " came back";
    for (const std::string& told : {failed.status, failed.diagnostic})
      if (!told.empty()) why += ": " + cut(told, 300);
    if (!store::mark_mail_bounced(sql_, thread_.mail->token, why))
      return {.words = "that the mail came back was known, or it hasn't gone out"};
    Effect effect{.words = "the mail is bounced"};
    if (failed.reason == "address") {
      store::mark_undeliverable(sql_, thread_.customer, recipient, why, thread_.mail->token, now_);
      effect.words += "; " + recipient + " isn't written to any more";
      note("contact.undeliverable", "customer " + thread_.customer_number,
           {{"address", recipient}, {"reason", why}, {"token", thread_.mail->token}});
    }
    const auto& notice = thread_.mail->notice;
    if (notice && store::take_notice_back(sql_, *notice, why, now_))
      effect.words += send_again(*notice, why);
    return effect;
  }

  std::string send_again(model::NoticeId notice, const std::string& why) {
    const std::string channel =
        send_elsewhere(environment_, sql_, store::notice_route(sql_, notice), why);
    const std::string name = "notice " + std::to_string(model::raw(notice));
    note("dunning.bounced", name, {{"reason", why}, {"channel", channel}});
    return channel.empty() ? "; " + name + " waits for a person"
                           : "; " + name + " goes by " + channel;
  }

  std::int64_t contact(const std::string& outcome, const std::string& text) {
    const Date today =
        business_day(environment_, thread_.mail ? thread_.mail->company_code : std::string());
    store::NewContact contact{.customer = thread_.customer_number,
                              .channel = "email",
                              .incoming = true,
                              .day = today,
                              .person = mail_.from_name,
                              .outcome = outcome,
                              .note = cut(text, kNoteMax),
                              .next_action = today,
                              .actor = kSystem};
    if (!mail_.from_address.empty())
      contact.person += (contact.person.empty() ? "" : " ") + ("<" + mail_.from_address + ">");
    if (thread_.mail && thread_.mail->notice)
      contact.items = store::dunned_items(sql_, *thread_.mail->notice);
    return store::add_contact(sql_, contact, now_);
  }

  void note(const std::string& action, const std::string& object, const json::object& detail) {
    store::add_audit(sql_,
                     {.actor = kSystem,
                      .action = action,
                      .object = object,
                      .detail_json = json::serialize(detail)},
                     now_);
  }

  const Environment& environment_;
  soci::session& sql_;
  const Correspondence& mail_;
  const store::Thread& thread_;
  const Instant now_;
};

}  // namespace

bool take_correspondence(const Environment& environment, soci::session& sql, std::int64_t document,
                         const Correspondence& mail) {
  const store::Thread thread = store::thread_of(sql, mail);
  const auto kept = store::keep_mail(sql, document, mail, thread, environment.clock->now());
  if (!kept.is_new) return false;
  // A second copy, of another mailbox or by another way, has had its effect.
  const Effect effect = kept.copy_of == 0 ? Taking(environment, sql, mail, thread).run()
                                          : Effect{.words = "a copy of one that came before"};
  store::note_effect(sql, kept.id, effect.words, effect.contact);
  return true;
}

}  // namespace saldo::flows
