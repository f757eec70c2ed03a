#include "cli/sink.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "base/file.hpp"
#include "cli/exit.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = 64u << 10;

void require(const Result<void>& done) {
  if (!done) throw Stop(kFailed, done.error().to_string());
}

class Descriptor : public Sink {
 public:
  explicit Descriptor(FileHandle file) : file_(std::move(file)) { buffer_.reserve(kBufferBytes); }

  void write(std::string_view bytes) override {
    if (buffer_.size() + bytes.size() > kBufferBytes) flush();
    if (bytes.size() > kBufferBytes)
      require(file_.write_all(bytes));
    else
      buffer_ += bytes;
  }
  void finish() override { flush(); }

 protected:
  FileHandle file_;

 private:
  void flush() {
    require(file_.write_all(buffer_));
    buffer_.clear();
  }
  std::string buffer_;
};

class WholeFile final : public Descriptor {
 public:
  WholeFile(FileHandle file, fs::path target)
      : Descriptor(std::move(file)), target_(std::move(target)) {}
  ~WholeFile() override {
    if (!named_) ::unlink(file_.path().c_str());
  }
  void finish() override {
    Descriptor::finish();
    require(file_.sync());
    if (::rename(file_.path().c_str(), target_.c_str()) != 0)
      throw Stop(kFailed, target_.string() + ": can't be replaced: " + std::strerror(errno));
    named_ = true;
    require(sync_directory(target_.parent_path()));
  }

 private:
  fs::path target_;
  bool named_ = false;
};

FileHandle open_file(const fs::path& path, int flags, unsigned mode) {
  const int fd = ::open(path.c_str(), flags | O_WRONLY | O_CLOEXEC, mode);
  if (fd < 0) throw Stop(kFailed, path.string() + ": can't be written: " + std::strerror(errno));
  return {fd, path};
}

}  // namespace

std::unique_ptr<Sink> open_sink(const fs::path& out, unsigned mode) {
  if (out.empty()) {
    const int fd = ::dup(STDOUT_FILENO);
    if (fd < 0)
      throw Stop(kFailed, std::string("stdout can't be written: ") + std::strerror(errno));
    return std::make_unique<Descriptor>(FileHandle(fd, "stdout"));
  }
  std::error_code ignored;
  fs::path target = fs::weakly_canonical(fs::absolute(out), ignored);
  if (ignored) target = fs::absolute(out);
  if (fs::is_directory(target, ignored))
    throw Stop(kUsage, out.string() + " is a directory; name a file");
  if (fs::exists(target, ignored) && !fs::is_regular_file(target, ignored))
    return std::make_unique<Descriptor>(open_file(target, 0, mode));
  const fs::path temporary = target.parent_path() / ("." + target.filename().string() + "." +
                                                     std::to_string(::getpid()) + ".part");
  return std::make_unique<WholeFile>(open_file(temporary, O_CREAT | O_EXCL, mode), target);
}

}  // namespace saldo::cli
