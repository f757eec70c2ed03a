#pragma once

#include "statement_set.hpp"
#include "x12/advice.hpp"

namespace saldo::bank::x12 {

/// Reads one document: interchanges (ISA … IEA) of groups (GS … GE) of transaction sets (ST … SE).
class Interchange {
 public:
  Interchange(const Host& host, Input& input, Records& records);
  void read();

 private:
  enum class Inside { kNothing, kInterchange, kGroup, kSet };
  /// The control number of a level, and how many parts it had.
  struct Level {
    std::string control;
    std::int64_t parts = 0;
  };

  void take(const Segment& segment);
  void begin_interchange(const Segment& isa);
  void begin_group(const Segment& gs);
  void begin_set(const Segment& st);
  void take_in_set(const Segment& segment);
  void end_set(const Segment& se);
  void leave_set_open(const Segment& segment);
  void end_group(const Segment& ge);
  void end_interchange(const Segment& iea);
  void finish();

  void prove_set(const Segment& se);
  void close_set();
  void emit(const Advice& read);
  void check_control(const Segment& trailer, const Level& level);
  void check_count(const Segment& trailer, const char* what, std::int64_t count);
  Rejected order_fault(const Segment& segment, const std::string& why) const;

  Host host_;
  bool lenient_;
  SegmentReader reader_;
  StatementSet sets_;

  Inside inside_ = Inside::kNothing;
  Level interchange_, group_, set_;
  bool passed_over_ = false;
  std::int64_t segments_ = 0, interchanges_ = 0;
  std::optional<Advice> advice_;   // none in a set of another kind
  std::optional<Rejected> fault_;  // of the set at hand
};

}  // namespace saldo::bank::x12
