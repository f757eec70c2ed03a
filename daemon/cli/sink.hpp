#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

/// Where results go: stdout or a file. Failures end the verb (Stop).
namespace saldo::cli {

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(std::string_view bytes) = 0;
  /// Returns when everything has arrived; a file gets its name only now.
  virtual void finish() = 0;
};

/// stdout for an empty path. A file appears whole or not at all, and only then replaces one of its
/// name; what isn't a regular file, such as a pipe, is written to as it is. `mode` is that of a new
/// file, before the umask.
std::unique_ptr<Sink> open_sink(const std::filesystem::path& out, unsigned mode = 0666);

}  // namespace saldo::cli
