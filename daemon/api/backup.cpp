#include "api/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/file.hpp"
#include "store/verify.hpp"

namespace saldo::api {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::uint64_t kOctalMax = (std::uint64_t{1} << 33) - 1;  // eleven octal digits

/// The book as it is now, in a file of its own: backups may be made at once. Gone with this.
class Copy {
 public:
  explicit Copy(const flows::Environment& environment)
      : path_(environment.archive->scratch() / ("backup-" + std::to_string(++made_) + ".db")) {
    fs::remove(path_);
    environment.store->copy_to(path_);
  }
  ~Copy() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  const fs::path& path() const { return path_; }

 private:
  static inline std::atomic<unsigned> made_ = 0;
  fs::path path_;
};

/// What octal digits can't say is said as GNU tar does: big-endian, behind a byte 0x80.
void put_size(std::array<char, kBlock>& h, std::uint64_t size) {
  constexpr std::size_t kAt = 124, kDigits = 12;
  if (size <= kOctalMax) {
    std::snprintf(h.data() + kAt, kDigits, "%011llo", static_cast<unsigned long long>(size));
    return;
  }
  h[kAt] = static_cast<char>(0x80);
  for (std::size_t i = kAt + kDigits - 1; i > kAt; --i, size >>= 8)
    h[i] = static_cast<char>(size & 0xFF);
}

/// A ustar header for a regular file (POSIX.1-1988, pax interchange format's base).
std::array<char, kBlock> header(const std::string& name, std::uint64_t size) {
  std::array<char, kBlock> h{};
  std::snprintf(h.data(), 100, "%s", name.c_str());
  std::snprintf(h.data() + 100, 8, "%07o", 0640u);
  std::snprintf(h.data() + 108, 8, "%07o", 0u);
  std::snprintf(h.data() + 116, 8, "%07o", 0u);
  put_size(h, size);
  std::snprintf(h.data() + 136, 12, "%011o", 0u);
  std::memset(h.data() + 148, ' ', 8);
  h[156] = '0';
  std::memcpy(h.data() + 257, "ustar\00000", 8);
  unsigned sum = 0;
  for (const char c : h) sum += static_cast<unsigned char>(c);
  std::snprintf(h.data() + 148, 8, "%06o", sum);
  return h;
}

void add_file(Exchange& exchange, const std::string& name, const fs::path& path) {
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
  if (!file)
    throw FailureException(
        {.kind = FailureKind::broken,
         .message = std::string("can't read for the backup: ") + std::strerror(errno),
         .file = path.string()});
  const std::uint64_t size = fs::file_size(path);
  const auto head = header(name, size);
  exchange.write({head.data(), head.size()});
  std::vector<char> buffer(std::size_t{256} << 10);
  std::uint64_t left = size;
  while (left > 0) {
    const ssize_t n =
        ::read(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
    if (n <= 0)
      throw FailureException({.kind = FailureKind::broken,
                              .message = "a file became shorter while it was backed up",
                              .file = path.string()});
    exchange.write({buffer.data(), static_cast<std::size_t>(n)});
    left -= static_cast<std::uint64_t>(n);
  }
  exchange.write(std::string((kBlock - size % kBlock) % kBlock, '\0'));
}

}  // namespace

void write_backup(const flows::Environment& environment, Exchange& exchange) {
  const Copy copy(environment);
  std::vector<std::string> documents;
  {
    store::Snapshot snapshot(*environment.store);
    store::for_each_document_hash(snapshot.sql(),
                                  [&](const std::string& sha256) { documents.push_back(sha256); });
  }
  exchange.begin("application/x-tar");
  add_file(exchange, "saldo.db", copy.path());
  for (const std::string& sha256 : documents)
    add_file(exchange, "documents/" + sha256.substr(0, 2) + "/" + sha256.substr(2) + ".zst",
             environment.archive->path_of(sha256));
  exchange.write(std::string(2 * kBlock, '\0'));
  exchange.end();
}

}  // namespace saldo::api
