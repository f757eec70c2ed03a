#include <algorithm>
#include <random>

#include "check/bench.hpp"

/// Checks of decoders that need no sample.
namespace saldo::check {
namespace {

std::string noise(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

int score_of(Subject& subject, std::string_view head, const std::string& when) {
  int first = 0, second = 0;
  expect(subject.identify(head, "document", first), {SALDO_OK}, when);
  expect(subject.identify(head, "document", second), {SALDO_OK}, when);
  if (first != second)
    fail(when + ": the answers differ, " + std::to_string(first) + " and " +
         std::to_string(second));
  return first;
}

}  // namespace

void identify_empty(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  const int score = score_of(*subject, "", "identifying no bytes");
  if (score != 0) fail("no bytes score " + std::to_string(score) + "; expected is 0");
}

void identify_noise(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  const std::string seed = "seed " + std::to_string(bench.settings.seed);
  const int score = score_of(*subject, noise(bench.settings.seed, kHeadBytes),
                             "identifying random bytes, " + seed);
  if (score != 0) fail("random bytes score " + std::to_string(score) + "; expected is 0, " + seed);
}

void decode_empty(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  Recorder recorder;
  expect_survived(decode(*subject, "empty", "", recorder), "decoding no bytes");
}

void decode_noise(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  for (std::uint64_t i = 0; i < 8; ++i) {
    const std::uint64_t seed = bench.settings.seed + i;
    const std::string bytes = noise(seed, std::size_t{64} << (2 * i));
    Recorder recorder(bytes, kPieceBytes);
    expect_survived(
        decode(*subject, "noise", bytes, recorder),
        "decoding " + std::to_string(bytes.size()) + " random bytes, seed " + std::to_string(seed));
  }
}

}  // namespace saldo::check
