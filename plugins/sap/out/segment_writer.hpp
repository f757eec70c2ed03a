#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "idoc/layout.hpp"
#include "saldo/date.hpp"

namespace saldo::sap {

/// An IDoc that leaves: segments in order, each with its fields and those below it.
struct OutSegment {
  SegmentType type;
  /// Empty values are left out; a blank sets the field back to its initial value.
  std::vector<std::pair<Field, std::string>> fields;
  std::vector<OutSegment> below;
};

/// What its control record says.
struct OutControl {
  std::string client, number, basic_type, message;
  std::string sender_port, sender, receiver_port, receiver;
  std::string created_on, created_at;  ///< YYYYMMDD, HHMMSS
  std::string archive_key;             ///< ARCKEY: by which answers find what they answer
};

/// YYYYMMDD; empty for no date.
std::string sap_day(Date date);

/// Both forms in UTF-8. They throw Rejected (field.length, field.text) for a value that its field
/// can't hold: cut short it would name something else. The flat form throws field.place, too.
std::string write_xml(const OutControl& control, const std::vector<OutSegment>& segments);
/// Lines of full width, ended by LF.
std::string write_flat(const OutControl& control, const std::vector<OutSegment>& segments);

}  // namespace saldo::sap
