#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "check/check.hpp"

/// What checks are made of. A check returns when the plugin keeps the promise and throws Verdict
/// when it doesn't.
namespace saldo::check {

struct Verdict {
  Result result;
  std::string reason;
};

[[noreturn]] inline void fail(std::string reason) {
  throw Verdict{Result::failed, std::move(reason)};
}
[[noreturn]] inline void skip(std::string reason) {
  throw Verdict{Result::skipped, std::move(reason)};
}

/// "REJECTED", "BUG", …; a number for what plugin.h doesn't list.
std::string name_of(std::uint32_t status);

/// Throws unless the process lives and the status is one of `allowed`. `when` completes "… when".
void expect(const Reply& reply, std::initializer_list<std::uint32_t> allowed,
            const std::string& when);

/// Answers for input that may be anything: read, or refused as bad input.
void expect_survived(const Reply& reply, const std::string& when);

/// Plays saldo's part in a call and keeps what the plugin gave.
class Recorder final : public Exchange {
 public:
  using Read = std::function<std::size_t(std::span<char>)>;

  Recorder() = default;
  explicit Recorder(Read read) : read_(std::move(read)) {}
  /// A document in pieces of at most `piece` bytes. `bytes` must outlive it.
  Recorder(std::string_view bytes, std::size_t piece);

  std::size_t read(std::span<char> buffer) override { return read_ ? read_(buffer) : 0; }
  void records(std::string_view batch) override { batches += batch; }
  void document(std::string_view) override { ++documents; }

  std::string batches;  ///< all records one behind the other
  int documents = 0;

 private:
  Read read_;
};

class Bench {
 public:
  Bench(const Plugin& its_plugin, const Settings& its_settings, const Starter& start)
      : plugin(its_plugin), settings(its_settings), start_(start) {}

  Started start(const Launch& launch) const { return start_(launch); }
  /// An instance with an option of each required kind. Throws Verdict when it can't be made.
  std::unique_ptr<Subject> open(const Component& component) const;
  Launch launch(const Component& component) const;
  /// The decoder that recognises the sample best, or null.
  const Component* decoder_of(const Sample& sample) const;

  const Plugin& plugin;
  const Settings& settings;

 private:
  const Starter& start_;
};

constexpr std::size_t kPieceBytes = 256 << 10;
constexpr std::size_t kHeadBytes = 4096;  ///< what identify gets to see (plugin.h)

inline std::string_view head_of(const Sample& sample) {
  return std::string_view(sample.bytes).substr(0, kHeadBytes);
}

/// Decodes `bytes` and gives the answer; what came lies in `recorder`.
inline Reply decode(Subject& subject, std::string_view name, std::string_view bytes,
                    Recorder& recorder) {
  return subject.decode(name, bytes.size(), recorder);
}

// The checks, by what they look at.
void one_symbol(const Bench& bench);
void no_forbidden_imports(const Bench& bench);
void manifest_matches(const Bench& bench);
void unknown_component(const Bench& bench);

void create_destroy(const Bench& bench, const Component& component);
void missing_options(const Bench& bench, const Component& component);

void identify_empty(const Bench& bench, const Component& component);
void identify_noise(const Bench& bench, const Component& component);
void decode_empty(const Bench& bench, const Component& component);
void decode_noise(const Bench& bench, const Component& component);

void source_of_nothing(const Bench& bench, const Component& component);
void acknowledge_unknown(const Bench& bench, const Component& component);
void deliver_twice(const Bench& bench, const Component& component);

void identify_own_sample(const Bench& bench, const Component& component, const Sample& sample);
void decode_sample(const Bench& bench, const Component& component, const Sample& sample);
void records_well_formed(const Bench& bench, const Component& component, const Sample& sample);
void decode_twice(const Bench& bench, const Component& component, const Sample& sample);
void decode_chunking(const Bench& bench, const Component& component, const Sample& sample);
void decode_truncated(const Bench& bench, const Component& component, const Sample& sample);
void decode_bitflips(const Bench& bench, const Component& component, const Sample& sample);
void huge_line(const Bench& bench, const Component& component, const Sample& sample);

}  // namespace saldo::check
