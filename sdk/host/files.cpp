#include "files.hpp"

#include <dirent.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "saldo/sdk.hpp"
#include "steady.hpp"
#include "stops.hpp"
#include "wire/utf8.hpp"

namespace saldo::host {
namespace {

constexpr std::size_t kHandles = 16;
constexpr std::uint64_t kWakeEveryMs = 10'000;
/// What can make a file appear, become complete, or become readable.
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB;

struct CloseDirectory {
  void operator()(DIR* d) const { ::closedir(d); }
};

std::uint32_t kind_of(mode_t mode) {
  if (S_ISREG(mode)) return SALDO_FILE_REGULAR;
  return S_ISDIR(mode) ? SALDO_FILE_DIRECTORY : SALDO_FILE_OTHER;
}

/// What is known of an entry of a folder; kind SALDO_FILE_NONE when it isn't there.
saldo_file_info facts_of(int folder, const char* base, std::string_view name) {
  saldo_file_info info{};
  struct stat facts {};
  if (::fstatat(folder, base, &facts, AT_SYMLINK_NOFOLLOW) != 0) return info;
  info.name = to_abi(name);
  info.size = static_cast<std::uint64_t>(facts.st_size);
  info.modified_ns = facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec;
  info.kind = kind_of(facts.st_mode);
  info.readable = ::faccessat(folder, base, R_OK, 0) == 0 ? 1 : 0;
  return info;
}

/// "a.xml" → "a.2.xml", so that the ending keeps telling what it is.
std::string numbered(const std::string& base, unsigned number) {
  const std::size_t dot = base.rfind('.');
  const std::string tail = "." + std::to_string(number);
  if (dot == std::string::npos || dot == 0) return base + tail;
  return base.substr(0, dot) + tail + base.substr(dot);
}

/// Renames without replacing; 0 or an errno. Some network file systems know no RENAME_NOREPLACE;
/// a hard link refuses an existing name as well.
int rename_new(int from, const std::string& name, int to, const std::string& target) {
  if (::renameat2(from, name.c_str(), to, target.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return errno;
  if (::linkat(from, name.c_str(), to, target.c_str(), 0) != 0) return errno;
  return ::unlinkat(from, name.c_str(), 0) == 0 ? 0 : errno;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

}  // namespace

Files::Files(Link& link) : link_(link) {
  int fd = wire::kFirstDirectoryFd;
  for (const std::string_view option : link.welcome().directories)
    roots_.emplace_back(std::string(option), fd++);
}

const Directory& Files::root(std::string_view option) const {
  for (const Directory& d : roots_)
    if (d.option() == option) return d;
  throw Stop(SALDO_E_UNSUPPORTED,
             "no directory is granted under the option '" + std::string(option) + "'");
}

void Files::list(std::string_view option, std::string_view directory,
                 const std::function<void(const saldo_file_info&)>& each) {
  const Directory& from = root(option);
  watch(from, directory);  // before the entries are read: what comes later is told by wait()
  Fd fd = from.open(directory, O_RDONLY | O_DIRECTORY);
  const std::unique_ptr<DIR, CloseDirectory> entries(::fdopendir(fd.get()));
  if (!entries) from.fail("list", directory, errno);
  fd.release();
  const std::string prefix = directory.empty() ? "" : std::string(directory) + "/";
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(entries.get());
    if (entry == nullptr && errno != 0) from.fail("list", directory, errno);
    if (entry == nullptr) return;
    const std::string_view base = entry->d_name;
    if (base == "." || base == "..") continue;
    if (!wire::is_clean_utf8(base)) {
      link_.send(wire::FrameType::log,
                 wire::Log{SALDO_LOG_WARNING,
                           "a file is passed over because its name is not UTF-8; "
                           "rename it: '" +
                               wire::shown(base) + "'"});
      continue;
    }
    const std::string name = prefix + std::string(base);
    const saldo_file_info info = facts_of(::dirfd(entries.get()), entry->d_name, name);
    if (info.kind == SALDO_FILE_NONE) continue;
    each(info);
  }
}

saldo_file_info Files::find(std::string_view option, std::string_view name) const {
  const Directory& from = root(option);
  try {
    const auto at = from.parent(name, /*make=*/false);
    return facts_of(at.folder.get(), at.base.c_str(), name);
  } catch (const Stop& s) {
    if (s.status != SALDO_E_REJECTED) throw;
    return {};  // the folder is gone, too
  }
}

std::uint64_t Files::open(std::string_view option, std::string_view name) {
  if (handles_.size() == kHandles)
    throw Stop(SALDO_E_LIMIT, "16 files are open already; close some first");
  const Directory& from = root(option);
  Fd fd = from.open(name, O_RDONLY | O_NONBLOCK);  // a named pipe must not stop us here
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    throw Stop(SALDO_E_REJECTED, "'" + std::string(name) + "' is not a regular file");
  handles_.emplace(++last_handle_, std::move(fd));
  return last_handle_;
}

std::size_t Files::read(std::uint64_t handle, std::span<char> buffer) {
  link_.stay_alive();
  stop_if_over(link_);
  const auto found = handles_.find(handle);
  if (found == handles_.end()) throw Stop(SALDO_E_BUG, "the file was not opened, or was closed");
  for (;;) {
    const ssize_t n = ::read(found->second.get(), buffer.data(), buffer.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR)
      throw Stop(SALDO_E_RETRY, std::string("a file can't be read on: ") + std::strerror(errno));
  }
}

void Files::move(std::string_view option, std::string_view name, std::string_view target) {
  const Directory& within = root(option);
  const auto from = within.parent(name, /*make=*/false);
  const auto to = within.parent(target, /*make=*/true);
  std::string base = to.base;
  for (unsigned number = 2;; ++number) {
    const int error = rename_new(from.folder.get(), from.base, to.folder.get(), base);
    if (error == 0) return;
    if (error != EEXIST || number == 10'000) within.fail("move", name, error);
    base = numbered(to.base, number);
  }
}

void Files::write(std::string_view option, std::string_view name, std::string_view bytes) {
  const Directory& within = root(option);
  const auto to = within.parent(name, /*make=*/true);
  // A name that nobody collects; a leftover of an earlier crash is in our way and goes.
  const std::string folder(name.substr(0, name.size() - to.base.size()));
  const std::string temporary = "." + to.base + ".part";
  if (::unlinkat(to.folder.get(), temporary.c_str(), 0) != 0 && errno != ENOENT)
    within.fail("write", name, errno);
  const Fd fd = within.open(folder + temporary, O_WRONLY | O_CREAT | O_EXCL, 0660);
  if (const int error = write_all(fd.get(), bytes); error != 0) {
    ::unlinkat(to.folder.get(), temporary.c_str(), 0);
    within.fail("write", name, error);
  }
  if (::renameat(to.folder.get(), temporary.c_str(), to.folder.get(), to.base.c_str()) != 0)
    within.fail("write", name, errno);
  const Fd synced = within.open(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(synced.get()) != 0) within.fail("write", name, errno);
}

void Files::watch(const Directory& root, std::string_view directory) {
  const auto key = std::pair(root.option(), std::string(directory));
  if (watches_.contains(key)) return;
  if (!inotify_.open()) inotify_ = Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  const Fd folder = root.open(directory, O_PATH | O_DIRECTORY);
  const std::string path = "/proc/self/fd/" + std::to_string(folder.get());
  // Where inotify gives out, the caller's timeout still finds what is new.
  const int number = ::inotify_add_watch(inotify_.get(), path.c_str(), kEvents);
  if (number < 0) return;
  watches_[key] = number;
  watched_root_[number] = root.option();
}

bool Files::drain_watch(std::string_view root) {
  alignas(inotify_event) char events[4096];
  for (;;) {
    const ssize_t n = ::read(inotify_.get(), events, sizeof events);
    if (n <= 0) break;
    for (const char* p = events; p < events + n;) {
      inotify_event event;
      std::memcpy(&event, p, sizeof event);
      p += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0)
        for (const Directory& d : roots_) changed_[d.option()] = true;
      else if (const auto found = watched_root_.find(event.wd); found != watched_root_.end())
        changed_[found->second] = true;
      if ((event.mask & IN_IGNORED) != 0)
        std::erase_if(watches_, [gone = event.wd](const auto& w) { return w.second == gone; });
    }
  }
  return std::exchange(changed_[std::string(root)], false);
}

bool Files::wait(std::string_view option, std::uint64_t timeout_ms) {
  watch(root(option), "");
  const std::int64_t deadline =
      coarse_ms() + static_cast<std::int64_t>(std::min<std::uint64_t>(timeout_ms, 86'400'000));
  for (;;) {
    if (drain_watch(option)) return true;
    link_.look();
    stop_if_over(link_);
    const std::int64_t left = deadline - coarse_ms();
    if (left <= 0) return false;
    pollfd on[] = {{inotify_.get(), POLLIN, 0}, {link_.socket(), POLLIN, 0}};
    const auto wake = static_cast<std::int64_t>(std::min(kWakeEveryMs, link_.silence_ms() / 3));
    ::poll(on, 2, static_cast<int>(std::min(left, wake)));
    link_.send(wire::FrameType::beat);
  }
}

}  // namespace saldo::host
