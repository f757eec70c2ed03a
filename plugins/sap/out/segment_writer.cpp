#include "out/segment_writer.hpp"

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

struct ControlColumn {
  const char* name;
  std::size_t first, length;  // in EDI_DC40, from 1
  std::string OutControl::*value;
};
constexpr ControlColumn kControl[] = {
    {"MANDT", 11, 3, &OutControl::client},           {"DOCNUM", 14, 16, &OutControl::number},
    {"IDOCTYP", 40, 30, &OutControl::basic_type},    {"MESTYP", 100, 30, &OutControl::message},
    {"SNDPOR", 149, 10, &OutControl::sender_port},   {"SNDPRN", 163, 10, &OutControl::sender},
    {"RCVPOR", 264, 10, &OutControl::receiver_port}, {"RCVPRN", 278, 10, &OutControl::receiver},
    {"CREDAT", 379, 8, &OutControl::created_on},     {"CRETIM", 387, 6, &OutControl::created_at},
    {"ARCKEY", 435, 70, &OutControl::archive_key}};
/// Constants of the control record: direction (2: into SAP) and the partner types LS.
struct Constant {
  const char* name;
  std::size_t first;
  std::string_view value;
};
constexpr Constant kConstants[] = {
    {"DIRECT", 36, "2"}, {"SNDPRT", 159, "LS"}, {"RCVPRT", 274, "LS"}};
constexpr std::size_t kControlWidth = 524, kDataWidth = 1063, kDataFirst = 64;

/// `length` 0: not known.
void check(std::string_view where, std::string_view value, std::size_t length) {
  for (const char c : value)
    if (static_cast<unsigned char>(c) < 0x20)
      throw Rejected("field.text", std::string(where) + " " + text::quoted(value) +
                                       " holds a control character, which no IDoc can");
  if (length != 0 && text::count_characters(value) > length)
    throw Rejected("field.length", std::string(where) + " " + text::quoted(value) + " has " +
                                       std::to_string(text::count_characters(value)) +
                                       " characters; the field holds " + std::to_string(length))
        .figures(std::to_string(length), std::to_string(text::count_characters(value)));
}

void check_all(const OutControl& control, const std::vector<OutSegment>& segments) {
  const auto visit = [](const auto& self, const OutSegment& segment) -> void {
    for (const auto& [field, value] : segment.fields)
      check(std::string(segment.type.name()) + "-" + std::string(field.name), value, field.length);
    for (const OutSegment& below : segment.below) self(self, below);
  };
  for (const ControlColumn& column : kControl)
    check(std::string("EDI_DC40-") + column.name, control.*column.value, column.length);
  for (const OutSegment& segment : segments) visit(visit, segment);
}

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  return out;
}

/// A value of blanks says that the field gets its initial value.
void add_element(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append("<").append(name).append(">").append(escaped(value));
  out.append("</").append(name).append(">");
}

void add_segment(std::string& out, const OutSegment& segment) {
  out.append("<").append(segment.type.name()).append(" SEGMENT=\"1\">");
  for (const auto& [field, value] : segment.fields) add_element(out, field.name, value);
  for (const OutSegment& below : segment.below) add_segment(out, below);
  out.append("</").append(segment.type.name()).append(">");
}

/// A record of blanks into which values are put at their columns, counted in characters.
class Line {
 public:
  explicit Line(std::size_t width) : cells_(width, " ") {}
  void put(std::size_t first, std::string_view value) {
    for (std::size_t cell = first - 1; !value.empty(); ++cell) {
      std::size_t bytes = 1;
      while (bytes < value.size() &&
             text::impl::is_continuation(static_cast<unsigned char>(value[bytes])))
        ++bytes;
      cells_.at(cell) = value.substr(0, bytes);
      value.remove_prefix(bytes);
    }
  }
  std::string take() const {
    std::string out;
    for (const std::string& cell : cells_) out += cell;
    return out += '\n';
  }

 private:
  std::vector<std::string> cells_;
};

std::string padded_number(std::size_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  return digits.insert(0, width - std::min(width, digits.size()), '0');
}

/// "E2IDKU1": a segment's external name in its first version, which mostly has no number.
std::string external_name(SegmentType type) {
  std::string name(type.name());
  name[1] = '2';
  return type == SegmentType("E1STATS") ? name + "001" : name;
}

class FlatWriter {
 public:
  FlatWriter(std::string& out, const OutControl& control) : out_(out), control_(control) {}

  void write(const OutSegment& segment, std::size_t parent, std::size_t level) {
    const std::size_t number = ++count_;
    Line line(kDataWidth);
    line.put(1, external_name(segment.type));
    line.put(31, control_.client);
    line.put(34, control_.number);
    line.put(50, padded_number(number, 6));
    line.put(56, padded_number(parent, 6));
    line.put(62, padded_number(level, 2));
    for (const auto& [field, value] : segment.fields) {
      if (value.empty()) continue;
      if (!field.placed)
        throw Rejected("field.place", std::string(segment.type.name()) + "-" +
                                          std::string(field.name) +
                                          " has no known place in a flat file; set form: xml");
      line.put(kDataFirst + field.begin, value);
    }
    out_ += line.take();
    for (const OutSegment& below : segment.below) write(below, number, level + 1);
  }

 private:
  std::string& out_;
  const OutControl& control_;
  std::size_t count_ = 0;
};

}  // namespace

std::string sap_day(Date date) {
  if (date.empty()) return {};
  std::string text = date.to_string();
  std::erase(text, '-');
  return text;
}

std::string write_xml(const OutControl& control, const std::vector<OutSegment>& segments) {
  check_all(control, segments);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + control.basic_type +
                    "><IDOC BEGIN=\"1\"><EDI_DC40 SEGMENT=\"1\"><TABNAM>EDI_DC40</TABNAM>";
  // In the order of the structure, which some receivers' parsers insist on.
  for (const ControlColumn& column : kControl) {
    for (const Constant& constant : kConstants)
      if (constant.first < column.first &&
          (&column == kControl || constant.first > (&column - 1)->first))
        add_element(out, constant.name, constant.value);
    add_element(out, column.name, control.*column.value);
  }
  out += "</EDI_DC40>";
  for (const OutSegment& segment : segments) add_segment(out, segment);
  return out += "</IDOC></" + control.basic_type + ">\n";
}

std::string write_flat(const OutControl& control, const std::vector<OutSegment>& segments) {
  check_all(control, segments);
  Line line(kControlWidth);
  line.put(1, "EDI_DC40");
  for (const ControlColumn& column : kControl) line.put(column.first, control.*column.value);
  for (const Constant& constant : kConstants) line.put(constant.first, constant.value);
  std::string out = line.take();
  FlatWriter writer(out, control);
  for (const OutSegment& segment : segments) writer.write(segment, 0, 1);
  return out;
}

}  // namespace saldo::sap
