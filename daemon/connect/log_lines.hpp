#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace saldo::connect {

/// 50 lines a second, 200 at once: enough to see what a plugin does, too little to fill a disk.
class LineBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// Whether a line may be written now.
  bool take(Time now);

 private:
  static constexpr std::int64_t kPerSecond = 50, kBurst = 200;
  std::int64_t thousandths_ = kBurst * 1000;
  Time last_{};
};

/// What a child says: lines of its standard output and error, and Log frames. Each becomes one
/// clean line; lines over the budget are counted and told as one. Keeps the last for a crash
/// report.
class LogLines {
 public:
  using Time = LineBudget::Time;
  using Write = std::function<void(unsigned level, std::string_view line)>;
  explicit LogLines(Write write) : write_(std::move(write)) {}

  /// Bytes of the log pipe, cut anywhere.
  void feed(std::string_view bytes, Time now);
  void line(unsigned level, std::string_view text, Time now);
  /// The end of a call: an unfinished line is a line, and what was left out is told.
  void flush(Time now);
  const std::deque<std::string>& last() const { return last_; }

 private:
  void tell_suppressed();

  Write write_;
  LineBudget budget_;
  std::string unfinished_;
  std::deque<std::string> last_;
  std::uint64_t suppressed_ = 0;
};

}  // namespace saldo::connect
