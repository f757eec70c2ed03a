#include "archive_reader.hpp"

#include <archive_entry.h>

#include <cerrno>
#include <utility>

#include "saldo/text.hpp"

namespace saldo::unpack {

namespace {

constexpr std::size_t kPieceBytes = 256u << 10;

/// Zip names are UTF-8 or, from older programs, CP437 (APPNOTE.TXT, appendix D).
std::string base_name(const char* path) {
  std::string_view name = path == nullptr ? "" : path;
  name = name.substr(name.find_last_of("/\\") + 1);
  if (text::find_invalid_utf8(name) == text::npos) return std::string(name);
  return text::to_utf8(name, text::Charset::kCp437);
}

/// Folders, links, and what macOS puts beside files.
bool is_no_document(archive_entry* entry) {
  const char* path = archive_entry_pathname(entry);
  return archive_entry_filetype(entry) != AE_IFREG ||
         (path != nullptr && std::string_view(path).starts_with("__MACOSX/"));
}

}  // namespace

ArchiveReader::ArchiveReader(Input& input)
    : input_(input), buffer_(kPieceBytes), archive_(archive_read_new(), &archive_read_free) {
  struct archive* const a = archive_.get();
  archive_read_support_filter_bzip2(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_format_zip_streamable(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_raw(a);
  begin();
  if (archive_read_open(a, this, nullptr, &ArchiveReader::give, nullptr) != ARCHIVE_OK) damaged();
}

/// The first two bytes tell if it is gzip, which libarchive doesn't prove.
void ArchiveReader::begin() {
  constexpr std::string_view kGzip = "\x1F\x8B";
  while (ready_ < kGzip.size()) {
    const std::size_t n = read_packed(buffer_.data() + ready_, kGzip.size() - ready_);
    if (n == 0) return;
    ready_ += n;
  }
  if (std::string_view(buffer_.data(), ready_) != kGzip) return;
  gunzip_.emplace(std::vector<char>(kGzip.begin(), kGzip.end()),
                  [this](char* to, std::size_t capacity) { return read_packed(to, capacity); });
  ready_ = 0;
}

std::size_t ArchiveReader::read_packed(char* to, std::size_t capacity) {
  const std::size_t n = input_.read(to, capacity);
  packed_ += n;
  return n;
}

/// Puts the next bytes into the buffer.
std::size_t ArchiveReader::next_piece() {
  if (ready_ != 0) return std::exchange(ready_, 0);
  return gunzip_ ? gunzip_->read(buffer_.data(), buffer_.size())
                 : read_packed(buffer_.data(), buffer_.size());
}

la_ssize_t ArchiveReader::give(struct archive* a, void* self, const void** buffer) {
  auto& reader = *static_cast<ArchiveReader*>(self);
  try {
    const std::size_t n = reader.next_piece();
    *buffer = reader.buffer_.data();
    return static_cast<la_ssize_t>(n);
  } catch (const Stop& stop) {  // no exception may pass through libarchive
    reader.stopped_ = stop;
    if (stop.status == SALDO_E_REJECTED) reader.stopped_->at = {1, reader.packed_};
    archive_set_error(a, EIO, "%s", "the document can't be read");
    return ARCHIVE_FATAL;
  }
}

void ArchiveReader::damaged() {
  if (stopped_) throw Stop(*stopped_);
  const char* why = archive_error_string(archive_.get());
  throw Rejected("archive.damaged",
                 "the archive can't be unpacked after byte " + std::to_string(packed_) + ": " +
                     (why == nullptr ? "it is damaged" : why) + "; have it sent again")
      .at_place({1, packed_});
}

bool ArchiveReader::next() {
  archive_entry* entry = nullptr;
  for (;;) {
    const int status = archive_read_next_header(archive_.get(), &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) damaged();
    if (archive_entry_is_encrypted(entry) == 1)
      throw Rejected("archive.encrypted",
                     "member " + text::quoted(base_name(archive_entry_pathname(entry))) +
                         " is locked with a password; unpack it and submit what it holds")
          .at_place({1, packed_});
    if (is_no_document(entry)) continue;
    const bool raw = archive_format(archive_.get()) == ARCHIVE_FORMAT_RAW;
    if (raw && !gunzip_ && archive_filter_code(archive_.get(), 0) == ARCHIVE_FILTER_NONE)
      throw Rejected(
          "archive.unknown",
          "this is no archive of a known kind, or only a piece of one; have it sent again")
          .at_place({1, 0});
    given_ = 0;
    name_ = raw ? std::string() : base_name(archive_entry_pathname(entry));
    return true;
  }
}

/// A block may be empty before the member's end, where a piece of the input ends within what tells
/// how the bytes behind it are packed: only libarchive's own end is the end.
std::string_view ArchiveReader::read() {
  const void* bytes = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  while (size == 0) {
    const int status = archive_read_data_block(archive_.get(), &bytes, &size, &offset);
    if (status == ARCHIVE_EOF) return {};
    if (status != ARCHIVE_OK) damaged();  // a warning says that the checksum is wrong
    if (offset != given_)
      throw Rejected("archive.sparse", "member " + text::quoted(name_) +
                                           " is packed without its stretches of zeros; unpack it "
                                           "and submit what it holds")
          .at_place({1, packed_});
  }
  given_ += static_cast<la_int64_t>(size);
  return {static_cast<const char*>(bytes), size};
}

}  // namespace saldo::unpack
