#include "cli/restore.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

#include "archive/archive.hpp"
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
constexpr std::string_view kDocuments = "documents/", kPacked = ".zst";

/// Unpacks one backup. Documents are named by their content, so writing one again changes nothing.
class Restore {
 public:
  Restore(const fs::path& file, const config::Config& config)
      : file_(file), config_(config), in_(file, std::ios::binary), tar_(in_) {
    if (!in_) throw Stop(kFailed, file.string() + ": can't be read");
    auto archive = archive::Archive::open(config.archive_path);
    if (!archive) throw Stop(kFailed, archive.error().to_string());
    archive_.emplace(std::move(*archive));
  }

  /// Exit code: failed where documents are damaged; everything else is restored all the same.
  int run() {
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
    tell(file_.string() + ": restored the book and " + std::to_string(documents_) + " documents" +
         (damaged_ == 0 ? "" : ", but not " + std::to_string(damaged_) + " that are damaged"));
    return damaged_ == 0 ? kDone : kFailed;
  }

 private:
  [[noreturn]] void fail(const Failure& failure) const {
    throw Stop(kFailed, file_.string() + ": " + failure.message);
  }

  void take(const TarEntry& entry) {
    if (entry.name == kBook) {
      book_ = open(config_.database());
      copy_to(*book_);
    } else if (const std::string sha256 = document_of(entry.name); !sha256.empty()) {
      take_document(entry.name, sha256);
    } else {
      throw Stop(kFailed, file_.string() + ": '" + entry.name + "' is no part of a backup");
    }
  }

  /// The hash in "documents/ab/cdef….zst"; empty for another name.
  std::string document_of(std::string_view name) const {
    if (!name.starts_with(kDocuments) || !name.ends_with(kPacked)) return {};
    std::string sha256(name.substr(kDocuments.size()));
    sha256.resize(sha256.size() - kPacked.size());
    if (const auto slash = sha256.find('/'); slash != sha256.npos) sha256.erase(slash, 1);
    const bool is_hash =
        sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    const fs::path place = config_.archive_path / name.substr(kDocuments.size());
    return is_hash && archive_->path_of(sha256) == place ? sha256 : std::string();
  }

  /// Never in the place of one that is whole: the backup's may be damaged.
  void take_document(const std::string& name, const std::string& sha256) {
    if (!archive_->verify(sha256)) {
      const fs::path target = archive_->path_of(sha256);
      const auto document = open(target);
      copy_to(*document);
      document->finish();
      if (const auto whole = archive_->verify(sha256); !whole) {
        std::error_code ignored;
        fs::remove(target, ignored);
        ++damaged_;
        return tell(file_.string() + ": " + name + ": " + whole.error().message +
                    "; it isn't restored: look for it in another backup");
      }
    }
    ++documents_;
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
  std::optional<archive::Archive> archive_;
  std::unique_ptr<Sink> book_;
  std::int64_t documents_ = 0, damaged_ = 0;
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
  return Restore(options.file, config).run();
}

}  // namespace saldo::cli
