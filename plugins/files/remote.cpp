#include "remote.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "saldo/text.hpp"

namespace saldo::files {
namespace {

constexpr std::size_t kListingBytes = 8u << 20;
constexpr std::size_t kPieceBytes = 64u << 10;
/// So many files of one name are kept apart in a folder.
constexpr int kNumbersMax = 100;

bool reads_delete(const Host& host) {
  const std::string after = host.option("after").value_or("move");
  if (after == "move" || after == "delete") return after == "delete";
  throw Stop(SALDO_E_CONFIG, "option after: '" + after + "' is neither move nor delete");
}

/// "a.sta" → "a.2.sta", so that the ending keeps telling what it is.
std::string numbered(const std::string& name, int number) {
  const auto dot = name.rfind('.');
  const std::string tail = "." + std::to_string(number);
  if (dot == std::string::npos || dot == 0) return name + tail;
  return name.substr(0, dot) + tail + name.substr(dot);
}

}  // namespace

Remote::Remote(Host its_host)
    : Source(its_host),
      options_(read_options(host)),
      delete_posted_(reads_delete(host)),
      server_(host, "server") {}

Remote::Entries Remote::list(const std::string& target) {
  const auto reply = server_.send({.method = "LIST", .target = target});
  if (reply.status == 404 || reply.status == 403)
    throw Stop(SALDO_E_CONFIG, "option server: the folder " +
                                   std::string(reply.status == 404 ? "isn't there" : "is closed") +
                                   "; check the path and its rights");
  reply.require_success("listing the folder");
  return entries();
}

Remote::Entries Remote::entries() {
  Entries entries;
  const std::string lines = server_.read_all(kListingBytes);
  for (std::string_view rest = lines; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (auto entry = parse_listing_line(line)) {
      entries.insert_or_assign(entry->name, std::move(*entry));
    } else if (!line.empty() &&
               std::find(odd_lines_.begin(), odd_lines_.end(), line) == odd_lines_.end()) {
      odd_lines_.emplace_back(line);
      host.log(
          SALDO_LOG_WARNING,
          "the server lists a line that isn't understood, its file stays: " + text::quoted(line));
    }
  }
  return entries;
}

void Remote::check() { list("/"); }

bool Remote::wanted(const Entries& all, const RemoteEntry& entry) const {
  const std::string& marker = options_.done_marker;
  return entry.is_file && !entry.name.starts_with('.') && options_.pattern.matches(entry.name) &&
         !entry.name.ends_with(".part") && !entry.name.ends_with(".tmp") &&
         !entry.name.ends_with(".filepart") &&
         (marker.empty() || (!entry.name.ends_with(marker) && all.contains(entry.name + marker)));
}

std::vector<RemoteEntry> Remote::ready() {
  const Entries before = list("/");
  const bool any = std::any_of(before.begin(), before.end(),
                               [&](const auto& e) { return wanted(before, e.second); });
  if (!any) return {};
  Entries after = before;
  if (options_.done_marker.empty()) {
    rest(options_.settled_for_ns);
    after = list("/");
  }
  std::vector<RemoteEntry> found;
  for (const auto& [name, entry] : after) {
    const auto was = before.find(name);
    if (wanted(after, entry) && was != before.end() && was->second.same_version(entry))
      found.push_back(entry);
  }
  return found;
}

void Remote::pull(std::string_view, Documents& documents, Records&) {
  for (const RemoteEntry& entry : ready()) {
    host.stop_if_asked();
    hand_over(entry, documents);
  }
}

/// The whole file is here before it is offered: one that changes meanwhile is left for next time.
void Remote::hand_over(const RemoteEntry& entry, Documents& documents) {
  const auto reply = server_.get("/" + percent_encoded(entry.name));
  if (reply.status != 200 || reply.size != entry.size) {
    host.log(SALDO_LOG_WARNING,
             entry.name + (reply.status != 200 ? " can't be read" : " changes while it is read") +
                 "; it stays for next time");
    return;
  }
  documents.begin(entry.name, entry.name, "");
  std::string piece(kPieceBytes, '\0');
  while (const std::size_t n = server_.read(piece.data(), piece.size()))
    documents.write(std::string_view(piece).substr(0, n));
  documents.finish();
  announced_.insert_or_assign(entry.name, entry);
  handed_over_.insert_or_assign(entry.name, entry);
}

unsigned Remote::command(const char* method, const std::string& name, const std::string& body) {
  const std::string target = "/" + percent_encoded(name);
  const std::string to = body.empty() ? "" : "/" + percent_encoded(body);
  const auto reply = server_.send({.method = method, .target = target, .body = to});
  if (reply.status != 409) reply.require_success(std::string(method) + " " + name);
  return reply.status;
}

void Remote::acknowledge(std::string_view key, std::uint32_t outcome) {
  if (outcome != SALDO_ACK_POSTED && outcome != SALDO_ACK_QUARANTINED)
    throw Stop(SALDO_E_UNSUPPORTED, "outcome " + std::to_string(outcome) + " is not known");
  const bool posted = outcome == SALDO_ACK_POSTED;
  const std::string name(key);
  const Entries all = list("/");
  const auto there = all.find(name);
  if (there == all.end()) return;  // acknowledged before
  const auto given = handed_over_.find(name);
  if (given != handed_over_.end() && !there->second.same_version(given->second)) {
    host.log(SALDO_LOG_INFO, name + " was replaced after it was taken; the new file stays");
    return;
  }
  const auto put_aside = [&](const std::string& file) {
    if (posted && delete_posted_)
      command("DELETE", file);
    else
      move(file, posted ? options_.done : options_.failed);
  };
  put_aside(name);
  // The marker goes last: a marker left alone is harmless, a file without it would never be taken.
  const std::string marker = name + options_.done_marker;
  if (marker != name && all.contains(marker)) put_aside(marker);
}

std::set<std::string>& Remote::names_in(const std::string& folder) {
  const auto [known, is_new] = put_aside_.try_emplace(folder);
  if (!is_new) return known->second;
  const auto reply =
      server_.send({.method = "LIST", .target = "/" + percent_encoded(folder) + "/"});
  if (reply.status == 200)
    for (const auto& [name, entry] : entries()) known->second.insert(name);
  if (known->second.empty()) command("MKDIR", folder);  // an FTP server may list what isn't there
  return known->second;
}

/// A name that is taken in the folder gets a number: over FTP, a renamed file may replace another.
void Remote::move(const std::string& name, const std::string& folder) {
  std::set<std::string>& taken = names_in(folder);
  for (int number = 1; number < kNumbersMax; ++number) {
    const std::string target = number == 1 ? name : numbered(name, number);
    if (!taken.insert(target).second) continue;
    if (command("RENAME", name, folder + "/" + target) == 200) return;
  }
  throw Stop(SALDO_E_CONFIG,
             name + " can't be moved to " + folder + "; check the rights of the server's folder");
}

bool Remote::wait(std::uint64_t timeout_ms) {
  constexpr std::uint64_t kDayMs = 86'400'000;
  const std::int64_t end =
      host.now_ns() + static_cast<std::int64_t>(std::min(timeout_ms, kDayMs)) * 1'000'000;
  for (;;) {
    Entries found;
    bool news = false;
    for (RemoteEntry& entry : ready()) {
      const auto known = announced_.find(entry.name);
      news = news || known == announced_.end() || !known->second.same_version(entry);
      found.emplace(entry.name, std::move(entry));
    }
    announced_ = std::move(found);
    if (news) return true;
    const std::int64_t left = end - host.now_ns();
    if (left <= 0) return false;
    rest(std::min(left, options_.poll_ns));
  }
}

void Remote::rest(std::int64_t ns) const {
  using namespace std::chrono;
  const std::int64_t until = host.now_ns() + ns;
  for (;;) {
    host.stop_if_asked();
    const std::int64_t left = until - host.now_ns();
    if (left <= 0) return;
    std::this_thread::sleep_for(nanoseconds(std::min<std::int64_t>(left, 100'000'000)));
  }
}

}  // namespace saldo::files
