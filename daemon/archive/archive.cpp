#include "archive/archive.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/sha256.hpp"

namespace saldo::archive {

namespace fs = std::filesystem;

namespace {

constexpr int kCompressionLevel = 1;  // reading a statement costs more than this saves

Failure broken(const fs::path& file, std::string message) {
  return {.kind = FailureKind::broken, .message = std::move(message), .file = file.string()};
}

bool is_sha256(std::string_view s) {
  return s.size() == 64 && std::all_of(s.begin(), s.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

struct Writer::State {
  fs::path root, temporary;
  FileHandle file;
  Sha256 hash;
  std::uint64_t size = 0;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{ZSTD_createCCtx(), &ZSTD_freeCCtx};
  std::vector<char> out = std::vector<char>(ZSTD_CStreamOutSize());

  ~State() {
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }

  Result<void> compress(std::string_view bytes, ZSTD_EndDirective mode) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer target{out.data(), out.size(), 0};
      const std::size_t left = ZSTD_compressStream2(zstd.get(), &target, &in, mode);
      if (ZSTD_isError(left)) return broken(temporary, ZSTD_getErrorName(left));
      if (auto r = file.write_all({out.data(), target.pos}); !r) return r.error();
      if (mode == ZSTD_e_end ? left == 0 : in.pos == in.size) return {};
    }
  }
};

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Writer::Writer(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<void> Writer::write(std::string_view bytes) {
  state_->hash.update(bytes);
  state_->size += bytes.size();
  return state_->compress(bytes, ZSTD_e_continue);
}

Result<Stored> Writer::finish() {
  State& s = *state_;
  if (auto r = s.compress({}, ZSTD_e_end); !r) return r.error();
  Stored stored{.sha256 = s.hash.hex_digest(), .size = s.size, .already_there = false};
  const fs::path folder = s.root / stored.sha256.substr(0, 2);
  const fs::path target = folder / (stored.sha256.substr(2) + ".zst");
  if (fs::exists(target)) {
    stored.already_there = true;
    // It may come from a process that died before this.
    if (auto r = sync_directory(folder); !r) return r.error();
    return stored;
  }
  if (auto r = s.file.sync(); !r) return r.error();
  std::error_code error;
  if (fs::create_directory(folder, error))
    if (auto r = sync_directory(s.root); !r) return r.error();
  if (error) return broken(folder, error.message());
  if (::rename(s.temporary.c_str(), target.c_str()) != 0)
    return broken(target, std::strerror(errno));
  s.temporary.clear();
  if (auto r = sync_directory(folder); !r) return r.error();
  return stored;
}

struct Reader::State {
  fs::path path;
  std::string sha256;
  FileHandle file;
  Sha256 hash;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> zstd{ZSTD_createDCtx(), &ZSTD_freeDCtx};
  std::vector<char> buffer;
  ZSTD_inBuffer in{nullptr, 0, 0};
  bool ended = false;

  Result<void> refill() {
    const ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
    if (n < 0) return broken(path, std::strerror(errno));
    in = {buffer.data(), static_cast<std::size_t>(n), 0};
    return {};
  }
};

Reader::Reader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<std::size_t> Reader::read(std::span<char> target) {
  State& s = *state_;
  if (s.ended || target.empty()) return std::size_t{0};
  ZSTD_outBuffer out{target.data(), target.size(), 0};
  while (out.pos == 0) {
    if (s.in.pos == s.in.size)
      if (auto r = s.refill(); !r) return r.error();
    if (s.in.size == 0) {
      s.ended = true;
      if (s.hash.hex_digest() != s.sha256)
        return broken(s.path, "the archived document is damaged: its SHA-256 is not " + s.sha256 +
                                  " any more; restore it from a backup");
      return std::size_t{0};
    }
    const std::size_t left = ZSTD_decompressStream(s.zstd.get(), &out, &s.in);
    if (ZSTD_isError(left))
      return broken(s.path, std::string("the archived document is damaged: ") +
                                ZSTD_getErrorName(left) + "; restore it from a backup");
  }
  s.hash.update({target.data(), out.pos});
  return out.pos;
}

Archive::Archive(fs::path root) : root_(std::move(root)), scratch_(root_ / "tmp") {}

Result<Archive> Archive::open(const fs::path& root) {
  Archive archive{root};
  std::error_code error;
  fs::create_directories(archive.scratch_, error);
  if (error)
    return Failure{.kind = FailureKind::unavailable,
                   .message = "can't make the archive's folder: " + error.message() +
                              "; check archive.path and its permissions",
                   .file = archive.scratch_.string()};
  for (const auto& left_over : fs::directory_iterator(archive.scratch_, error))
    fs::remove(left_over.path(), error);
  return archive;
}

fs::path Archive::path_of(std::string_view sha256) const {
  return root_ / sha256.substr(0, 2) / (std::string(sha256.substr(2)) + ".zst");
}

namespace {

/// A temporary file that becomes a document when it is renamed; gone otherwise.
struct Incoming {
  fs::path temporary, target;
  explicit Incoming(fs::path file, fs::path goal)
      : temporary(std::move(file)), target(std::move(goal)) {}
  Incoming(Incoming&& other) noexcept
      : temporary(std::exchange(other.temporary, {})), target(std::move(other.target)) {}
  Incoming& operator=(Incoming&&) = delete;
  ~Incoming() {
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }
};

Failure cannot_write(const fs::path& file) {
  return {.kind = FailureKind::unavailable,
          .message = std::string("can't write into the archive: ") + std::strerror(errno),
          .file = file.string()};
}

Result<FileHandle> temporary_file(const fs::path& scratch) {
  std::string name = (scratch / "incoming-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return cannot_write(name);
  ::fchmod(fd, 0640);
  return FileHandle(fd, name);
}

Result<void> sync_file_system(const fs::path& folder) {
  const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder);
  if (!handle || ::syncfs(handle.get()) != 0)
    return Failure{.kind = FailureKind::unavailable,
                   .message = std::string("can't bring to disk: ") + std::strerror(errno),
                   .file = folder.string()};
  return {};
}

}  // namespace

Result<Writer> Archive::begin() const {
  auto state = std::make_unique<Writer::State>();
  auto file = temporary_file(scratch_);
  if (!file) return file.error();
  state->file = std::move(*file);
  state->root = root_;
  state->temporary = state->file.path();
  ZSTD_CCtx_setParameter(state->zstd.get(), ZSTD_c_compressionLevel, kCompressionLevel);
  return Writer(std::move(state));
}

Result<std::vector<Stored>> Archive::store(std::span<const std::string_view> documents) const {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{ZSTD_createCCtx(),
                                                                  &ZSTD_freeCCtx};
  std::vector<Stored> stored;
  std::vector<Incoming> incoming;
  std::string packed;
  for (const std::string_view document : documents) {
    Sha256 hash;
    hash.update(document);
    stored.push_back({.sha256 = hash.hex_digest(), .size = document.size()});
    fs::path target = path_of(stored.back().sha256);
    stored.back().already_there = fs::exists(target);
    if (stored.back().already_there) continue;
    packed.resize(ZSTD_compressBound(document.size()));
    const std::size_t size = ZSTD_compressCCtx(zstd.get(), packed.data(), packed.size(),
                                               document.data(), document.size(), kCompressionLevel);
    if (ZSTD_isError(size)) return broken(target, ZSTD_getErrorName(size));
    auto file = temporary_file(scratch_);
    if (!file) return file.error();
    incoming.emplace_back(file->path(), std::move(target));
    if (auto r = file->write_all({packed.data(), size}); !r) return r.error();
  }
  // A name in the archive stands for bytes that are on disk, so they come first.
  if (!incoming.empty())
    if (auto r = sync_file_system(root_); !r) return r.error();
  for (Incoming& file : incoming) {
    std::error_code error;
    fs::create_directory(file.target.parent_path(), error);
    if (error) return broken(file.target, error.message());
    if (::rename(file.temporary.c_str(), file.target.c_str()) != 0)
      return broken(file.target, std::strerror(errno));
    file.temporary.clear();
  }
  // Also when all were there: they may come from a process that died before this.
  if (auto r = sync_file_system(root_); !r) return r.error();
  return stored;
}

Result<Reader> Archive::read(std::string_view sha256) const {
  if (!is_sha256(sha256))
    return Failure{.kind = FailureKind::not_found,
                   .message = "'" + std::string(sha256) + "' is not a SHA-256"};
  auto state = std::make_unique<Reader::State>();
  state->path = path_of(sha256);
  state->sha256 = sha256;
  const int fd = ::open(state->path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return broken(state->path, std::string("the archived document can't be read: ") +
                                   std::strerror(errno) + "; restore it from a backup");
  state->file = FileHandle(fd, state->path);
  struct stat file {};
  if (::fstat(fd, &file) != 0) return broken(state->path, std::strerror(errno));
  // Most documents are far smaller than what zstd likes to read at once.
  const auto size = static_cast<std::size_t>(std::max<off_t>(file.st_size, 1));
  state->buffer.resize(std::min(size, ZSTD_DStreamInSize()));
  return Reader(std::move(state));
}

Result<void> Archive::verify(std::string_view sha256) const {
  auto reader = read(sha256);
  if (!reader) return reader.error();
  std::vector<char> buffer(std::size_t{1} << 18);
  for (;;) {
    auto n = reader->read(buffer);
    if (!n) return n.error();
    if (*n == 0) return {};
  }
}

}  // namespace saldo::archive
