#include "cremul/cremul.hpp"

#include <algorithm>

#include "cremul/booking.hpp"
#include "edifact/interchange.hpp"
#include "saldo/document_reader.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank {

namespace {

using edifact::Interchanges;
using edifact::Segment;

/// Reads one file: hands the segments of each booking to its reader.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : host_(host),
        lenient_(wants_lenient(host)),
        interchanges_(reader_of(host, input), [this](const Rejected& fault) { broken(fault); }),
        statements_(records),
        booking_(host, records, statements_, lenient_) {}

  void read() {
    Segment segment;
    for (;;) {
      switch (interchanges_.next(segment)) {
        case Interchanges::Kind::kMessage:
          begin_message(segment);
          break;
        case Interchanges::Kind::kSegment:
          take(segment);
          break;
        case Interchanges::Kind::kMessageEnd:
          end_booking();
          break;
        case Interchanges::Kind::kEndOfFile:
          return finish();
      }
    }
  }
  const HeldMoney& held() const { return booking_.held(); }

 private:
  enum class State {
    kHeader,
    kBooking,
    kRefused,  // the rest of a booking that was refused
    kTail,     // behind the last booking
    kOther,    // a message of another type
  };

  void begin_message(const Segment& unh) {
    state_ = State::kHeader;
    bookings_ = 0;
    number_.clear();
    if (unh.raw(2) == "CREMUL") return;
    state_ = State::kOther;
    statements_.begin();
    statements_.refuse(
        unh.fault("edifact.message",
                  "the message is of type " + text::quoted(unh.raw(2)) + ", which isn't read"));
  }

  void take(const Segment& segment) {
    if (state_ == State::kOther) return;
    const std::string_view tag = segment.tag();
    if (tag == "LIN") {
      begin_booking(segment);
    } else if (tag == "CNT") {
      end_booking();
      check_count(segment);
    } else if (state_ == State::kBooking) {
      guarded([&] { booking_.take(segment); });
    } else if (state_ == State::kHeader) {
      if (tag == "BGM") number_ = segment.text(2);
      if (tag == "SEQ") refuse_order(segment);
    } else if (state_ == State::kTail && (tag == "SEQ" || tag == "MOA")) {
      refuse_order(segment);
    }
  }

  [[noreturn]] static void refuse_order(const Segment& segment) {
    throw segment.fault("cremul.structure", "the segment stands outside of a booking (LIN)");
  }

  void begin_booking(const Segment& lin) {
    if (state_ == State::kTail) refuse_order(lin);
    end_booking();
    ++bookings_;
    state_ = State::kBooking;
    booking_.begin(lin, number_);
  }

  void end_booking() {
    const State before = state_;
    if (before == State::kOther) return;
    state_ = State::kTail;
    if (before == State::kBooking) guarded([&] { statements_.accept(booking_.finish()); });
    state_ = State::kTail;
  }

  /// CNT+LI:4 says how many bookings the message has.
  void check_count(const Segment& cnt) {
    const std::string_view what = cnt.raw(1, 0);
    const std::string says = cnt.text(1, 1), is = std::to_string(bookings_);
    const std::size_t digits = std::min(says.find_first_not_of('0'), says.size());
    const bool same = says == is || (digits != says.size() && says.substr(digits) == is);
    if ((what != "LI" && what != "LIN") || same) return;
    broken(cnt.fault("cremul.count",
                     "it counts " + text::quoted(says) + " bookings (LIN) but there are " + is)
               .figures(says, is));
  }

  void finish() const {
    if (statements_.count() != 0) return statements_.finish();
    const Place end = interchanges_.end();
    throw Rejected("document.empty",
                   xml::where(end) + "the file holds no booking (LIN); ask the bank for one")
        .at_place(end);
  }

  /// What is wrong with one booking costs that booking.
  template <class F>
  void guarded(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      state_ = State::kRefused;
      statements_.refuse(fault);
    }
  }

  void broken(const Rejected& fault) const {
    if (!lenient_) throw fault;
    host_.log(SALDO_LOG_WARNING, fault.message);
  }

  Host host_;
  bool lenient_;
  Interchanges interchanges_;
  StatementSet statements_;
  cremul::BookingReader booking_;
  State state_ = State::kHeader;
  std::string number_;
  std::int64_t bookings_ = 0;
};

}  // namespace

int Cremul::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = text::trim(head);
  if (!head.starts_with("UNA") && !head.starts_with("UNB")) return 0;
  std::string unwrapped;
  for (const char c : head)
    if (c != '\r' && c != '\n') unwrapped.push_back(c);
  return unwrapped.find("CREMUL") == std::string::npos ? 0 : 95;
}

void Cremul::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.held().sum());
    throw;
  }
}

}  // namespace saldo::bank
