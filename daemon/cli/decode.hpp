#pragma once

#include <string>
#include <vector>

namespace saldo::cli {

struct DecodeOptions {
  std::vector<std::string> files;
  std::string decoder;                   ///< empty: by what they recognise
  std::vector<std::string> plugin_dirs;  ///< empty: SALDO_PLUGIN_PATH, or what is installed
  std::string profile;
  std::string format;  ///< jsonl | csv | table | count
  bool lenient = false;
};

/// Decodes files without the daemon and prints their records. A file that can't be decoded prints
/// nothing but its error; the others go on.
int decode(const DecodeOptions& options);

}  // namespace saldo::cli
