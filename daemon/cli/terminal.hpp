#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// What people see while a verb works: messages and progress, both on stderr.
namespace saldo::cli {

bool stdout_is_terminal();

/// Writes one line. Control characters become blanks: texts of documents and of the daemon may not
/// steer a terminal.
void tell(std::string_view message);

/// How far something is, on one line that is drawn over. Shows nothing unless stderr is a terminal.
/// Not thread-safe.
class Progress {
 public:
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }
  /// A total of 0 is unknown.
  void show(std::string_view what, std::int64_t done, std::int64_t total);
  /// Takes the line away, before anything else is written.
  void clear();

 private:
  std::string shown_;
};

}  // namespace saldo::cli
