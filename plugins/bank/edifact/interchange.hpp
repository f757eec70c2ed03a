#pragma once

#include <functional>

#include "edifact/segment.hpp"

namespace saldo::bank::edifact {

/// The messages of all interchanges of a file, one segment at a time. Their service segments prove
/// that nothing is missing: the counts and references of UNT, UNE and UNZ.
class Interchanges {
 public:
  enum class Kind { kMessage, kSegment, kMessageEnd, kEndOfFile };

  /// `broken` is given a count that doesn't agree; it throws it, or lets the reading go on.
  Interchanges(InputWindow::Read read, std::function<void(const Rejected&)> broken)
      : reader_(std::move(read)), broken_(std::move(broken)) {}

  /// A message begins with its UNH and ends with its UNT. Throws Rejected: document.empty,
  /// edifact.structure, edifact.reference, edifact.test, edifact.truncated; and those of
  /// SegmentReader. Counts that don't agree are edifact.count.
  Kind next(Segment& segment);
  Place end() const { return reader_.end(); }

 private:
  bool read_outside(Segment& segment);
  void begin_interchange(const Segment& unb);
  void begin_message(const Segment& unh);
  void end_message(const Segment& unt);
  void end_group(const Segment& une);
  void end_interchange(const Segment& unz);
  void require_outside(const Segment& segment, bool holds, const char* where);
  void check_end(const Segment& trailer, std::int64_t counted, const char* of,
                 const std::string& reference);

  SegmentReader reader_;
  std::function<void(const Rejected&)> broken_;
  std::string interchange_, group_, message_;  // references
  std::int64_t interchanges_ = 0, groups_ = 0, messages_ = 0, messages_in_group_ = 0, segments_ = 0;
  bool in_interchange_ = false, in_group_ = false, in_message_ = false;
};

}  // namespace saldo::bank::edifact
