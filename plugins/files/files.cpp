#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "inbox.hpp"
#include "options.hpp"
#include "remote.hpp"
#include "saldo/directory.hpp"
#include "saldo/sdk.hpp"

namespace saldo::files {
namespace {

constexpr std::size_t kPieceBytes = 256 << 10;

/// A pull waits so long for files that have nearly settled: somebody who drops a file and starts a
/// run at once means that file.
constexpr std::int64_t kPatienceNs = 10'000'000'000;

std::uint64_t milliseconds(std::int64_t ns) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 0) + 999'999) / 1'000'000;
}

/// Takes documents from a directory and moves them to `done` or `failed` when saldo has said what
/// became of them. The key of a document is its name relative to the directory.
class Files final : public Source {
 public:
  explicit Files(Host its_host)
      : Source(its_host),
        options_(read_options(host)),
        directory_(host, "directory"),
        inbox_(host, options_, directory_),
        piece_(kPieceBytes) {}

  void check() override;
  void pull(std::string_view cursor, Documents& documents, Records& records) override;
  void acknowledge(std::string_view key, std::uint32_t outcome) override;
  bool wait(std::uint64_t timeout_ms) override;

 private:
  void hand_over(const DirectoryEntry& entry, Documents& documents);
  std::size_t read_on(DirectoryFile& file, const std::string& name);
  [[noreturn]] void give_up(const std::string& name, const std::string& why) const;
  bool announce(const Look& look);

  Options options_;
  Directory directory_;
  Inbox inbox_;
  std::vector<char> piece_;
  std::map<std::string, DirectoryEntry> announced_;    ///< what wait or pull has told of
  std::map<std::string, DirectoryEntry> handed_over_;  ///< the version that saldo has got
};

/// Writes into the folders that an acknowledged file will move to: whether that works is known
/// only by doing it, and it had better be known before the first file is in the book.
void Files::check() {
  try {
    directory_.list();
    directory_.write(options_.done + "/.saldo", "");
    directory_.write(options_.failed + "/.saldo", "");
  } catch (const Stop& s) {
    if (s.status == SALDO_E_CANCELLED) throw;
    throw Stop(SALDO_E_CONFIG,
               "option directory: it must be readable and writable; " + std::string(s.message));
  }
}

void Files::pull(std::string_view, Documents& documents, Records&) {
  std::set<std::string> tried, reported;
  const std::int64_t until = host.now_ns() + std::min(options_.settled_for_ns, kPatienceNs);
  for (;;) {
    const Look look = inbox_.look();
    for (const std::string& name : look.blocked)
      if (reported.insert(name).second)
        host.log(SALDO_LOG_WARNING, name + " can't be read: permission is missing; it stays");
    for (const DirectoryEntry& entry : look.ready)
      if (tried.insert(entry.name).second) hand_over(entry, documents);
    host.stop_if_asked();
    if (!look.settles_at_ns || *look.settles_at_ns > until) return;
    directory_.wait(milliseconds(*look.settles_at_ns - host.now_ns()));
  }
}

/// Reads the first piece before it offers the document, so that a file that can't be read at all
/// costs nothing. A document that was offered can only be finished or end the pull.
void Files::hand_over(const DirectoryEntry& entry, Documents& documents) {
  std::optional<DirectoryFile> file;
  std::size_t got = 0;
  try {
    file.emplace(directory_.open(entry.name));
    got = file->read(piece_.data(), piece_.size());
  } catch (const Stop& s) {
    if (s.status == SALDO_E_CANCELLED) throw;
    if (directory_.find(entry.name))
      host.log(SALDO_LOG_WARNING, entry.name + " can't be read and stays: " + s.message);
    return;
  }
  documents.begin(entry.name, entry.name, "");
  std::uint64_t total = 0;
  for (; got > 0; got = read_on(*file, entry.name)) {
    documents.write({piece_.data(), got});
    total += got;
    host.stop_if_asked();
  }
  const auto after = directory_.find(entry.name);
  if (total != entry.size || !after || !after->same_version(entry))
    give_up(entry.name, " changed while it was read");
  documents.finish();
  announced_.insert_or_assign(entry.name, entry);
  handed_over_.insert_or_assign(entry.name, entry);
}

std::size_t Files::read_on(DirectoryFile& file, const std::string& name) {
  try {
    return file.read(piece_.data(), piece_.size());
  } catch (const Stop& s) {
    if (s.status == SALDO_E_CANCELLED) throw;
    give_up(name, " can't be read to its end (" + s.message + ")");
  }
}

void Files::give_up(const std::string& name, const std::string& why) const {
  Stop stop(SALDO_E_RETRY, name + why + "; it and the files behind it are taken next time");
  stop.retry_after_ms = milliseconds(options_.settled_for_ns);
  throw stop;
}

void Files::acknowledge(std::string_view key, std::uint32_t outcome) {
  if (outcome != SALDO_ACK_POSTED && outcome != SALDO_ACK_QUARANTINED)
    throw Stop(SALDO_E_UNSUPPORTED, "outcome " + std::to_string(outcome) + " is not known");
  const std::string& folder = outcome == SALDO_ACK_POSTED ? options_.done : options_.failed;
  const std::string name(key);
  const auto there = directory_.find(name);
  const auto given = handed_over_.find(name);
  if (there && given != handed_over_.end() && !there->same_version(given->second)) {
    host.log(SALDO_LOG_INFO, name + " was replaced after it was taken; the new file stays");
    return;
  }
  if (there) directory_.move(name, folder + "/" + name);
  // The marker goes last: a marker left alone is harmless, a file without it would never be taken.
  const std::string marker = name + options_.done_marker;
  if (marker != name && directory_.find(marker)) directory_.move(marker, folder + "/" + marker);
}

/// True when there is something that neither wait nor pull has told of. What was told of once and
/// still stands there isn't news: it would wake saldo for ever.
bool Files::announce(const Look& look) {
  bool news = false;
  std::map<std::string, DirectoryEntry> announced;
  for (const DirectoryEntry& entry : look.ready) {
    const auto known = announced_.find(entry.name);
    news = news || known == announced_.end() || !known->second.same_version(entry);
    announced.emplace(entry.name, entry);
  }
  announced_ = std::move(announced);
  return news;
}

bool Files::wait(std::uint64_t timeout_ms) {
  constexpr std::uint64_t kDayMs = 86'400'000;
  const std::int64_t end =
      host.now_ns() + static_cast<std::int64_t>(std::min(timeout_ms, kDayMs)) * 1'000'000;
  directory_.wait(0);  // from here on no change is missed
  for (;;) {
    const Look look = inbox_.look();
    if (announce(look)) return true;
    host.stop_if_asked();
    const std::int64_t now = host.now_ns();
    if (now >= end) return false;
    const std::int64_t next = std::min(end, now + options_.poll_ns);
    directory_.wait(milliseconds(std::min(next, look.settles_at_ns.value_or(next)) - now));
  }
}

}  // namespace
}  // namespace saldo::files

SALDO_PLUGIN("saldo.files", "0.1.0", SALDO_COMPONENT("files", saldo::files::Files),
             SALDO_COMPONENT("sftp", saldo::files::Remote),
             SALDO_COMPONENT("ftps", saldo::files::Remote))
