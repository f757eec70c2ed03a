#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "out/segment_writer.hpp"

namespace saldo::sap {

/// Sets a field of a change back to its initial value.
inline constexpr const char* kInitial = " ";

/// A segment of a change of the customer (DEBMAS, MSGFN 004) in which only these fields, keys among
/// them, have values. Each other one that is known says that it stays, by SAP's mark for no data,
/// "/": receivers differ in whether an absent field is one that stays, or one without a value.
OutSegment changed(SegmentType type,
                   const std::vector<std::pair<std::string_view, std::string>>& fields);

}  // namespace saldo::sap
