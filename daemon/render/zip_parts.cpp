#include "render/zip_parts.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

#include "base/result.hpp"

namespace saldo::render {

namespace {

constexpr std::size_t kUnpackedMax = std::size_t{64} << 20;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
/// The time of writing would make every copy of a letter another document.
constexpr time_t kWrittenAt = 946'728'000;  // noon of 1 January 2000, UTC

using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw FailureException({.kind = FailureKind::invalid, .message = name + ": " + what});
}

std::string error_of(::archive* of) {
  const char* text = archive_error_string(of);
  return text == nullptr ? "unknown error" : text;
}

std::string read_part(::archive* in, const std::string& name, std::size_t& total) {
  std::string bytes, piece(kPieceBytes, '\0');
  while (const la_ssize_t size = archive_read_data(in, piece.data(), piece.size())) {
    if (size < 0) refuse(name, "can't be unpacked: " + error_of(in));
    total += static_cast<std::size_t>(size);
    if (total > kUnpackedMax) refuse(name, "is more than 64 MiB unpacked");
    bytes.append(piece, 0, static_cast<std::size_t>(size));
  }
  return bytes;
}

la_ssize_t append(::archive* /*to*/, void* bytes, const void* data, std::size_t size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

void check(::archive* out, int status) {
  if (status != ARCHIVE_OK)
    throw FailureException(
        {.kind = FailureKind::broken, .message = "the document can't be packed: " + error_of(out)});
}

void write_part(::archive* out, const ZipPart& part) {
  const Entry entry(archive_entry_new(), &archive_entry_free);
  archive_entry_set_pathname_utf8(entry.get(), part.name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(part.bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), kWrittenAt, 0);
  check(out, archive_write_header(out, entry.get()));
  if (archive_write_data(out, part.bytes.data(), part.bytes.size()) !=
      static_cast<la_ssize_t>(part.bytes.size()))
    check(out, ARCHIVE_FATAL);
}

}  // namespace

std::vector<ZipPart> read_zip(const std::string& name, std::string_view bytes) {
  const std::unique_ptr<::archive, decltype(&archive_read_free)> in(archive_read_new(),
                                                                    &archive_read_free);
  archive_read_support_format_zip(in.get());
  if (archive_read_open_memory(in.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    refuse(name, "is no Word document: " + error_of(in.get()));
  std::vector<ZipPart> parts;
  std::size_t total = 0;
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK) {
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    const char* part = archive_entry_pathname_utf8(entry);
    if (part == nullptr) refuse(name, "has a part whose name isn't UTF-8");
    parts.push_back({part, read_part(in.get(), name, total)});
  }
  if (status != ARCHIVE_EOF) refuse(name, "is no Word document: " + error_of(in.get()));
  return parts;
}

std::string write_zip(const std::vector<ZipPart>& parts) {
  std::string bytes;
  const std::unique_ptr<::archive, decltype(&archive_write_free)> out(archive_write_new(),
                                                                      &archive_write_free);
  check(out.get(), archive_write_set_format_zip(out.get()));
  check(out.get(), archive_write_set_bytes_in_last_block(out.get(), 1));  // nothing behind its end
  check(out.get(), archive_write_open(out.get(), &bytes, nullptr, &append, nullptr));
  for (const ZipPart& part : parts) write_part(out.get(), part);
  check(out.get(), archive_write_close(out.get()));
  return bytes;
}

}  // namespace saldo::render
