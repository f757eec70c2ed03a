#include "receive/segment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/assert.hpp"
#include "base/sha256.hpp"

namespace saldo::receive {

namespace json = boost::json;

namespace {

constexpr std::uint32_t kMagic = 0x314a5253;  // "SRJ1"
constexpr std::uint32_t kInfoBytesMax = 4096;
constexpr std::uint64_t kBodyBytesMax = 1u << 30;
constexpr std::size_t kHeaderBytes = 32 + 2 * 32;

struct Fixed {
  std::uint32_t magic = kMagic, info_size = 0;
  std::uint64_t body_size = 0, segment = 0;
  std::uint32_t entry = 0, reserved = 0;
};
static_assert(sizeof(Fixed) == 32);

Failure io_failure(const std::filesystem::path& path, const char* what) {
  return {.kind = FailureKind::unavailable,
          .message = std::string(what) + " the journal of pushed documents: " +
                     std::strerror(errno) + "; check archive.path and the free space",
          .file = path.string()};
}

std::string info_text(const EntryInfo& info) {
  return json::serialize(json::object{
      {"connector", info.connector}, {"sender", info.sender}, {"media_type", info.media_type}});
}

EntryInfo read_info(std::string_view text) {
  const json::value value = json::parse(text);
  const auto get = [&](const char* key) { return std::string(value.at(key).as_string()); };
  return {get("connector"), get("sender"), get("media_type")};
}

std::string_view bytes_of(const Sha256::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Sha256::Digest header_digest(std::string_view fixed_and_body_digest, std::string_view info) {
  Sha256 hash;
  hash.update(fixed_and_body_digest);
  hash.update(info);
  return hash.digest();
}

bool pread_all(int fd, char* target, std::size_t size, std::uint64_t offset) {
  while (size != 0) {
    const ssize_t n = ::pread(fd, target, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    target += n;
    size -= static_cast<std::size_t>(n);
    offset += static_cast<std::uint64_t>(n);
  }
  return true;
}

Result<void> pwrite_all(const FileHandle& file, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_failure(file.path(), "can't write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

/// The entry at `offset`; nothing where none is, or none that is whole.
struct Read {
  Fixed fixed;
  EntryInfo info;
  std::uint64_t body = 0, end = 0;
};
std::optional<Read> read_entry(const FileHandle& file, std::uint64_t offset, std::uint64_t size) {
  if (size - offset < kHeaderBytes) return std::nullopt;
  std::string header(kHeaderBytes, '\0');
  if (!pread_all(file.get(), header.data(), header.size(), offset)) return std::nullopt;
  Read read;
  std::memcpy(&read.fixed, header.data(), sizeof read.fixed);
  if (read.fixed.magic != kMagic || read.fixed.info_size > kInfoBytesMax ||
      read.fixed.body_size > kBodyBytesMax)
    return std::nullopt;
  read.body = offset + kHeaderBytes + read.fixed.info_size;
  read.end = read.body + read.fixed.body_size;
  if (read.end > size) return std::nullopt;
  std::string info(read.fixed.info_size, '\0'), body(read.fixed.body_size, '\0');
  if (!pread_all(file.get(), info.data(), info.size(), offset + kHeaderBytes) ||
      !pread_all(file.get(), body.data(), body.size(), read.body))
    return std::nullopt;
  const std::string_view head = header;
  if (bytes_of(header_digest(head.substr(0, 64), info)) != head.substr(64)) return std::nullopt;
  Sha256 hash;
  hash.update(body);
  if (bytes_of(hash.digest()) != head.substr(32, 32)) return std::nullopt;
  read.info = read_info(info);
  return read;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string Position::to_string() const {
  return std::to_string(segment) + ":" + std::to_string(entry);
}

Position Position::parse(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t colon = text.find(':');
  const auto segment = number_in<std::uint64_t>(text.substr(0, colon));
  const auto entry =
      colon == text.npos ? std::nullopt : number_in<std::uint32_t>(text.substr(colon + 1));
  if (!segment || !entry)
    throw FailureException({.kind = FailureKind::broken,
                            .message = "'" + std::string(text) +
                                       "' is no position in the journal of pushed documents"});
  return {*segment, *entry};
}

Result<std::shared_ptr<Segment>> Segment::create(const std::filesystem::path& file,
                                                 std::uint64_t number, std::uint64_t bytes) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return io_failure(file, "can't make");
  FileHandle handle(fd, file);
  const std::string zeros(std::size_t{1} << 20, '\0');
  for (std::uint64_t at = 0; at < bytes; at += zeros.size()) {
    const auto n = std::min<std::uint64_t>(zeros.size(), bytes - at);
    const auto written = pwrite_all(handle, std::string_view(zeros).substr(0, n), at);
    if (!written) {
      ::unlink(file.c_str());  // a full disk gets back what this took
      return written.error();
    }
  }
  if (auto synced = handle.sync(); !synced) return synced.error();
  if (auto synced = sync_directory(file.parent_path()); !synced) return synced.error();
  std::shared_ptr<Segment> segment(new Segment(std::move(handle), bytes));
  segment->number_ = number;
  return segment;
}

Result<std::shared_ptr<Segment>> Segment::open(const std::filesystem::path& file,
                                               const std::function<void(const Found&)>& each) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  struct stat status {};
  if (fd < 0 || ::fstat(fd, &status) != 0) return io_failure(file, "can't open");
  std::shared_ptr<Segment> segment(
      new Segment(FileHandle(fd, file), static_cast<std::uint64_t>(status.st_size)));
  while (const auto read = read_entry(segment->file_, segment->end_, segment->size_)) {
    if (segment->entries_ == 0) segment->number_ = read->fixed.segment;
    if (read->fixed.segment != segment->number_ || read->fixed.entry != segment->entries_ + 1)
      break;
    ++segment->entries_;
    segment->end_ = read->end;
    each({.info = read->info,
          .offset = read->body,
          .size = read->fixed.body_size,
          .position = {segment->number_, segment->entries_}});
  }
  return segment;
}

void Segment::reuse(std::uint64_t number) {
  number_ = number;
  end_ = 0;
  entries_ = 0;
}

std::uint64_t Segment::bytes_of(const EntryInfo& info, std::string_view body) {
  return kHeaderBytes + info_text(info).size() + body.size();
}

Result<Segment::Found> Segment::append(const EntryInfo& info, std::string_view body) {
  const std::string text = info_text(info);
  SALDO_ASSERT(text.size() <= kInfoBytesMax && body.size() <= kBodyBytesMax);
  SALDO_ASSERT(has_room_for(kHeaderBytes + text.size() + body.size()));
  Fixed fixed{.info_size = static_cast<std::uint32_t>(text.size()),
              .body_size = body.size(),
              .segment = number_,
              .entry = entries_ + 1};
  std::string bytes(reinterpret_cast<const char*>(&fixed), sizeof fixed);
  Sha256 hash;
  hash.update(body);
  bytes += receive::bytes_of(hash.digest());
  bytes += receive::bytes_of(header_digest(bytes, text));
  bytes += text;
  const std::uint64_t body_offset = end_ + bytes.size();
  bytes += body;
  if (auto written = pwrite_all(file_, bytes, end_); !written) return written.error();
  end_ += bytes.size();
  ++entries_;
  return Found{
      .info = info, .offset = body_offset, .size = body.size(), .position = {number_, entries_}};
}

Result<void> Segment::flush() {
  if (::fdatasync(file_.get()) != 0) return io_failure(file_.path(), "can't bring to disk");
  return {};
}

Result<std::string> Segment::read_body(std::uint64_t offset, std::uint64_t size) const {
  std::string body(size, '\0');
  if (!pread_all(file_.get(), body.data(), body.size(), offset))
    return io_failure(file_.path(), "can't read back");
  return body;
}

}  // namespace saldo::receive
