#include "cli/decode.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "cli/decoded.hpp"
#include "cli/decoders.hpp"
#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/rows.hpp"
#include "cli/terminal.hpp"
#include "connect/host_path.hpp"
#include "flows/decode.hpp"
#include "wire/utf8.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

/// "message (rule, expected …, found …)".
std::string describe(const Failure& failure) {
  std::string details = failure.rule;
  if (!failure.expected.empty())
    details += (details.empty() ? "" : ", ") + ("expected " + failure.expected);
  if (!failure.found.empty()) details += (details.empty() ? "" : ", ") + ("found " + failure.found);
  return details.empty() ? failure.message : failure.message + " (" + details + ")";
}

Failure unreadable(int error) {
  return {.kind = FailureKind::not_found,
          .message = std::string("can't be read: ") + std::strerror(error)};
}

/// Decodes one file after the other. Results go to `rows`, or as counts straight to the sink.
class FileDecoder {
 public:
  FileDecoder(std::vector<config::ComponentUse> decoders, Sink& sink, Rows* rows)
      : decoders_(std::move(decoders)), sink_(sink), rows_(rows) {
    observer_.clock = &clock_;
    observer_.log = [this](std::string_view, unsigned level, std::string_view text) {
      if (level >= SALDO_LOG_WARNING) tell(file_ + ": " + std::string(text));
    };
  }

  bool decode(const std::string& file) {
    file_ = file;
    flows::Stage stage(scratch_folder());
    good_ = true;
    const auto done = run(file, stage);
    if (done) return good_;
    tell_failure(done.error());
    if (rows_ == nullptr)
      sink_.write(file + "\terror\t" +
                  wire::shown(place_of(done.error()) + describe(done.error())) + '\n');
    return false;
  }

 private:
  static std::string place_of(const Failure& why) {
    return why.line == 0 ? std::string() : std::to_string(why.line) + ": ";
  }
  void tell_failure(const Failure& why) {
    const std::string place = place_of(why);
    tell(file_ + ":" + (place.empty() ? " " : place) + describe(why));
  }
  Result<void> run(const std::string& file, flows::Stage& stage) {
    const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC), file);
    if (!handle) return unreadable(errno);
    struct stat status {};
    if (::fstat(handle.get(), &status) != 0) return unreadable(errno);
    if (S_ISDIR(status.st_mode)) return unreadable(EISDIR);
    const flows::DecodeJob job{.connector = "decode",
                               .name = fs::path(file).filename().string(),
                               .size = static_cast<std::uint64_t>(status.st_size),
                               .decoders = decoders_};
    const auto read = [&](std::span<char> buffer) -> Result<std::size_t> {
      const ssize_t n = ::read(handle.get(), buffer.data(), buffer.size());
      if (n < 0) return unreadable(errno);
      return static_cast<std::size_t>(n);
    };
    Progress progress;
    const flows::Decoded decoded =
        flows::decode(job, read, stage, observer_, connect::plugin_host_path(), {},
                      [&](std::int64_t n, std::int64_t total) { progress.show(file, n, total); });
    progress.clear();
    if (!decoded.outcome.ok()) {
      for (const std::string& line : lines_of(decoded.outcome.crash_report)) tell(line);
      return decoded.outcome.failure;
    }
    return print(file, decoded.decoder, stage);
  }

  Result<void> print(const std::string& file, const std::string& decoder,
                     const flows::Stage& stage) {
    const auto document = DecodedDocument::read(stage);
    if (!document) return document.error();
    std::string refused;
    for (const Refusal& r : document->refusals()) {
      good_ = false;
      const Failure why{.message = r.message,
                        .line = r.at.line,
                        .rule = r.rule,
                        .expected = r.expected,
                        .found = r.found};
      tell_failure(why);
      refused += "\trefused\t" + wire::shown(place_of(why) + describe(why));
    }
    if (rows_ != nullptr)
      return document->for_each([&](const boost::json::object& record) { rows_->add(record); });
    sink_.write(file + '\t' + decoder + '\t' + std::to_string(document->statements()) + '\t' +
                std::to_string(document->transactions()) + '\t' + document->total_credit() + '\t' +
                document->total_debit() + refused + '\n');
    return {};
  }

  static std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

  std::vector<config::ComponentUse> decoders_;
  Sink& sink_;
  Rows* rows_;
  std::string file_;  ///< that is being decoded
  bool good_ = true;  ///< nothing of it was refused
  SystemClock clock_;
  connect::Observer observer_;
};

}  // namespace

int decode(const DecodeOptions& options) {
  std::size_t faulty_plugins = 0;
  const auto plugins = installed_plugins(plugin_folders(options.plugin_dirs), faulty_plugins);
  const DecoderChoice choice{options.decoder, options.profile, options.lenient};
  const auto sink = open_sink({});
  const auto rows = options.format == "count"
                        ? nullptr
                        : make_rows(options.format == "csv" ? Format::csv : Format::jsonl, *sink);
  FileDecoder decoder(choose_decoders(plugins, choice), *sink, rows.get());
  bool good = true;
  for (const std::string& file : options.files) good = decoder.decode(file) && good;
  if (rows != nullptr) rows->finish();
  sink->finish();
  return good ? kDone : kFailed;
}

}  // namespace saldo::cli
