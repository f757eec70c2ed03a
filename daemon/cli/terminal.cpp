#include "cli/terminal.hpp"

#include <unistd.h>

#include <cstdio>

#include "wire/utf8.hpp"

namespace saldo::cli {

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

void tell(std::string_view message) {
  const std::string line = wire::shown(message) + '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void Progress::show(std::string_view what, std::int64_t done, std::int64_t total) {
  static const bool on_terminal = ::isatty(STDERR_FILENO) == 1;
  if (!on_terminal) return;
  std::string line = wire::shown(what);
  if (total > 0)
    line += " " + std::to_string(done * 100 / total) + " %";
  else if (done > 0)
    line += " " + std::to_string(done);
  if (line == shown_) return;
  shown_ = line;
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
}

void Progress::clear() {
  if (!shown_.empty()) std::fputs("\r\x1b[K", stderr);
  shown_.clear();
}

}  // namespace saldo::cli
