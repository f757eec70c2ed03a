#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/plugin.h"

/// The conformance suite behind `saldo plugin check`: what every connector must do, whatever it is
/// for. It knows no processes; whoever runs it says how a plugin is started (Starter), so that a
/// plugin which crashes ends a process of its own and costs one finding.
namespace saldo::check {

/// What the manifest says about the plugin.
struct Option {
  std::string name;
  std::string type;  ///< text | integer | boolean | duration | directory | pattern | secret
  bool required = false;
};
struct Component {
  std::string name;
  std::string kind;  ///< decoder | source | sink
  std::vector<Option> options;
};
struct Plugin {
  std::filesystem::path library;
  std::string id, version;
  std::vector<Component> components;
};

/// A document that one of the plugin's decoders must be able to read.
struct Sample {
  std::string name, bytes;
  std::optional<std::string> expected;  ///< its records as JSON lines, from NAME.jsonl beside it
};

/// How a call came out.
struct Reply {
  std::uint32_t status = SALDO_OK;  ///< as in plugin.h
  bool lost = false;                ///< the process is gone: crashed, hung, or broke the protocol
  std::string message;              ///< the plugin's sentence, or the crash report
};

/// What the plugin asks for while a call runs. An implementation of Subject calls it.
class Exchange {
 public:
  virtual ~Exchange() = default;
  /// The next bytes of the document being decoded; 0 at its end.
  virtual std::size_t read(std::span<char> buffer) = 0;
  /// A batch of records as in wire/records.hpp.
  virtual void records(std::string_view batch) = 0;
  /// A source offers a document.
  virtual void document(std::string_view key) = 0;
};

/// One instance of a component in a process of its own, which ends with the object.
class Subject {
 public:
  virtual ~Subject() = default;
  /// The plugin's id and version as its entry tells them; empty where the supervisor can't say.
  virtual std::pair<std::string, std::string> identity() const = 0;
  virtual Reply identify(std::string_view head, std::string_view name, int& score) = 0;
  virtual Reply decode(std::string_view name, std::uint64_t size, Exchange& exchange) = 0;
  virtual Reply pull(Exchange& exchange) = 0;
  virtual Reply acknowledge(std::string_view key) = 0;
  virtual Reply wait(std::uint64_t timeout_ms, bool& changed) = 0;
  virtual Reply deliver(std::string_view key, std::string_view body, std::string& receipt) = 0;
};

/// What a subject is started with.
struct Launch {
  std::string component;
  std::vector<std::pair<std::string, std::string>> options;
  std::vector<std::pair<std::string, std::filesystem::path>> directories;  ///< granted, by option
};
struct Started {
  Reply reply;
  std::unique_ptr<Subject> subject;  ///< null unless the reply is OK
};
using Starter = std::function<Started(const Launch&)>;

struct Settings {
  std::vector<Sample> samples;
  std::filesystem::path scratch;  ///< an empty directory; connectors get folders below it
  std::uint64_t seed = 1;         ///< of the damage done to samples
  std::string only;               ///< run the checks whose name holds this; empty: all
  /// A batch of records as JSON lines, to compare with what a sample expects; may be empty.
  std::function<std::string(std::string_view batch)> to_jsonl;
};

enum class Result { passed, failed, crashed, skipped };
std::string_view to_string(Result result);

struct Finding {
  std::string check;      ///< "decode-chunking"
  std::string promise;    ///< what it proves, in one sentence
  std::string component;  ///< empty for the plugin as a whole
  std::string sample;     ///< empty unless it is about one
  Result result = Result::passed;
  std::string reason;  ///< why not passed; names the seed where chance was involved
};

/// Runs the suite; `told` hears of each finding as it comes. One thread. Throws
/// std::filesystem::filesystem_error when nothing can be made in the scratch directory.
std::vector<Finding> run(const Plugin& plugin, const Settings& settings, const Starter& start,
                         const std::function<void(const Finding&)>& told = {});

/// Every check by name with its promise, in the order in which they run.
std::vector<std::pair<std::string, std::string>> catalogue();

/// The documents of a folder, by name; `NAME.jsonl` beside `NAME.ext` holds its records.
/// Throws std::runtime_error when it can't be read.
std::vector<Sample> read_samples(const std::filesystem::path& folder);

}  // namespace saldo::check
