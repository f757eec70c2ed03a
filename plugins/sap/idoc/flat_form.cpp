#include "idoc/flat_form.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::sap {

namespace {

/// Columns of a record: the first, from 0, and how many.
struct Column {
  std::size_t begin, length;
  std::string_view of(std::string_view record) const {
    return text::trim(record.substr(std::min(begin, record.size()), length));
  }
};

/// Control records: EDI_DC40, and EDI_DC of release 3, which names the receiver first.
struct ControlColumns {
  Column client, number, basic_type, message, sender_type, sender;
};
constexpr ControlColumns kControl40 = {{10, 3}, {13, 16}, {39, 30}, {99, 30}, {158, 2}, {162, 10}};
constexpr ControlColumns kControl3 = {{10, 3}, {13, 16}, {423, 8}, {417, 6}, {188, 2}, {190, 10}};

struct DataColumns {
  Column name, number, position, parent;
  std::size_t data;  // where the segment's own fields begin
};
constexpr DataColumns kData40 = {{0, 30}, {33, 16}, {49, 6}, {55, 6}, 63};
constexpr DataColumns kData3 = {{0, 10}, {13, 16}, {29, 6}, {45, 6}, 55};

std::uint32_t number_in(std::string_view digits) {
  std::uint32_t n = 0;
  if (!text::all_digits(digits)) return 0;
  for (const char c : digits) n = n * 10 + static_cast<std::uint32_t>(c - '0');
  return n;
}

bool is_set(std::string_view number) { return number.find_first_not_of('0') != number.npos; }

/// On the wire names begin with E2 and may end in a version of three digits; names themselves end
/// in digits too.
SegmentType type_of(std::string_view wire_name) {
  if (!wire_name.starts_with("E2") && !wire_name.starts_with("E1")) return {};
  std::string name(wire_name);
  name[1] = '1';
  if (const SegmentType type = SegmentType::find(name)) return type;
  if (name.size() < 5 || !text::all_digits(std::string_view(name).substr(name.size() - 3)))
    return {};
  return SegmentType::find(std::string_view(name).substr(0, name.size() - 3));
}

}  // namespace

struct FlatForm::Header {
  std::string_view name, document;
  std::uint32_t number = 0, parent = 0;
};

Control FlatForm::control(const FlatRecord& record) {
  old_ = record.is_old_control();
  position_ = 0;
  passed_.clear();
  const ControlColumns& columns = old_ ? kControl3 : kControl40;
  std::string ascii(record.text);  // so that a column is a byte
  for (char& c : ascii)
    if ((static_cast<unsigned char>(c) & 0x80) != 0) c = '?';
  const auto value = [&](const Column& c) { return std::string(c.of(ascii)); };
  return {value(columns.client),  value(columns.number),      value(columns.basic_type),
          value(columns.message), value(columns.sender_type), value(columns.sender)};
}

Rejected FlatForm::fault(const char* rule, const FlatRecord& record, const Header& header,
                         const std::string& why) const {
  return Rejected(rule, xml::where(record.at) + segments_.document() + ", segment " +
                            std::to_string(header.number) + " " + text::quoted(header.name) + ": " +
                            why)
      .at_place(record.at);
}

void FlatForm::check(const FlatRecord& record, const Header& header) const {
  constexpr std::size_t kShortest = 55;  // up to its number
  const std::size_t width = old_ ? FlatRecords::kOldData : FlatRecords::kData;
  const std::size_t shortest = old_ ? kData3.position.begin + 1 : kShortest;
  const std::size_t blanks = record.characters - text::count_characters(record.text);
  // Blanks behind the width do no harm: some writers pad further.
  if (record.characters < shortest || record.characters - blanks > width)
    throw fault("record.length", record, header,
                "the record has " + std::to_string(record.characters - blanks) +
                    " characters; a data record has " + std::to_string(shortest) + " to " +
                    std::to_string(width) + "; have the sender write the file again");
  const auto fixed = record.text.substr(0, old_ ? kData3.data : kData40.data);
  if (text::count_characters(fixed) != fixed.size())
    throw fault("record.header", record, header,
                "the columns before the segment's own data hold letters that aren't ASCII; have "
                "the sender write the file again");
  if (is_set(header.document) && is_set(segments_.control().number) &&
      header.document != segments_.control().number)
    throw fault("idoc.number", record, header,
                "DOCNUM " + text::quoted(header.document) +
                    " is not that of the control record: records were lost or mixed up; have the "
                    "sender write the file again")
        .figures(segments_.control().number, std::string(header.document));
}

/// Whether the segment is below one that is passed over, or is one that is.
bool FlatForm::passes_over(const Header& header, SegmentType type) {
  while (!passed_.empty() && (header.parent == 0 || passed_.back() != header.parent))
    passed_.pop_back();
  if (passed_.empty() && type && has(segments_.family(), type)) return false;
  if (passed_.empty() && !type && !header.name.starts_with("E2") && !header.name.starts_with("E1"))
    extensions_.add(header.name);
  passed_.push_back(header.number);
  return true;
}

void FlatForm::take(const FlatRecord& record) {
  ++position_;
  const DataColumns& columns = old_ ? kData3 : kData40;
  Header header{columns.name.of(record.text), columns.number.of(record.text),
                number_in(columns.position.of(record.text)),
                number_in(columns.parent.of(record.text))};
  if (header.number == 0) header.number = static_cast<std::uint32_t>(position_);
  if (record.bad != text::npos)
    throw fault("text.encoding", record, header,
                "byte " + std::to_string(record.bad + 1) +
                    " of the record is not UTF-8; set option code_page to what the port writes");
  check(record, header);
  const SegmentType type = type_of(header.name);
  if (passes_over(header, type)) return;
  Node candidate;
  if (header.parent == 0)
    candidate = segments_.root();
  else if (header.parent != header.number)
    candidate = segments_.open(header.parent);
  const Node node = segments_.add(type, header.number, candidate, record.at);
  const std::size_t before = std::min(columns.data, record.text.size());
  segments_.set_data(node, record.text.substr(before), before, record.one_byte);
}

}  // namespace saldo::sap
