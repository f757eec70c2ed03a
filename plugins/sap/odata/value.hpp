#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saldo/records.hpp"

namespace saldo::sap::odata {

struct Member;

/// A JSON value as it is written: numbers stay the text that they are, so that no amount goes
/// through floating point. A value type.
struct Value {
  enum class Kind { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  std::string text;             ///< of a text or number; "true" or "false"
  std::vector<Value> elements;  ///< of an array
  std::vector<Member> members;  ///< of an object, in the document's order
  Place at;                     ///< of an object: where it begins

  bool is_object() const { return kind == Kind::object; }
  /// The member of this name; null when there is none. Throws FormatError when there are two.
  const Value* find(std::string_view name) const;
};

struct Member {
  std::string name;
  Value value;
};

}  // namespace saldo::sap::odata
