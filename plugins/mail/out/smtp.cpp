#include "out/smtp.hpp"

#include "out/envelope.hpp"
#include "out/smtp_reply.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {

namespace {

constexpr std::size_t kShownReply = 200;
constexpr std::size_t kMessageBytesMax = 900u << 10;  // of one request to a server

/// Throws unless the mail was taken.
void require_taken(const Transfer::Reply& reply) {
  const std::string_view said = reply.header("reply");
  const std::string why = "the mail server answers " + text::quoted(said, kShownReply);
  const auto throw_stop = [](std::uint32_t outcome, const std::string& message, const char* rule) {
    Stop stop(outcome, message);
    stop.rule = rule;
    throw stop;
  };
  switch (fate_of(reply.status, reply.header("stage"), said)) {
    case Fate::taken:
      return;
    case Fate::unknown:
      throw_stop(SALDO_E_RETRY,
                 "the mail was sent whole, and the server went away before it answered; it may "
                 "have gone out",
                 "mail.unknown");
      return;
    case Fate::server_busy:
      throw Stop(SALDO_E_RETRY, why + "; it is tried again");
    case Fate::postponed:
      throw_stop(SALDO_E_RETRY, why + "; it is tried again", "mail.postponed");
      return;
    case Fate::recipient:
      throw Rejected("mail.recipient", why);
    case Fate::refused:
      throw Rejected("mail.refused", why);
    case Fate::denied:
      throw Stop(SALDO_E_AUTH, why + "; check user and password of option server");
    case Fate::sender:
      throw Stop(SALDO_E_CONFIG,
                 why + "; check the sender, return_path, and what the server allows");
  }
}

}  // namespace

Smtp::Smtp(Host its_host)
    : Sink(its_host),
      return_path_(host.option("return_path").value_or("")),
      server_(host, "server") {}

void Smtp::check() {
  if (!return_path_.empty())
    if (const std::string wrong = find_wrong(return_path_); !wrong.empty())
      throw Stop(SALDO_E_CONFIG, "option return_path: " + text::quoted(return_path_) + " " + wrong);
  require_taken(server_.send({.method = "NOOP"}));
}

std::string Smtp::deliver(const saldo_message& message) {
  if (from_abi(message.media_type) != "message/rfc822")
    throw Rejected("mail.message", "a mail server gets mails, message/rfc822, not " +
                                       text::quoted(from_abi(message.media_type)));
  const std::string_view body = from_abi(message.body);
  if (body.size() > kMessageBytesMax)
    throw Rejected("mail.message", "the mail has " + std::to_string(body.size()) +
                                       " bytes; at most 921600 can be sent, with its attachments");
  if (has_stray_line_end(body))
    throw Rejected("mail.message", "the mail has a line that doesn't end in CR LF");
  const Envelope envelope = envelope_of(body, from_abi(message.idempotency_key), return_path_);
  const Transfer::Reply reply = server_.send(
      {.method = "SEND",
       .headers = "mail-from: " + envelope.return_path + "\nrcpt-to: " + envelope.recipient + "\n",
       .body = body});
  require_taken(reply);
  return std::string(reply.header("reply"));
}

}  // namespace saldo::mail
