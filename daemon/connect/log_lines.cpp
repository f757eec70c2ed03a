#include "connect/log_lines.hpp"

#include <algorithm>

#include "saldo/plugin.h"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

constexpr std::size_t kLineBytesMax = 4096;
constexpr std::size_t kLastLines = 20;

}  // namespace

bool LineBudget::take(Time now) {
  using namespace std::chrono;
  if (last_ == Time{}) last_ = now;
  const auto passed = duration_cast<milliseconds>(now - last_);
  last_ += passed;
  thousandths_ = std::min(kBurst * 1000, thousandths_ + passed.count() * kPerSecond);
  if (thousandths_ < 1000) return false;
  thousandths_ -= 1000;
  return true;
}

void LogLines::feed(std::string_view bytes, Time now) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::size_t room = kLineBytesMax - unfinished_.size();
    const std::size_t take = std::min({end, bytes.size(), room});
    unfinished_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (take == end) bytes.remove_prefix(1);
    if (take == end || take == room) {
      if (!unfinished_.empty()) line(SALDO_LOG_INFO, unfinished_, now);
      unfinished_.clear();
    }
  }
}

void LogLines::line(unsigned level, std::string_view text, Time now) {
  std::string clean = wire::shown(text.substr(0, kLineBytesMax));
  if (budget_.take(now)) {
    tell_suppressed();
    if (write_) write_(level, clean);
  } else {
    ++suppressed_;
  }
  last_.push_back(std::move(clean));
  if (last_.size() > kLastLines) last_.pop_front();
}

void LogLines::flush(Time now) {
  if (!unfinished_.empty()) line(SALDO_LOG_INFO, unfinished_, now);
  unfinished_.clear();
  tell_suppressed();
}

void LogLines::tell_suppressed() {
  if (suppressed_ == 0) return;
  if (write_)
    write_(SALDO_LOG_WARNING,
           std::to_string(suppressed_) + " lines suppressed: more than 50 a second");
  suppressed_ = 0;
}

}  // namespace saldo::connect
