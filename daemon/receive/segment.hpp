#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace saldo::receive {

/// Where an entry stands in the journal: segments in order, and the entries of each.
struct Position {
  std::uint64_t segment = 0;  ///< from 1; 0: before everything
  std::uint32_t entry = 0;    ///< from 1
  auto operator<=>(const Position&) const = default;

  /// "SEGMENT:ENTRY", and back; an empty text is the position before everything.
  std::string to_string() const;
  static Position parse(std::string_view text);
};

/// What is kept with a body.
struct EntryInfo {
  std::string connector, sender, media_type;
};

/// One file of the journal, its bytes written out in advance: writing over them takes one flush of
/// the disk's cache, where growing a file takes its file system's journal too. An entry is
///
///   u32 magic · u32 size of the info · u64 size of the body · u64 segment · u32 entry · u32 0 ·
///   SHA-256 of the body · SHA-256 of all before and the info · info · body
///
/// in little-endian. A file is used again under a new segment number, so what follows the last
/// entry of its present life is recognised by its number. One thread at a time, but read_body.
class Segment {
 public:
  /// Makes a file of at least `bytes`, durable with its name.
  static Result<std::shared_ptr<Segment>> create(const std::filesystem::path& file,
                                                 std::uint64_t number, std::uint64_t bytes);
  struct Found {
    EntryInfo info;
    std::uint64_t offset = 0, size = 0;
    Position position;
  };
  /// Opens a file of an earlier process and tells its whole entries in order.
  static Result<std::shared_ptr<Segment>> open(const std::filesystem::path& file,
                                               const std::function<void(const Found&)>& each);

  /// Begins a new life under this number; what it held must have been consumed.
  void reuse(std::uint64_t number);
  std::uint64_t number() const { return number_; }
  bool has_room_for(std::uint64_t bytes) const { return size_ - end_ >= bytes; }
  std::uint64_t size() const { return size_; }
  const std::filesystem::path& path() const { return file_.path(); }

  /// How many bytes an entry takes.
  static std::uint64_t bytes_of(const EntryInfo& info, std::string_view body);
  /// Puts an entry behind the last one, not durable yet. The room must be there.
  Result<Found> append(const EntryInfo& info, std::string_view body);
  /// Returns when everything appended is on disk.
  Result<void> flush();
  /// A body that was found or appended. Any thread.
  Result<std::string> read_body(std::uint64_t offset, std::uint64_t size) const;

 private:
  Segment(FileHandle file, std::uint64_t size) : file_(std::move(file)), size_(size) {}

  FileHandle file_;
  std::uint64_t size_ = 0, end_ = 0, number_ = 0;
  std::uint32_t entries_ = 0;
};

}  // namespace saldo::receive
