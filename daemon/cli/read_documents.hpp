#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/file_decoder.hpp"

namespace saldo::cli {

/// What the verbs that decode documents have in common.
struct ReadOptions {
  std::vector<std::string> files;
  std::string decoder;                   ///< empty: by what they recognise
  std::vector<std::string> plugin_dirs;  ///< empty: SALDO_PLUGIN_PATH, or what is installed
  std::string profile;
  bool lenient = false;
};

/// That part of a verb's options.
template <class Options>
ReadOptions reading_of(const Options& o) {
  return {o.files, o.decoder, o.plugin_dirs, o.profile, o.lenient};
}

/// Runs `show` for each document that is a result; what is wrong is told. True when nothing was
/// refused and every `show` was true.
bool read_documents(const ReadOptions& options, FileDecoder::Keep keep,
                    const std::function<bool(const Reading&)>& show);

}  // namespace saldo::cli
