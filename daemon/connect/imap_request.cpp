#include <array>

#include "connect/connection.hpp"
#include "connect/imap_session.hpp"
#include "connect/transfer_rules.hpp"
#include "saldo/plugin.h"

/// Mails of a mail server. The target names a folder, and a mail in it as
/// "/FOLDER;UIDVALIDITY=7;UID=12". LIST gives a line "UID SIZE FLAGS" for each mail of a folder,
/// and the header `uidvalidity`; GET a mail, HEAD the first 64 KiB of its header, neither marking
/// it as read; MOVE puts it into the folder that the body names as "/FOLDER", which is made where
/// it is missing; STORE gives it the flags in the body (\Seen, \Flagged). The status is what HTTP's
/// would be: 404 where folder or mail isn't there, 409 where the folder has been numbered anew.
namespace saldo::connect {

namespace {

using Reply = Transfers::Reply;

Reply with_status(std::uint32_t status, const std::string& why = {}) {
  return {.status = status, .headers = why.empty() ? "" : "reply: " + why + "\n"};
}

/// The flags of a body such as "\Seen \Flagged"; empty when there are others.
std::string known_flags(std::string_view body) {
  std::string flags;
  while (!body.empty()) {
    const auto end = std::min(body.find(' '), body.size());
    const auto one = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (one != "\\Seen" && one != "\\Flagged") return {};
    flags += (flags.empty() ? "" : " ") + std::string(one);
  }
  return flags;
}

/// One request over a session.
class ImapRequest {
 public:
  ImapRequest(ImapSession& session, const wire::Transfer& transfer, ImapTarget target,
              std::string& body)
      : session_(session), transfer_(transfer), target_(std::move(target)), body_(body) {}

  Reply run() {
    if (transfer_.method == "LIST") return list();
    if (target_.uid == 0 || target_.uidvalidity == 0)
      return {.outcome = SALDO_E_BUG, .message = "the target names no mail"};
    if (!session_.ensure_selected(target_.folder)) return with_status(404);
    if (session_.uidvalidity() != target_.uidvalidity) return with_status(409);
    if (transfer_.method == "GET") return fetch("BODY.PEEK[]");
    if (transfer_.method == "HEAD") return fetch("BODY.PEEK[HEADER]<0.65536>");
    if (transfer_.method == "MOVE") return move();
    if (transfer_.method == "STORE") return store();
    return {.outcome = SALDO_E_UNSUPPORTED,
            .message =
                "IMAP has LIST, GET, HEAD, MOVE and STORE, not " + std::string(transfer_.method)};
  }

 private:
  std::string uid() const { return std::to_string(target_.uid); }

  Reply list() {
    if (!session_.select(target_.folder)) return with_status(404);
    const auto answer = session_.run("UID FETCH 1:* (UID RFC822.SIZE FLAGS)");
    if (!answer.ok) return with_status(502, answer.text);
    for (const ImapResponse& response : answer.responses) {
      const auto number = number_behind(response.line, "UID");
      const auto size = number_behind(response.line, "RFC822.SIZE");
      if (response.kind() != "FETCH" || !number || !size ||
          has_imap_flag(response.line, "\\Deleted"))
        continue;
      body_ += std::to_string(*number) + " " + std::to_string(*size) +
               (has_imap_flag(response.line, "\\Seen") ? " \\Seen\n" : "\n");
    }
    return {.status = 200,
            .headers = "uidvalidity: " + std::to_string(session_.uidvalidity()) + "\n",
            .size = body_.size()};
  }

  Reply fetch(const char* part) {
    auto answer = session_.run("UID FETCH " + uid() + " (UID " + part + ")");
    if (!answer.ok) return with_status(502, answer.text);
    for (ImapResponse& response : answer.responses) {
      if (response.kind() != "FETCH" || response.literals.empty()) continue;
      if (number_behind(response.line, "UID") != target_.uid) continue;
      body_ = std::move(response.literals.front());
      return {.status = 200, .size = body_.size()};
    }
    return with_status(404);
  }

  Reply move() {
    const auto to = parse_imap_target(transfer_.body);
    if (!to || to->uid != 0) return {.outcome = SALDO_E_BUG, .message = "the body is no folder"};
    const std::string folder = imap_folder(to->folder);
    const bool can_move = session_.can("MOVE");
    const std::string command = (can_move ? "UID MOVE " : "UID COPY ") + uid() + " " + folder;
    auto answer = session_.run(command);
    if (!answer.ok && answer.text.find("[TRYCREATE]") != std::string::npos &&
        session_.run("CREATE " + folder).ok)
      answer = session_.run(command);
    if (!answer.ok) return with_status(409, answer.text);
    return can_move ? with_status(200) : remove();
  }

  /// What MOVE would have done (RFC 6851, 3.3). Without UIDPLUS everything goes that somebody has
  /// marked as deleted.
  Reply remove() {
    auto answer = session_.run("UID STORE " + uid() + " +FLAGS.SILENT (\\Deleted)");
    if (answer.ok)
      answer = session_.run(session_.can("UIDPLUS") ? "UID EXPUNGE " + uid() : "EXPUNGE");
    return answer.ok ? with_status(200) : with_status(409, answer.text);
  }

  Reply store() {
    const std::string flags = known_flags(transfer_.body);
    if (flags.empty()) return {.outcome = SALDO_E_BUG, .message = "the body has no known flags"};
    const auto answer = session_.run("UID STORE " + uid() + " +FLAGS.SILENT (" + flags + ")");
    return answer.ok ? with_status(200) : with_status(409, answer.text);
  }

  ImapSession& session_;
  const wire::Transfer& transfer_;
  const ImapTarget target_;
  std::string& body_;
};

}  // namespace

void Connection::set_imap() {
  set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
  set_mail();
  // libcurl connects and logs in; what is said then, is said here: its own FETCH marks mails as
  // read, and it looks for the end of other answers in what mails say.
  set(CURLOPT_CONNECT_ONLY, 1L);
}

Reply Connection::perform_imap(const wire::Transfer& transfer) {
  const auto target = parse_imap_target(transfer.target);
  if (!target) return {.outcome = SALDO_E_BUG, .message = "the target names no folder"};
  for (bool again = false;; again = true) {
    const bool fresh = imap_ == nullptr;
    body_.clear();
    try {
      if (fresh) {
        begin(origin_.url + "/");
        if (const CURLcode code = ::curl_easy_perform(handle_.get()); code != CURLE_OK)
          return lost(code);
        imap_ = std::make_unique<ImapSession>(handle_.get(), origin_.timeout, origin_.largest_bytes,
                                              pause_);
      }
      return ImapRequest(*imap_, transfer, *target, body_).run();
    } catch (const ImapBroken& why) {
      imap_.reset();
      set_up();  // libcurl itself never ends a session that it has only begun
      body_.clear();
      // A server may have closed a session that wasn't used for a while.
      if (!fresh && !again && why.outcome == SALDO_E_RETRY) continue;
      return {.outcome = why.outcome, .message = origin_.url + ": " + why.message};
    } catch (const std::invalid_argument& e) {
      return {.outcome = SALDO_E_CONFIG, .message = origin_.url + ": " + e.what()};
    }
  }
}

}  // namespace saldo::connect
