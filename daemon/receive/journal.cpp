#include "receive/journal.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace saldo::receive {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kSegmentBytes = 32u << 20;
constexpr std::size_t kFreeSegments = 2;
/// One taking stays within both; a larger body comes alone.
constexpr std::size_t kTakenEntries = 1024;
constexpr std::uint64_t kTakenBytes = 16u << 20;
/// What comes within this time is taken together: a taking flushes the archive's file system.
constexpr std::chrono::milliseconds kGathering{200};

/// "17.journal" was made as segment 17; 0 for another name.
std::uint64_t number_in_name(const fs::path& file) {
  const std::string stem = file.stem().string();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
  return error == std::errc() && end == stem.data() + stem.size() ? number : 0;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const fs::path& folder, Position consumed) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Failure{.kind = FailureKind::unavailable,
                   .message = "can't make the folder of pushed documents: " + error.message() +
                              "; check archive.path and its permissions",
                   .file = folder.string()};
  std::unique_ptr<Journal> journal(new Journal(folder));
  if (auto recovered = journal->recover(consumed); !recovered) return recovered.error();
  journal->writer_ =
      std::jthread([j = journal.get()](const std::stop_token& stop) { j->write(stop); });
  return journal;
}

Journal::~Journal() {
  writer_.request_stop();
  if (writer_.joinable()) writer_.join();
}

Result<void> Journal::recover(Position consumed) {
  last_number_ = consumed.segment;
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error))
    if (entry.path().extension() == ".journal") files.push_back(entry.path());
  for (const fs::path& file : files) {
    std::vector<Segment::Found> found;
    auto segment =
        Segment::open(file, [&](const Segment::Found& entry) { found.push_back(entry); });
    if (!segment) return segment.error();
    // Also by its name: the file of a process that died before its first entry tells no number, and
    // making it once more would cut off the one that is kept here.
    last_number_ = std::max({last_number_, (*segment)->number(), number_in_name(file)});
    const auto waits = [&](const Segment::Found& f) { return f.position > consumed; };
    if (std::none_of(found.begin(), found.end(), waits)) {
      free_.push_back(*segment);
      continue;
    }
    for (Segment::Found& f : found)
      if (waits(f)) kept_.push_back({*segment, std::move(f)});
  }
  std::sort(kept_.begin(), kept_.end(),
            [](const Kept& a, const Kept& b) { return a.found.position < b.found.position; });
  return {};
}

void Journal::append(EntryInfo info, std::string body, Done done) {
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back({std::move(info), std::move(body), std::move(done)});
  }
  changed_.notify_all();
}

void Journal::write(const std::stop_token& stop) {
  for (;;) {
    std::vector<Pending> group;
    {
      std::unique_lock lock(mutex_);
      // What has come is still written when asked to stop: somebody waits for the answer.
      if (!changed_.wait(lock, stop, [&] { return !pending_.empty(); })) return;
      group.swap(pending_);
      committing_ = group.size();
    }
    commit(group);
  }
}

/// A segment with room for an entry. One that is full is flushed first, so that the last flush of a
/// group covers it all.
Result<void> Journal::make_room(std::uint64_t bytes) {
  if (current_ && current_->has_room_for(bytes)) return {};
  if (current_)
    if (auto flushed = current_->flush(); !flushed) return flushed;
  auto next = next_segment(bytes);
  if (!next) return next.error();
  const std::lock_guard lock(mutex_);
  if (current_) give_back(std::exchange(current_, nullptr));
  current_ = std::move(*next);
  return {};
}

/// Keeps a segment for another life when nothing refers to it any more.
void Journal::give_back(std::shared_ptr<Segment> segment) {
  if (segment.use_count() > 1) return;
  if (free_.size() < kFreeSegments && segment->size() <= kSegmentBytes) {
    free_.push_back(std::move(segment));
  } else {
    std::error_code ignored;
    fs::remove(segment->path(), ignored);
  }
}

Result<std::shared_ptr<Segment>> Journal::next_segment(std::uint64_t bytes) {
  const std::uint64_t number = last_number_ + 1;
  {
    const std::lock_guard lock(mutex_);
    const auto fits = std::find_if(free_.begin(), free_.end(),
                                   [&](const auto& segment) { return segment->size() >= bytes; });
    if (fits != free_.end()) {
      std::shared_ptr<Segment> segment = *fits;
      free_.erase(fits);
      segment->reuse(number);
      last_number_ = number;
      return segment;
    }
  }
  auto made = Segment::create(folder_ / (std::to_string(number) + ".journal"), number,
                              std::max(kSegmentBytes, bytes));
  if (made) last_number_ = number;
  return made;
}

void Journal::commit(const std::vector<Pending>& group) {
  std::vector<Kept> written;
  Result<void> outcome;
  for (const Pending& p : group) {
    outcome = make_room(Segment::bytes_of(p.info, p.body));
    if (!outcome) break;
    auto found = current_->append(p.info, p.body);
    if (!found) {
      outcome = found.error();
      break;
    }
    written.push_back({current_, std::move(*found)});
  }
  if (outcome) outcome = current_->flush();
  // After a failed flush nobody knows what of the file is on disk: it is left as it is.
  if (!outcome) current_.reset();
  {
    const std::lock_guard lock(mutex_);
    committing_ = 0;
    if (outcome)
      for (Kept& kept : written) kept_.push_back(std::move(kept));
  }
  changed_.notify_all();
  for (const Pending& p : group) p.done(outcome);
}

Result<std::vector<Journal::Taken>> Journal::take(const std::stop_token& stop) {
  std::vector<Kept> oldest;
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return !kept_.empty(); })) return std::vector<Taken>{};
    changed_.wait_for(lock, stop, kGathering, [&] { return kept_.size() >= kTakenEntries; });
    std::uint64_t bytes = 0;
    for (const Kept& kept : kept_) {
      bytes += kept.found.size;
      if (!oldest.empty() && (bytes > kTakenBytes || oldest.size() == kTakenEntries)) break;
      oldest.push_back(kept);
    }
  }
  std::vector<Taken> taken;
  for (Kept& kept : oldest) {
    auto body = kept.segment->read_body(kept.found.offset, kept.found.size);
    if (!body) return body.error();
    taken.push_back({std::move(kept.found.info), std::move(*body), kept.found.position});
  }
  return taken;
}

void Journal::consume(Position position) {
  const std::lock_guard lock(mutex_);
  while (!kept_.empty() && kept_.front().found.position <= position) {
    std::shared_ptr<Segment> segment = std::move(kept_.front().segment);
    kept_.pop_front();
    // The one that is written to, or that has more entries, is referred to from elsewhere.
    give_back(std::move(segment));
  }
}

std::size_t Journal::waiting() const {
  const std::lock_guard lock(mutex_);
  return pending_.size() + committing_ + kept_.size();
}

}  // namespace saldo::receive
