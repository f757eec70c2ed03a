#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

/// What is known of SAP's segments: tables made from layouts.tsv and catalogue.tsv.
namespace saldo::sap {

/// Messages whose IDocs are built of the same segments.
enum class Family : std::uint8_t { none, orders, debmas, fidcc, pexr, finsta, aleaud, systat };

namespace impl {

struct Layout {
  std::string_view segment, field;
  std::uint16_t first, length;  // in EDI_DD40, from 1; 0: not known
  bool listed;                  // by a source, rather than seen in messages
};
struct Position {
  Family family;
  std::string_view segment, parent;  // no parent: directly in the IDoc
};

#include "idoc/layouts.inc"

/// Where a segment's own data begin in EDI_DD40.
inline constexpr std::size_t kDataFirst = 64;

/// The names of all segments, each once; the position is a segment's number.
inline constexpr auto kSegments = [] {
  std::array<std::string_view, std::size(kPositions)> names{};
  std::size_t count = 0;
  for (const Position& p : kPositions) {
    bool known = false;
    for (std::size_t i = 0; i < count; ++i) known = known || names[i] == p.segment;
    if (!known) names[count++] = p.segment;
  }
  return names;
}();

constexpr std::size_t segment_index(std::string_view name) {
  for (std::size_t i = 0; i < kSegments.size(); ++i)
    if (!name.empty() && kSegments[i] == name) return i;
  return kSegments.size();
}

}  // namespace impl

/// One of SAP's segments, or none: the IDoc itself.
class SegmentType {
 public:
  constexpr SegmentType() = default;
  /// Doesn't compile for a name that the catalogue hasn't.
  consteval SegmentType(const char* name) {  // NOLINT(google-explicit-constructor)
    const std::size_t index = impl::segment_index(name);
    if (index == impl::kSegments.size()) throw "the catalogue has no such segment";
    number_ = static_cast<std::uint8_t>(index + 1);
  }
  static constexpr SegmentType from_number(std::size_t number) {
    SegmentType type;
    type.number_ = static_cast<std::uint8_t>(number);
    return type;
  }
  /// None where the catalogue hasn't that name.
  static SegmentType find(std::string_view name) {
    if (!name.starts_with("E1")) return {};
    const std::size_t index = impl::segment_index(name);
    return index == impl::kSegments.size() ? SegmentType() : from_number(index + 1);
  }

  constexpr explicit operator bool() const { return number_ != 0; }
  constexpr std::size_t number() const { return number_; }
  constexpr std::string_view name() const {
    return number_ == 0 ? std::string_view() : impl::kSegments[number_ - 1u];
  }
  friend constexpr bool operator==(SegmentType, SegmentType) = default;

 private:
  std::uint8_t number_ = 0;
};

/// A field of a segment, and where it stands in a flat file.
class Field {
 public:
  /// Doesn't compile for what the layouts haven't.
  consteval Field(const char* segment, const char* field) {
    for (const impl::Layout& l : impl::kLayouts)
      if (l.segment == segment && l.field == field) {
        *this = Field(l);
        return;
      }
    throw "the layouts have no such field";
  }
  /// The fields of a segment that a source lists, in their order.
  static std::vector<Field> all_of(SegmentType segment) {
    std::vector<Field> fields;
    for (const impl::Layout& l : impl::kLayouts)
      if (l.segment == segment.name() && l.listed) fields.push_back(Field(l));
    return fields;
  }

  std::string_view name;
  std::uint16_t begin = 0;   ///< in the segment's own data, from 0
  std::uint16_t length = 0;  ///< 0: not known
  bool placed = false;       ///< false: no source tells where it stands in a flat file

 private:
  constexpr explicit Field(const impl::Layout& l)
      : name(l.field),
        begin(l.first == 0 ? 0 : static_cast<std::uint16_t>(l.first - impl::kDataFirst)),
        length(l.length),
        placed(l.first != 0) {}
};

namespace impl {

inline constexpr std::size_t kTypes = kSegments.size() + 1, kFamilies = 8;

constexpr std::size_t position_index(Family family, SegmentType segment, SegmentType parent) {
  return (static_cast<std::size_t>(family) * kTypes + segment.number()) * kTypes + parent.number();
}

inline constexpr auto kAllowed = [] {
  std::array<bool, kFamilies * kTypes * kTypes> table{};
  const auto type = [](std::string_view name) {
    return name.empty() ? SegmentType() : SegmentType::from_number(segment_index(name) + 1);
  };
  for (const Position& p : kPositions)
    table[position_index(p.family, type(p.segment), type(p.parent))] = true;
  return table;
}();

}  // namespace impl

/// Whether the catalogue allows a segment directly below another, or in the IDoc itself.
inline bool allows(Family family, SegmentType segment, SegmentType parent) {
  return impl::kAllowed[impl::position_index(family, segment, parent)];
}

/// Whether messages of the family have the segment at all.
inline bool has(Family family, SegmentType segment) {
  static constexpr auto kKnown = [] {
    std::array<bool, impl::kFamilies * impl::kTypes> table{};
    for (std::size_t i = 0; i < impl::kAllowed.size(); ++i)
      if (impl::kAllowed[i]) table[i / impl::kTypes] = true;
    return table;
  }();
  return kKnown[static_cast<std::size_t>(family) * impl::kTypes + segment.number()];
}

/// The segments that may hold one: "E1IDPU1, the IDoc".
inline std::string holders(Family family, SegmentType segment) {
  std::string names;
  for (std::size_t n = impl::kTypes; n-- > 0;) {
    const auto parent = SegmentType::from_number(n);
    if (!allows(family, segment, parent)) continue;
    names.append(names.empty() ? "" : ", ").append(parent ? parent.name() : "the IDoc");
  }
  return names;
}

}  // namespace saldo::sap
