#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "receive/segment.hpp"

namespace saldo::receive {

/// Where pushed bodies are durable before they are answered, until they are in the archive and in
/// the book. One flush makes durable whatever has come since the last one. Thread-safe.
class Journal {
 public:
  /// Called on the journal's own thread; must not block it.
  using Done = std::function<void(const Result<void>&)>;

  /// Opens the folder; entries behind `consumed` of earlier processes wait to be taken.
  static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& folder,
                                               Position consumed);
  ~Journal();

  /// Tells `done` when the entry is durable, or why it can't be (unavailable).
  void append(EntryInfo info, std::string body, Done done);

  struct Taken {
    EntryInfo info;
    std::string body;
    Position position;
  };
  /// Waits for entries and gives the oldest ones, in order; none when asked to stop. They keep
  /// waiting until they are consumed.
  Result<std::vector<Taken>> take(const std::stop_token& stop);
  /// Everything up to here is in the book: its room may be used again.
  void consume(Position position);
  /// How many entries wait to be taken, appended ones included.
  std::size_t waiting() const;

 private:
  struct Pending {
    EntryInfo info;
    std::string body;
    Done done;
  };
  struct Kept {
    std::shared_ptr<Segment> segment;
    Segment::Found found;
  };

  explicit Journal(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<void> recover(Position consumed);
  void write(const std::stop_token& stop);
  void commit(const std::vector<Pending>& group);
  Result<void> make_room(std::uint64_t bytes);
  void give_back(std::shared_ptr<Segment> segment);
  Result<std::shared_ptr<Segment>> next_segment(std::uint64_t bytes);

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Pending> pending_;                // not written yet
  std::deque<Kept> kept_;                       // durable, not consumed
  std::vector<std::shared_ptr<Segment>> free_;  // consumed, to be used again
  std::size_t committing_ = 0;
  std::uint64_t last_number_ = 0;  // of the writing thread, as is current_
  std::shared_ptr<Segment> current_;
  std::jthread writer_;
};

}  // namespace saldo::receive
