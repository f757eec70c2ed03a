#include "cli/restore.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

#include "cli/config_verbs.hpp"
#include "cli/daemon_client.hpp"
#include "cli/sink.hpp"
#include "cli/tar.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerAndGroup = 0640;
constexpr std::string_view kBook = "saldo.db";
constexpr std::string_view kDocuments = "documents/";

/// Unpacks one backup. Documents are named by their content, so writing one again changes nothing.
class Restore {
 public:
  Restore(const fs::path& file, const config::Config& config)
      : file_(file), config_(config), in_(file, std::ios::binary), tar_(in_) {
    if (!in_) throw Stop(kFailed, file.string() + ": can't be read");
  }

  void run() {
    TarEntry entry;
    for (;;) {
      const auto more = tar_.next(entry);
      if (!more) fail(more.error());
      if (!*more) break;
      if (!entry.folder) take(entry);
    }
    if (!book_) throw Stop(kFailed, file_.string() + ": it holds no " + std::string(kBook));
    // The old book's journal must never be applied to the new one.
    for (const char* suffix : {"-wal", "-shm", "-journal"})
      fs::remove(config_.database().string() + suffix);
    book_->finish();
    tell(file_.string() + ": restored the book and " + std::to_string(documents_) + " documents");
  }

 private:
  [[noreturn]] void fail(const Failure& failure) const {
    throw Stop(kFailed, file_.string() + ": " + failure.message);
  }

  void take(const TarEntry& entry) {
    if (entry.name == kBook) {
      book_ = open(config_.database());
      copy_to(*book_);
    } else if (entry.name.starts_with(kDocuments)) {
      const auto document = open(config_.archive_path / entry.name.substr(kDocuments.size()));
      copy_to(*document);
      document->finish();
      ++documents_;
    } else {
      throw Stop(kFailed, file_.string() + ": '" + entry.name + "' is no part of a backup");
    }
  }

  static std::unique_ptr<Sink> open(const fs::path& target) {
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error)
      throw Stop(kFailed, target.parent_path().string() + ": can't be made: " + error.message());
    return open_sink(target, kOwnerAndGroup);
  }

  void copy_to(Sink& sink) {
    const auto copied = tar_.read([&](std::string_view piece) { sink.write(piece); });
    if (!copied) fail(copied.error());
  }

  fs::path file_;
  const config::Config& config_;
  std::ifstream in_;
  TarReader tar_;
  std::unique_ptr<Sink> book_;
  std::int64_t documents_ = 0;
};

}  // namespace

int restore(const RestoreOptions& options) {
  const config::Config config = load_config(options.config);
  if (is_answering(config.socket))
    throw Stop(kFailed, "the daemon answers on " + config.socket.string() +
                            "; stop it first (systemctl stop saldod)");
  std::error_code error;
  const fs::path book = config.database();
  if (!options.force && fs::exists(book, error) && fs::file_size(book, error) != 0)
    throw Stop(kFailed, book.string() + " holds a book already; --force replaces it");
  Restore(options.file, config).run();
  return kDone;
}

}  // namespace saldo::cli
