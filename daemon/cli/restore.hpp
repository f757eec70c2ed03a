#pragma once

#include <string>

namespace saldo::cli {

struct RestoreOptions {
  std::string file;
  std::string config = "/etc/saldo/saldo.yaml";
  bool force = false;
};

/// Puts a backup where the configuration keeps its book and documents. Works without the daemon and
/// refuses to while one answers; refuses to replace a book unless forced. The book gets its name
/// last, so an interrupted restore leaves the old one. A document whose hash doesn't hold is named
/// and left out, and the verb fails in the end.
int restore(const RestoreOptions& options);

}  // namespace saldo::cli
