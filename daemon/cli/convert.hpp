#pragma once

#include <string>
#include <vector>

namespace saldo::cli {

struct ConvertOptions {
  std::vector<std::string> files;
  std::string decoder;                   ///< empty: by what they recognise
  std::vector<std::string> plugin_dirs;  ///< empty: SALDO_PLUGIN_PATH, or what is installed
  std::string profile;
  std::string to;   ///< camt053 | csv | jsonl | xlsx
  std::string out;  ///< empty: stdout
  bool lenient = false;
};

/// Decodes files without the daemon and writes what they hold in another form. A document that
/// can't be decoded, or that the form isn't for, is told and left out as a whole; the others go on.
/// Nothing is written when none is left.
int convert(const ConvertOptions& options);

}  // namespace saldo::cli
