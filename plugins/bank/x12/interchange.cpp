#include "x12/interchange.hpp"

#include "saldo/document_reader.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"
#include "statement_proof.hpp"

namespace saldo::bank::x12 {

namespace {

/// A record must stay below 1 MiB; a longer advice comes in several.
constexpr std::size_t kBytesOfRecord = 512 * 1024;

/// What a line takes at most when it travels: 5 fields with what belongs to them.
std::size_t size_of(const AdviceLine& line) {
  return line.document.size() + line.deduction_reason.size() + 5 * std::size_t{48};
}

std::string_view without_zeros(std::string_view s) {
  while (s.size() > 1 && s.front() == '0') s.remove_prefix(1);
  return s;
}

}  // namespace

Interchange::Interchange(const Host& host, Input& input, Records& records)
    : host_(host), lenient_(wants_lenient(host)), reader_(reader_of(host, input)), sets_(records) {}

void Interchange::read() {
  Segment segment;
  while (reader_.next(segment)) take(segment);
  finish();
}

Rejected Interchange::order_fault(const Segment& segment, const std::string& why) const {
  return segment.fault("x12.order",
                       why + "; segments are missing or out of order: fetch the file again");
}

void Interchange::take(const Segment& segment) {
  const auto id = segment.id();
  if (id == "ISA") return begin_interchange(segment);
  if (id == "GS") return begin_group(segment);
  if (id == "ST") return begin_set(segment);
  if (id == "SE") return end_set(segment);
  if (id == "GE") return end_group(segment);
  if (id == "IEA") return end_interchange(segment);
  if (inside_ == Inside::kSet) return take_in_set(segment);
  // Acknowledgements of the interchange stand between it and its groups.
  if (inside_ == Inside::kInterchange && (id == "TA1" || id == "ISB" || id == "ISE")) return;
  throw order_fault(segment, "stands outside a transaction set (ST to SE)");
}

void Interchange::begin_interchange(const Segment& isa) {
  if (inside_ != Inside::kNothing)
    throw order_fault(isa, "begins an interchange before the one at hand has its end (IEA)");
  inside_ = Inside::kInterchange;
  ++interchanges_;
  interchange_ = {isa.text(13), 0};
}

void Interchange::begin_group(const Segment& gs) {
  if (inside_ != Inside::kInterchange)
    throw order_fault(gs, inside_ == Inside::kNothing
                              ? "stands outside an interchange (ISA to IEA)"
                              : "begins a group before the one at hand has its end (GE)");
  inside_ = Inside::kGroup;
  ++interchange_.parts;
  group_ = {gs.text(6), 0};
}

/// Sets of other kinds are passed over, but must be whole.
void Interchange::begin_set(const Segment& st) {
  if (inside_ == Inside::kSet) leave_set_open(st);
  if (inside_ != Inside::kGroup) throw order_fault(st, "stands outside a group (GS to GE)");
  inside_ = Inside::kSet;
  ++group_.parts;
  set_ = {st.text(2), 0};
  segments_ = 1;
  fault_.reset();
  advice_.reset();
  if (st.element(1) == "820") {
    sets_.begin();
    advice_.emplace(st);
    return;
  }
  if (std::exchange(passed_over_, true)) return;
  host_.log(SALDO_LOG_WARNING, xml::where(st.at) + "a transaction set " +
                                   text::quoted(st.element(1)) +
                                   " is passed over, as are all but 820");
}

void Interchange::take_in_set(const Segment& segment) {
  ++segments_;
  if (!advice_ || fault_) return;
  try {
    advice_->take(segment);
  } catch (const Rejected& fault) {
    fault_ = fault;
  } catch (const FormatError& e) {
    fault_ = segment.fault("amount.range", e.what());
  }
}

void Interchange::end_set(const Segment& se) {
  if (inside_ != Inside::kSet) throw order_fault(se, "ends a transaction set, but none has begun");
  ++segments_;
  try {
    if (!fault_) prove_set(se);
  } catch (const Rejected& fault) {
    fault_ = fault;
  }
  close_set();
}

/// The set is as it was sent, and its sums are right.
void Interchange::prove_set(const Segment& se) {
  check_control(se, set_);
  check_count(se, "segments", segments_);
  if (!advice_) return;
  try {
    advice_->finish();
  } catch (const FormatError& e) {
    throw se.fault("amount.range", e.what());
  } catch (const Rejected& fault) {
    const bool proof = fault.rule == "remittance.line" || fault.rule == "remittance.total";
    if (!lenient_ || !proof) throw;
    host_.log(SALDO_LOG_WARNING, fault.message);
  }
}

void Interchange::close_set() {
  inside_ = Inside::kGroup;
  if (!advice_) {
    if (fault_) throw Rejected(*fault_);
    return;
  }
  if (fault_)
    sets_.refuse(*fault_);
  else
    emit(*advice_);
}

void Interchange::leave_set_open(const Segment& segment) {
  if (!fault_) fault_ = order_fault(segment, "stands where the set before has no end (SE) yet");
  close_set();
}

/// Each record adds up by itself, and all of them to BPR02. The place of each tells it from the
/// others.
void Interchange::emit(const Advice& read) {
  const RemittanceAdvice& advice = read.record();
  std::size_t bytes = 0;
  for (const AdviceLine& line : advice.lines) bytes += size_of(line);
  if (bytes <= kBytesOfRecord) return sets_.accept(advice);
  RemittanceAdvice piece;
  piece.at = advice.at;
  piece.number = advice.number;
  piece.customer = advice.customer;
  piece.payment_date = advice.payment_date;
  const auto give = [&] {
    piece.amount = Money{0, advice.amount->currency};
    for (const AdviceLine& line : piece.lines) *piece.amount += *line.amount;
    sets_.accept(piece);
    piece.lines.clear();
    bytes = 0;
  };
  bytes = 0;
  for (std::size_t i = 0; i < advice.lines.size(); ++i) {
    const AdviceLine& line = advice.lines[i];
    if (!piece.lines.empty() && bytes + size_of(line) > kBytesOfRecord) {
      give();
      piece.at = read.place_of(i);
    }
    piece.lines.push_back(line);
    bytes += size_of(line);
  }
  give();
}

/// The trailer repeats the control number of the header.
void Interchange::check_control(const Segment& trailer, const Level& level) {
  const std::string found = trailer.text(2);
  if (without_zeros(found) == without_zeros(level.control)) return;
  const Rejected fault =
      trailer
          .fault("x12.control", 2,
                 "is not the control number " + text::quoted(level.control) + " of the header")
          .figures(level.control, found);
  if (!lenient_) throw Rejected(fault);
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void Interchange::check_count(const Segment& trailer, const char* what, std::int64_t count) {
  const std::int64_t says = trailer.number(1);
  if (says == count) return;
  const Rejected fault = trailer
                             .fault("x12.count", 1,
                                    std::string("is not the number of ") + what + ", which is " +
                                        std::to_string(count))
                             .figures(std::to_string(count), std::to_string(says));
  if (!lenient_) throw Rejected(fault);
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void Interchange::end_group(const Segment& ge) {
  if (inside_ == Inside::kSet) leave_set_open(ge);
  if (inside_ != Inside::kGroup) throw order_fault(ge, "ends a group, but none has begun");
  check_control(ge, group_);
  check_count(ge, "transaction sets", group_.parts);
  inside_ = Inside::kInterchange;
}

void Interchange::end_interchange(const Segment& iea) {
  if (inside_ != Inside::kInterchange)
    throw order_fault(iea, inside_ == Inside::kNothing
                               ? "ends an interchange, but none has begun"
                               : "ends the interchange before its group has its end (GE)");
  check_control(iea, interchange_);
  check_count(iea, "groups", interchange_.parts);
  inside_ = Inside::kNothing;
  reader_.expect_interchange();
}

void Interchange::finish() {
  const Place at = reader_.end();
  if (inside_ != Inside::kNothing)
    throw Rejected("x12.truncated",
                   xml::where(at) +
                       "the file ends before the end of its interchange (IEA); it was "
                       "cut off on its way: fetch it again")
        .at_place(at)
        .figures("IEA", "the end of the file");
  if (interchanges_ == 0)
    throw Rejected("document.empty", xml::where(at) + "the file holds no segment: fetch it again")
        .at_place(at);
  if (sets_.count() == 0)
    throw Rejected("document.empty",
                   xml::where(at) + "the file holds no remittance advice (820)" +
                       (passed_over_ ? ", only transaction sets of other kinds" : "") +
                       "; ask the sender for one")
        .at_place(at);
  sets_.finish();
}

}  // namespace saldo::bank::x12
