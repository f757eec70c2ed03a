#include "flows/stage.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "wire/records.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kMemoryBytesMax = 8u << 20;
constexpr std::size_t kReadBytes = 1u << 20;

/// Hands out the complete batches at the beginning of `bytes`; returns how much they took.
std::size_t hand_out(std::string_view bytes, const std::function<void(std::string_view)>& each) {
  std::size_t taken = 0;
  std::uint32_t size = 0;
  while (bytes.size() - taken >= sizeof size) {
    std::memcpy(&size, bytes.data() + taken, sizeof size);
    if (bytes.size() - taken - sizeof size < size) break;
    each(bytes.substr(taken + sizeof size, size));
    taken += sizeof size + size;
  }
  return taken;
}

Failure spool_failure(const std::filesystem::path& folder, const char* what) {
  return {.kind = FailureKind::unavailable,
          .message = std::string(what) + " decoded records: " + std::strerror(errno),
          .file = folder.string()};
}

}  // namespace

Result<void> Stage::add(std::string_view batch) {
  const auto size = static_cast<std::uint32_t>(batch.size());
  memory_.append(reinterpret_cast<const char*>(&size), sizeof size);
  memory_.append(batch);
  wire::RecordReader reader(batch);
  while (const saldo_record* record = reader.next())
    if (record->kind == SALDO_RECORD_STATEMENT || record->kind == SALDO_RECORD_REFUSAL ||
        record->kind == SALDO_RECORD_EXTRACT)
      wire::append_record(verdicts_, *record);
  return memory_.size() > kMemoryBytesMax ? spill() : Result<void>{};
}

Result<void> Stage::spill() {
  if (!file_) {
    const int fd = ::open(scratch_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return spool_failure(scratch_, "can't spool");
    file_ = FileHandle(fd, scratch_);
  }
  if (auto r = file_.write_all(memory_); !r) return r.error();
  spilled_ += memory_.size();
  memory_.clear();
  return {};
}

Result<void> Stage::replay(const std::function<void(std::string_view)>& each) const {
  std::vector<char> buffer;
  std::uint64_t offset = 0;
  std::size_t kept = 0;
  while (offset < spilled_) {
    buffer.resize(kept + kReadBytes);
    const ssize_t n =
        ::pread(file_.get(), buffer.data() + kept, kReadBytes, static_cast<off_t>(offset));
    if (n <= 0) return spool_failure(scratch_, "can't read back");
    offset += static_cast<std::uint64_t>(n);
    const std::size_t available = kept + static_cast<std::size_t>(n);
    const std::size_t taken = hand_out({buffer.data(), available}, each);
    kept = available - taken;
    std::memmove(buffer.data(), buffer.data() + taken, kept);
  }
  hand_out(memory_, each);
  return {};
}

}  // namespace saldo::flows
