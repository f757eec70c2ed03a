#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cli/decoded.hpp"
#include "config/config.hpp"
#include "connect/child.hpp"
#include "flows/decode.hpp"

/// Documents decoded without the daemon.
namespace saldo::cli {

/// What became of one document: a file, or one that lies within it.
struct Reading {
  std::string file;     ///< "statements.zip/2026-01.xml" for a member
  std::string decoder;  ///< empty when none recognised it
  Result<void> outcome;
  const DecodedTotals& totals;
  const flows::Stage& stage;  ///< its records, if they were asked for
};

/// Decodes files one after the other, each in confined children, and what is packed in them.
class FileDecoder {
 public:
  enum class Keep { totals, records };
  /// With Keep::totals records are counted and not kept, however large a file is.
  FileDecoder(std::vector<config::ComponentUse> decoders, Keep keep);

  /// Calls `each` for the file and then for every document within it. What a decoder warns of, and
  /// the report of one that crashed, is told on stderr.
  void decode(const std::string& file, const std::function<void(const Reading&)>& each);
  /// Decodes with other decoders, or other options of them, from here on.
  void use(std::vector<config::ComponentUse> decoders) { decoders_ = std::move(decoders); }
  /// Whether warnings are told; they are at first.
  void speak(bool aloud) { aloud_ = aloud; }

 private:
  struct Source;
  class Opened;
  void decode_source(Source& source, int depth, const std::function<void(const Reading&)>& each);

  std::vector<config::ComponentUse> decoders_;
  Keep keep_;
  std::string file_;  ///< that is being decoded, for warnings
  bool aloud_ = true;
  SystemClock clock_;
  connect::Observer observer_;
};

/// A refused statement as the failure that it is.
Failure to_failure(const Refusal& refusal);

/// "message (rule, expected …, found …)".
std::string describe_failure(const Failure& failure);
/// "12: ", or nothing.
std::string place_of(const Failure& failure);
/// "FILE:12: message (…)" on stderr.
void tell_failure(const std::string& file, const Failure& failure);

/// The files that arguments name: themselves, and for a folder all files in it, by name. False when
/// a folder can't be read as a whole, which is told.
bool find_files(const std::vector<std::string>& arguments, std::vector<std::string>& files);
bool names_a_folder(const std::vector<std::string>& arguments);

}  // namespace saldo::cli
