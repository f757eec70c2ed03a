#include "cli/file_decoder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.hpp"
#include "cli/places.hpp"
#include "cli/terminal.hpp"
#include "connect/host_path.hpp"
#include "saldo/plugin.h"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kDepthMax = 4;

Failure unreadable(int error) {
  return {.kind = FailureKind::not_found,
          .message = std::string("can't be read: ") + std::strerror(error)};
}

Result<void> none_begun() {
  return Failure{.kind = FailureKind::denied, .message = "no document was begun"};
}

/// All files below the folder. False when a part of it can't be read, which is told; the rest is
/// found all the same.
bool add_files_of(const fs::path& folder, std::vector<std::string>& files) {
  bool whole = true;
  std::error_code error, gone;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const fs::file_type type = it->status(gone).type();
    const bool link = it->is_symlink(gone);
    if (type == fs::file_type::directory && link)
      tell(it->path().string() + ": a link to a folder isn't followed; name the folder itself");
    else if (type == fs::file_type::directory)
      whole = add_files_of(it->path(), files) && whole;
    else if (type == fs::file_type::regular || (link && type == fs::file_type::not_found))
      files.push_back(it->path().string());
  }
  if (!error) return whole;
  tell(folder.string() + ": can't be read: " + error.message());
  return false;
}

void tell_lines(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    tell(text.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace

/// Bytes with a name: a file, or a part of one.
struct FileDecoder::Source {
  std::string label, name;
  int file = -1;
  std::uint64_t size = 0;
  std::optional<std::uint64_t> at;  ///< of a part, what is to be read next and has `size` bytes

  Result<std::size_t> read(std::span<char> buffer) {
    if (!at) return done(::read(file, buffer.data(), buffer.size()));
    auto n = done(::pread(file, buffer.data(), std::min<std::uint64_t>(buffer.size(), size),
                          static_cast<off_t>(*at)));
    if (!n) return n;
    *at += *n;
    size -= *n;
    return n;
  }

 private:
  static Result<std::size_t> done(ssize_t n) {
    if (n < 0) return unreadable(errno);
    return static_cast<std::size_t>(n);
  }
};

/// Takes what comes out of a document. Documents within it, of which there may be many, go to one
/// unnamed file.
class FileDecoder::Opened final : public flows::DecodeSink {
 public:
  Opened(const Source& source, Keep keep)
      : source_(source), keep_(keep), stage_(scratch_folder()) {}

  Result<void> records(std::string_view batch) override {
    if (auto counted = totals_.add(batch); !counted) return counted;
    return keep_ == Keep::records ? stage_.add(batch) : Result<void>{};
  }
  Result<void> begin_document(const connect::DocumentOffer& offer) override {
    if (!packed_) {
      const auto folder = scratch_folder();
      packed_ = FileHandle(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), folder);
      if (!packed_) return unreadable(errno);
    }
    members_.push_back({source_.label + "/" + offer.name, offer.name, packed_.get(), 0, written_});
    return {};
  }
  Result<void> write_document(std::string_view bytes) override {
    if (members_.empty()) return none_begun();
    members_.back().size += bytes.size();
    written_ += bytes.size();
    return packed_.write_all(bytes);
  }
  Result<void> finish_document() override {
    return members_.empty() ? none_begun() : Result<void>{};
  }
  void progress(std::int64_t done, std::int64_t total) override {
    progress_.show(source_.label, done, total);
  }

  void clear_progress() { progress_.clear(); }
  const DecodedTotals& totals() const { return totals_; }
  const flows::Stage& stage() const { return stage_; }
  std::vector<Source>& members() { return members_; }

 private:
  const Source& source_;
  Keep keep_;
  DecodedTotals totals_;
  flows::Stage stage_;
  FileHandle packed_;
  std::uint64_t written_ = 0;
  std::vector<Source> members_;
  Progress progress_;
};

FileDecoder::FileDecoder(std::vector<config::ComponentUse> decoders, Keep keep)
    : decoders_(std::move(decoders)), keep_(keep) {
  observer_.clock = &clock_;
  observer_.log = [this](std::string_view, unsigned level, std::string_view text) {
    if (aloud_ && level >= SALDO_LOG_WARNING) tell(file_ + ": " + std::string(text));
  };
}

void FileDecoder::decode(const std::string& file, const std::function<void(const Reading&)>& each) {
  const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC), file);
  const int error = errno;
  struct stat status {};
  const bool opened = handle && ::fstat(handle.get(), &status) == 0;
  if (opened && !S_ISDIR(status.st_mode)) {
    Source source{file, fs::path(file).filename().string(), handle.get(),
                  static_cast<std::uint64_t>(status.st_size), std::nullopt};
    return decode_source(source, 0, each);
  }
  const DecodedTotals nothing;
  const flows::Stage empty(scratch_folder());
  each({file, {}, unreadable(opened ? EISDIR : error), nothing, empty});
}

void FileDecoder::decode_source(Source& source, int depth,
                                const std::function<void(const Reading&)>& each) {
  file_ = source.label;
  const flows::DecodeJob job{
      .connector = "decode", .name = source.name, .size = source.size, .decoders = decoders_};
  const auto read = [&](std::span<char> buffer) { return source.read(buffer); };
  Opened opened(source, keep_);
  flows::Decoded decoded =
      flows::decode(job, read, opened, observer_, connect::plugin_host_path(), {});
  opened.clear_progress();
  if (!decoded.outcome.ok() && aloud_) tell_lines(decoded.outcome.crash_report);
  Reading reading{source.label, decoded.decoder, {}, opened.totals(), opened.stage()};
  if (!decoded.outcome.ok()) reading.outcome = decoded.outcome.failure;
  if (decoded.outcome.ok() && !opened.members().empty() && depth >= kDepthMax)
    reading.outcome = Failure{.message = "documents are packed into each other too deep",
                              .rule = "archive.depth"};
  each(reading);
  if (depth < kDepthMax)
    for (Source& member : opened.members()) decode_source(member, depth + 1, each);
}

Failure to_failure(const Refusal& r) {
  return {.kind = FailureKind::invalid,
          .message = r.message,
          .line = r.at.line,
          .offset = r.at.offset,
          .rule = r.rule,
          .expected = r.expected,
          .found = r.found,
          .held = r.held};
}

std::string describe_failure(const Failure& failure) {
  std::string details = failure.rule;
  if (!failure.expected.empty())
    details += (details.empty() ? "" : ", ") + ("expected " + failure.expected);
  if (!failure.found.empty()) details += (details.empty() ? "" : ", ") + ("found " + failure.found);
  return details.empty() ? failure.message : failure.message + " (" + details + ")";
}

std::string place_of(const Failure& failure) {
  return failure.line == 0 ? std::string() : std::to_string(failure.line) + ": ";
}

void tell_failure(const std::string& file, const Failure& failure) {
  const std::string place = place_of(failure);
  tell(file + ":" + (place.empty() ? " " : place) + describe_failure(failure));
}

bool names_a_folder(const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    std::error_code error;
    return fs::is_directory(argument, error);
  });
}

bool find_files(const std::vector<std::string>& arguments, std::vector<std::string>& files) {
  bool whole = true;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (!fs::is_directory(argument, error)) {
      files.push_back(argument);
      continue;
    }
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    whole = add_files_of(argument, files) && whole;
    std::sort(files.begin() + first, files.end());
  }
  return whole;
}

}  // namespace saldo::cli
