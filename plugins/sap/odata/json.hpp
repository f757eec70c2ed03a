#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "odata/value.hpp"

namespace saldo::sap::odata {

/// What a reply says beside its entities.
struct PageFacts {
  std::string next;        ///< __next or @odata.nextLink as it stands there; empty: none
  std::string count;       ///< __count or @odata.count; empty: not given
  std::string context;     ///< @odata.context (V4)
  bool is_error = false;   ///< the reply is an error
  bool is_single = false;  ///< one entity rather than a list
  Value error;             ///< of an error reply, what "error" holds
};

/// Reads a reply of OData V2 or V4 in JSON, piece by piece: `{"d":{"results":[…]}}`, `{"d":{…}}`,
/// `{"d":[…]}`, `{"value":[…]}`, `{"error":{…}}`. Holds one entity at a time.
///
/// Throws Rejected: json.invalid, json.truncated, json.limit, json.shape.
class PageReader {
 public:
  static constexpr std::size_t kEntityBytesMax = std::size_t{1} << 20;
  static constexpr std::size_t kDepthMax = 24;

  /// Calls `each` for every entity. `start` is where the JSON begins in its document.
  PageReader(Place start, std::function<void(const Value&)> each);
  ~PageReader();
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  void feed(std::string_view piece);
  /// At the end of the document.
  PageFacts finish();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace saldo::sap::odata
