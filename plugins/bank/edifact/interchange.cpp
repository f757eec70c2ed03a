#include "edifact/interchange.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::bank::edifact {

namespace {

/// The charset of the syntax identifier, for bytes that aren't UTF-8.
text::Charset charset_of_syntax(std::string_view identifier) {
  if (identifier == "UNOD") return text::Charset::kIso8859_2;
  return text::Charset::kIso8859_1;
}

}  // namespace

Interchanges::Kind Interchanges::next(Segment& segment) {
  while (reader_.next(segment)) {
    const bool service = segment.tag().starts_with("UN");
    if (in_message_) {
      ++segments_;
      if (segment.tag() == "UNT") {
        end_message(segment);
        return Kind::kMessageEnd;
      }
      require_outside(segment, !service || segment.tag() == "UNS", "inside a message");
      return Kind::kSegment;
    }
    if (read_outside(segment)) return Kind::kMessage;
  }
  if (in_interchange_)
    throw Rejected("edifact.truncated",
                   xml::where(end()) +
                       "the file ends before the end of its interchange (UNZ); it "
                       "was cut off on its way: fetch it again")
        .at_place(end())
        .figures(in_message_ ? "UNT" : "UNZ", "the end of the file");
  if (interchanges_ == 0)
    throw Rejected("document.empty", xml::where(end()) + "the file holds nothing: fetch it again")
        .at_place(end());
  return Kind::kEndOfFile;
}

/// Reads a segment between messages; true for UNH.
bool Interchanges::read_outside(Segment& segment) {
  const std::string_view tag = segment.tag();
  if (tag == "UNB") {
    begin_interchange(segment);
  } else if (tag == "UNG") {
    require_outside(segment, in_interchange_ && !in_group_, "outside of an interchange");
    in_group_ = true;
    ++groups_;
    messages_in_group_ = 0;
    group_ = segment.text(5);
  } else if (tag == "UNH") {
    begin_message(segment);
    return true;
  } else if (tag == "UNE") {
    end_group(segment);
  } else if (tag == "UNZ") {
    end_interchange(segment);
  } else {
    require_outside(segment, false, "outside of a message");
  }
  return false;
}

void Interchanges::require_outside(const Segment& segment, bool holds, const char* where) {
  if (holds) return;
  throw segment.fault("edifact.structure",
                      "the segment " + text::quoted(segment.tag()) + " stands " + where);
}

void Interchanges::begin_interchange(const Segment& unb) {
  require_outside(unb, !in_interchange_, "inside an interchange");
  in_interchange_ = true;
  ++interchanges_;
  groups_ = messages_ = 0;
  interchange_ = unb.text(5);
  reader_.set_charset(charset_of_syntax(unb.raw(1)));
  if (unb.raw(11) == "1")
    throw unb.fault("edifact.test", "the interchange is marked as a test, so nothing was booked");
}

void Interchanges::begin_message(const Segment& unh) {
  require_outside(unh, in_interchange_, "outside of an interchange");
  in_message_ = true;
  ++messages_;
  ++messages_in_group_;
  segments_ = 1;
  message_ = unh.text(1);
}

void Interchanges::end_message(const Segment& unt) {
  in_message_ = false;
  check_end(unt, segments_, "segments", message_);
}

void Interchanges::end_group(const Segment& une) {
  require_outside(une, in_group_, "outside of a group");
  in_group_ = false;
  check_end(une, messages_in_group_, "messages", group_);
}

void Interchanges::end_interchange(const Segment& unz) {
  require_outside(unz, in_interchange_ && !in_group_, "outside of an interchange");
  in_interchange_ = false;
  const bool grouped = groups_ != 0;
  check_end(unz, grouped ? groups_ : messages_, grouped ? "groups" : "messages", interchange_);
}

void Interchanges::check_end(const Segment& trailer, std::int64_t counted, const char* of,
                             const std::string& reference) {
  if (trailer.text(2) != reference)
    throw trailer
        .fault("edifact.reference", "the reference " + text::quoted(trailer.text(2)) +
                                        " isn't that of the beginning, " + text::quoted(reference))
        .figures(reference, trailer.text(2));
  const std::string says = trailer.text(1), is = std::to_string(counted);
  const std::size_t digits = says.find_first_not_of('0');
  if (digits != says.npos && says.substr(digits) == is) return;
  broken_(trailer
              .fault("edifact.count",
                     "it counts " + text::quoted(says) + " " + of + " but there are " + is)
              .figures(says, is));
}

}  // namespace saldo::bank::edifact
