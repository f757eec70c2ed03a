#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace saldo::flows {

/// Makes pieces on a thread of its own, a few ahead of the caller, who takes them in order. For
/// work whose two halves are worth a processor each.
///
/// `make(give)` calls give(piece) for each piece and ends when that returns false. An exception of
/// either half ends both and reaches the caller.
template <class Piece, class Make, class Take>
void run_ahead(Make make, Take take) {
  constexpr std::size_t kAheadMax = 8;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Piece> made;
  bool ended = false, abandoned = false;
  std::exception_ptr failure;

  const auto give = [&](Piece piece) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return made.size() < kAheadMax || abandoned; });
    if (!abandoned) made.push_back(std::move(piece));
    changed.notify_all();
    return !abandoned;
  };
  const auto next = [&](Piece& piece) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return !made.empty() || ended; });
    if (made.empty()) return false;
    piece = std::move(made.front());
    made.pop_front();
    changed.notify_all();
    return true;
  };
  const auto set = [&](bool& flag) {
    const std::lock_guard lock(mutex);
    flag = true;
    changed.notify_all();
  };

  std::thread maker([&] {
    try {
      make(give);
    } catch (...) {
      failure = std::current_exception();
    }
    set(ended);
  });
  try {
    for (Piece piece; next(piece);) take(std::move(piece));
  } catch (...) {
    set(abandoned);
    maker.join();
    throw;
  }
  maker.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace saldo::flows
