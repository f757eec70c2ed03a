#include "check/bench.hpp"

#include <algorithm>

namespace saldo::check {

std::string name_of(std::uint32_t status) {
  static constexpr const char* kNames[] = {"OK",        "RETRY",       "REJECTED", "CONFIG", "AUTH",
                                           "CANCELLED", "UNSUPPORTED", "LIMIT",    "BUG"};
  return status < std::size(kNames) ? kNames[status] : "status " + std::to_string(status);
}

void expect(const Reply& reply, std::initializer_list<std::uint32_t> allowed,
            const std::string& when) {
  if (reply.lost) throw Verdict{Result::crashed, when + ": " + reply.message};
  if (std::find(allowed.begin(), allowed.end(), reply.status) != allowed.end()) return;
  std::string reason = when + ": the answer is " + name_of(reply.status);
  if (!reply.message.empty()) reason += " (" + reply.message + ")";
  reason += "; allowed is";
  for (const std::uint32_t status : allowed)
    reason += (status == *allowed.begin() ? " " : ", ") + name_of(status);
  fail(reason);
}

void expect_survived(const Reply& reply, const std::string& when) {
  expect(reply, {SALDO_OK, SALDO_E_REJECTED, SALDO_E_LIMIT, SALDO_E_UNSUPPORTED}, when);
}

Recorder::Recorder(std::string_view bytes, std::size_t piece) {
  read_ = [rest = bytes, piece](std::span<char> buffer) mutable {
    const std::size_t n = rest.copy(buffer.data(), std::min(piece, buffer.size()));
    rest.remove_prefix(n);
    return n;
  };
}

Launch Bench::launch(const Component& component) const {
  Launch launch{component.name, {}, {}};
  for (const Option& option : component.options) {
    if (option.type == "directory") {
      // A folder for each component, so that what one leaves doesn't reach another.
      const auto folder = settings.scratch / component.name / option.name;
      std::filesystem::create_directories(folder);
      launch.options.emplace_back(option.name, folder.string());
      launch.directories.emplace_back(option.name, folder);
    } else if (option.required) {
      launch.options.emplace_back(option.name, option.type == "integer"    ? "1"
                                               : option.type == "boolean"  ? "true"
                                               : option.type == "duration" ? "1s"
                                               : option.type == "pattern"  ? "*"
                                                                           : "x");
    }
  }
  return launch;
}

std::unique_ptr<Subject> Bench::open(const Component& component) const {
  Started started = start_(launch(component));
  expect(started.reply, {SALDO_OK}, "creating " + component.name);
  return std::move(started.subject);
}

const Component* Bench::decoder_of(const Sample& sample) const {
  const Component* best = nullptr;
  int best_score = 0;
  for (const Component& component : plugin.components) {
    if (component.kind != "decoder") continue;
    const Started started = start_(launch(component));
    int score = 0;
    if (!started.subject) continue;
    const Reply reply = started.subject->identify(head_of(sample), sample.name, score);
    if (!reply.lost && reply.status == SALDO_OK && score > best_score) {
      best = &component;
      best_score = score;
    }
  }
  return best;
}

}  // namespace saldo::check
