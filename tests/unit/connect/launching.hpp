#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connect/child.hpp"
#include "wire/records.hpp"

/// Starting the test plugins in their host program.
namespace saldo::connect {

#ifdef SALDO_SANITIZED
inline constexpr bool kSanitized = true;  ///< the host is laxer, and crashes end differently
#else
inline constexpr bool kSanitized = false;
#endif

struct LogEntry {
  unsigned level;
  std::string text;
};

/// What children told, and a clock to start them with.
struct Told {
  SystemClock clock;
  std::vector<LogEntry> lines;
  std::vector<std::pair<std::string, std::int64_t>> metrics;

  Observer observer() {
    return {.clock = &clock,
            .log =
                [this](std::string_view, unsigned level, std::string_view text) {
                  lines.push_back({level, std::string(text)});
                },
            .metric = [this](std::string_view, std::string_view name,
                             std::int64_t delta) { metrics.emplace_back(name, delta); }};
  }
  bool heard(std::string_view text) const {
    for (const LogEntry& e : lines)
      if (e.text.find(text) != std::string::npos) return true;
    return false;
  }
};

inline std::filesystem::path test_host() {
  return SALDO_BUILD_DIR "/libexec/saldo/saldo-plugin-host";
}

inline Launch launch_of(const std::string& plugin, const std::string& component) {
  Launch launch;
  launch.connector = "test-" + plugin;
  launch.component = component;
  launch.library = std::string(SALDO_BUILD_DIR "/tests/plugins/") + plugin + "/" + plugin + ".so";
  return launch;
}

/// A child that must start.
inline std::unique_ptr<Child> started(const Launch& launch, Told& told) {
  auto child = Child::start(launch, told.observer(), test_host());
  return std::move(child.value());
}

/// Serves a document from memory and counts the records that come.
class Document : public NoRequests {
 public:
  explicit Document(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<char> buffer) override {
    const std::size_t n = bytes_.copy(buffer.data(), buffer.size(), at_);
    at_ += n;
    return n;
  }
  Result<void> records(std::string_view batch) override {
    wire::RecordReader reader(batch);
    while (const saldo_record* record = reader.next()) {
      ++records_taken;
      last_kind = record->kind;
    }
    return {};
  }
  std::size_t records_taken = 0;
  std::uint16_t last_kind = 0;

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace saldo::connect
