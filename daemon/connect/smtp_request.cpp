#include <algorithm>
#include <cstring>

#include "connect/connection.hpp"
#include "connect/transfer_rules.hpp"
#include "saldo/plugin.h"
#include "wire/utf8.hpp"

/// Mails to a mail server. SEND takes the envelope as headers `mail-from` and `rcpt-to` and the
/// message as body; the reply's status is the server's, its headers are `stage`, which step the
/// server answered (connect, tls, auth, mail, rcpt, data, end), and `reply`, its last line. Status
/// 0 with stage `end`: the mail had left when the connection broke, so it may have been taken. A
/// connection is used for mail after mail.
namespace saldo::connect {
namespace {

using Reply = Transfers::Reply;

/// So long a stop waits for the answer to a mail that has left: without it, the mail would have to
/// be sent again.
constexpr std::chrono::seconds kAnswerPatience{10};

/// The step that a command begins; empty for what continues one.
std::string_view stage_of(std::string_view command) {
  struct Step {
    std::string_view verb, stage;
  };
  static constexpr Step kSteps[] = {{"EHLO", "connect"}, {"HELO", "connect"}, {"STARTTLS", "tls"},
                                    {"AUTH", "auth"},    {"MAIL", "mail"},    {"RCPT", "rcpt"},
                                    {"DATA", "data"},    {"NOOP", "noop"}};
  for (const Step& step : kSteps)
    if (command.starts_with(step.verb)) return step.stage;
  return {};
}

}  // namespace

bool Connection::Mail::may_finish(std::chrono::steady_clock::time_point now) {
  if (!is_whole()) return false;
  if (asked_to_stop == std::chrono::steady_clock::time_point{}) asked_to_stop = now;
  return now - asked_to_stop < kAnswerPatience;
}

/// TLS and the secret of a mail server, whether mails go there or come from it.
void Connection::set_mail() {
  using Tls = Origin::Tls;
  set_tls();
  set(CURLOPT_USE_SSL, static_cast<long>(origin_.tls == Tls::required  ? CURLUSESSL_ALL
                                         : origin_.tls == Tls::offered ? CURLUSESSL_TRY
                                                                       : CURLUSESSL_NONE));
  set_if(CURLOPT_USERNAME, origin_.user);
  set_if(CURLOPT_PASSWORD, origin_.password);
  set_if(CURLOPT_XOAUTH2_BEARER, origin_.token);
  // libcurl's own patience is two minutes, which is less than a server may take over a mail.
  using std::chrono::seconds;
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
      static_cast<long>(std::chrono::ceil<seconds>(origin_.timeout).count()));
}

void Connection::set_smtp() {
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set_mail();
  set(CURLOPT_HEADERFUNCTION, &Connection::take_smtp_reply);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_READFUNCTION, &Connection::give_mail);
  set(CURLOPT_READDATA, this);
  // Only with a debug function does libcurl tell what it has sent. It prints nothing by itself.
  set(CURLOPT_DEBUGFUNCTION, &Connection::note_smtp);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_VERBOSE, 1L);
}

void Connection::ask_smtp(const wire::Transfer& transfer) {
  const bool send = transfer.method == "SEND";
  mail_ = {.body = send ? transfer.body : std::string_view(), .stage = "connect"};
  set(CURLOPT_CUSTOMREQUEST, send ? nullptr : "NOOP");
  set(CURLOPT_MAIL_RCPT, nullptr);
  if (!send) {
    set(CURLOPT_NOBODY, 1L);
    return;
  }
  append(list_, std::string(header_of(transfer.headers, "rcpt-to")));
  set(CURLOPT_MAIL_RCPT, list_.get());
  set(CURLOPT_MAIL_FROM, std::string(header_of(transfer.headers, "mail-from")).c_str());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
}

Reply Connection::perform_smtp(const wire::Transfer& transfer) {
  if (transfer.method != "SEND" && transfer.method != "NOOP")
    return {.outcome = SALDO_E_UNSUPPORTED,
            .message = "SMTP has SEND and NOOP, not " + std::string(transfer.method)};
  if (transfer.method == "SEND" &&
      (transfer.body.empty() || header_of(transfer.headers, "rcpt-to").empty() ||
       header_of(transfer.headers, "mail-from").empty()))
    return {.outcome = SALDO_E_BUG,
            .message = "SEND needs a message, and the headers mail-from and rcpt-to"};
  for (bool again = false;; again = true) {
    begin(origin_.url);
    ask_smtp(transfer);
    const CURLcode code = ::curl_easy_perform(handle_.get());
    long made = 0;
    ::curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &made);
    // A server may have closed a connection that wasn't used for a while; nothing went out yet.
    const bool stale =
        code != CURLE_OK && made == 0 && mail_.reply.empty() && mail_.given == 0 && !mail_.withheld;
    if (!stale || again || cancelled_) return smtp_reply(code);
  }
}

Reply Connection::smtp_reply(CURLcode code) const {
  if (mail_.withheld) return {.outcome = SALDO_E_CANCELLED, .message = "the mail was held back"};
  long status = 0;
  ::curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  const std::string headers = "stage: " + mail_.stage + "\nreply: " + mail_.reply + "\n";
  if (code == CURLE_OK || status >= 400)
    return {.status = static_cast<std::uint32_t>(status), .headers = headers};
  if (mail_.is_whole()) return {.headers = headers};
  return lost(code);
}

std::size_t Connection::take_smtp_reply(char* bytes, std::size_t, std::size_t size, void* self) {
  std::string_view line(bytes, size);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  constexpr std::size_t kLineMax = 512;  // RFC 5321, 4.5.3.1.5
  Mail& mail = static_cast<Connection*>(self)->mail_;
  if (!mail.taking_leave) mail.reply = wire::shown(line.substr(0, kLineMax));
  return size;
}

std::size_t Connection::give_mail(char* buffer, std::size_t, std::size_t size, void* self) {
  auto& c = *static_cast<Connection*>(self);
  Mail& mail = c.mail_;
  if (mail.given == 0 && c.release_ && !c.release_()) {
    mail.withheld = true;
    return CURL_READFUNC_ABORT;
  }
  const std::string_view next = mail.body.substr(mail.given, size);
  std::memcpy(buffer, next.data(), next.size());
  mail.given += next.size();
  mail.stage = "end";
  return next.size();
}

int Connection::note_smtp(CURL*, curl_infotype type, char* bytes, std::size_t size, void* self) {
  Mail& mail = static_cast<Connection*>(self)->mail_;
  if (type == CURLINFO_DATA_OUT) mail.gone += size;
  if (type != CURLINFO_HEADER_OUT) return 0;
  const std::string_view command(bytes, size);
  mail.taking_leave = command.starts_with("QUIT");
  if (const auto stage = stage_of(command); !stage.empty()) mail.stage = stage;
  return 0;
}

}  // namespace saldo::connect
