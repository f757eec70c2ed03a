#include "out/customer_change.hpp"

namespace saldo::sap {

namespace {
constexpr const char* kUnchanged = "/";
constexpr const char* kChange = "004";
}  // namespace

OutSegment changed(SegmentType type,
                   const std::vector<std::pair<std::string_view, std::string>>& fields) {
  OutSegment segment{.type = type, .fields = {}, .below = {}};
  for (const Field& field : Field::all_of(type)) {
    std::string value = field.name == "MSGFN" ? kChange : kUnchanged;
    for (const auto& [name, new_value] : fields)
      if (name == field.name) value = new_value;
    segment.fields.emplace_back(field, std::move(value));
  }
  return segment;
}

}  // namespace saldo::sap
