#include "in/imap.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>

#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kListingBytes = 32u << 20;
constexpr std::size_t kPieceBytes = 64u << 10;
/// A cursor is kept so often: what is taken again after a crash is known by its bytes.
constexpr int kMailsACheckpoint = 50;

template <class T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// The word at the beginning, taken off with the separator behind it.
std::string_view take_word(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::string target_of(std::string_view folder) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out = "/";
  for (const char c : folder) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      out += c;
    else
      out.append("%").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
  }
  return out;
}

std::string target_of(std::string_view folder, std::uint32_t uidvalidity, std::uint32_t uid) {
  return target_of(folder) + ";UIDVALIDITY=" + std::to_string(uidvalidity) +
         ";UID=" + std::to_string(uid);
}

}  // namespace

std::string ImapCursor::to_text() const {
  std::string out;
  for (const auto& [name, folder] : folders)
    out +=
        std::to_string(folder.uidvalidity) + " " + std::to_string(folder.uid) + " " + name + "\n";
  return out;
}

ImapCursor ImapCursor::parse(std::string_view text) {
  ImapCursor cursor;
  while (!text.empty()) {
    std::string_view line = take_word(text, '\n');
    Folder folder;
    const bool good = mail::parse(take_word(line, ' '), folder.uidvalidity) &&
                      mail::parse(take_word(line, ' '), folder.uid);
    if (good && !line.empty()) cursor.folders[std::string(line)] = folder;
  }
  return cursor;
}

Imap::Imap(Host its_host) : Source(its_host), options_(read_imap_options(host)) {}

Transfer& Imap::server() {
  if (!server_) server_.emplace(host, "server");
  return *server_;
}

void Imap::check() {
  for (const std::string& folder : options_.folders) list(folder);
}

Imap::Folder Imap::list(const std::string& folder) {
  const auto reply = server().send({.method = "LIST", .target = target_of(folder)});
  if (reply.status == 404)
    throw Stop(SALDO_E_CONFIG, "option folders: the server has no folder " + text::quoted(folder) +
                                   " that the user may open; check the name");
  reply.require_success("listing the folder " + folder);
  Folder found;
  if (!parse(reply.header("uidvalidity"), found.uidvalidity))
    throw Stop(SALDO_E_RETRY, "the server doesn't say how it numbers the folder " + folder);
  const std::string lines = server().read_all(kListingBytes);
  for (std::string_view rest = lines; !rest.empty();) {
    std::string_view line = take_word(rest, '\n');
    ListedMail mail;
    if (parse(take_word(line, ' '), mail.uid) && parse(take_word(line, ' '), mail.size)) {
      mail.seen = line == "\\Seen";
      found.mails.push_back(mail);
    }
  }
  std::ranges::sort(found.mails, {}, &ListedMail::uid);
  return found;
}

/// Where mails are moved, whatever is there is new. Where they stay, one behind the cursor is, and
/// one before it that isn't marked yet: saldo ended before it could mark it.
bool Imap::is_wanted(const ListedMail& mail, const ImapCursor::Folder& taken) const {
  return options_.move || mail.uid > taken.uid || !mail.seen;
}

void Imap::pull(std::string_view cursor, Documents& documents, Records& records) {
  cursor_ = ImapCursor::parse(cursor);
  for (const std::string& folder : options_.folders) pull_folder(folder, documents, records);
}

void Imap::pull_folder(const std::string& name, Documents& documents, Records& records) {
  const Folder folder = list(name);
  ImapCursor::Folder& taken = cursor_.folders[name];
  if (taken.uidvalidity != folder.uidvalidity) {
    if (taken.uidvalidity != 0)
      host.log(SALDO_LOG_INFO, "the server has numbered the folder " + name +
                                   " anew; its mails are looked at again and known by their bytes");
    taken = {.uidvalidity = folder.uidvalidity};
  }
  int since = 0;
  for (const ListedMail& mail : folder.mails) {
    if (!is_wanted(mail, taken)) continue;
    const std::string target = target_of(name, folder.uidvalidity, mail.uid);
    if (hand_over(name, target, mail, documents) == Took::renumbered) return;
    told_of_.insert(target);
    taken.uid = std::max(taken.uid, mail.uid);
    if (++since % kMailsACheckpoint == 0) records.checkpoint(cursor_.to_text());
    host.stop_if_asked();
  }
  records.checkpoint(cursor_.to_text());
}

/// The whole mail is here before it is offered.
Imap::Took Imap::hand_over(const std::string& folder, const std::string& target,
                           const ListedMail& mail, Documents& documents) {
  const bool too_large = mail.size > options_.largest_bytes;
  const auto reply = server().send({.method = too_large ? "HEAD" : "GET", .target = target});
  if (reply.status == 409) return Took::renumbered;
  if (reply.status == 404) return Took::nothing;  // somebody has moved it meanwhile
  reply.require_success("reading mail " + std::to_string(mail.uid) + " of " + folder);
  documents.begin(target, folder + "-" + std::to_string(mail.uid) + ".eml", "message/rfc822");
  if (too_large)
    documents.write("X-Saldo-Too-Large: " + std::to_string(mail.size) + " " +
                    std::to_string(options_.largest_bytes) + "\r\n");
  std::string piece(kPieceBytes, '\0');
  while (const std::size_t n = server().read(piece.data(), piece.size()))
    documents.write(std::string_view(piece).substr(0, n));
  documents.finish();
  return Took::mail;
}

void Imap::acknowledge(std::string_view key, std::uint32_t outcome) {
  if (outcome != SALDO_ACK_POSTED && outcome != SALDO_ACK_QUARANTINED)
    throw Stop(SALDO_E_UNSUPPORTED, "outcome " + std::to_string(outcome) + " is not known");
  const bool posted = outcome == SALDO_ACK_POSTED;
  const std::string to = target_of(posted ? options_.done : options_.failed);
  const auto reply =
      options_.move
          ? server().send({.method = "MOVE", .target = key, .body = to})
          : server().send(
                {.method = "STORE", .target = key, .body = posted ? "\\Seen" : "\\Seen \\Flagged"});
  if (reply.status == 404) return;  // acknowledged before, or somebody has moved it
  if (reply.status == 409 && reply.header("reply").empty()) {
    host.log(SALDO_LOG_INFO, "the server has numbered the folder of " + std::string(key) +
                                 " anew; the mail stays until it is taken again");
    return;
  }
  if (reply.status == 409)
    throw Stop(SALDO_E_CONFIG, "the mail " + std::string(key) + " can't be moved or marked: the " +
                                   "server says " + text::quoted(reply.header("reply"), 200) +
                                   "; check the folders and the user's rights");
  reply.require_success("moving or marking " + std::string(key));
}

bool Imap::wait(std::uint64_t timeout_ms) {
  constexpr std::uint64_t kDayMs = 86'400'000;
  const std::int64_t end =
      host.now_ns() + static_cast<std::int64_t>(std::min(timeout_ms, kDayMs)) * 1'000'000;
  for (;;) {
    bool news = false;
    std::set<std::string> found;
    for (const std::string& name : options_.folders) {
      const Folder folder = list(name);
      for (const ListedMail& mail : folder.mails) {
        if (!options_.move && mail.seen) continue;  // taken, or for a pull by the clock
        std::string target = target_of(name, folder.uidvalidity, mail.uid);
        news = news || !told_of_.contains(target);
        found.insert(std::move(target));
      }
    }
    told_of_ = std::move(found);
    if (news) return true;
    const std::int64_t left = end - host.now_ns();
    if (left <= 0) return false;
    rest(std::min(left, options_.poll_ns));
  }
}

void Imap::rest(std::int64_t ns) const {
  using namespace std::chrono;
  const std::int64_t until = host.now_ns() + ns;
  for (;;) {
    host.stop_if_asked();
    const std::int64_t left = until - host.now_ns();
    if (left <= 0) return;
    std::this_thread::sleep_for(nanoseconds(std::min<std::int64_t>(left, 100'000'000)));
  }
}

}  // namespace saldo::mail
