#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saldo::sap::odata {

/// An extract that has begun and isn't complete.
struct OpenExtract {
  std::string id;
  bool full = false;
  std::int64_t began_ns = 0;
  std::string query;             ///< what it asks for; another configuration begins another extract
  std::int64_t part = 1;         ///< the one that comes next
  std::string next;              ///< its target where SAP named one
  std::int64_t skip = 0;         ///< the rows before the window of $top rows at hand
  std::int64_t window_rows = 0;  ///< of the window, those that are there
  std::string last_row;          ///< the key of the last row that is there; open items only
};

/// How far one kind of content is known.
struct Progress {
  std::int64_t full_began_ns = 0;  ///< of the last complete full extract; 0: none
  std::int64_t known_ns = 0;       ///< when the last complete extract of any extent began
  std::optional<OpenExtract> open;
};

/// Where a source stands; kept by saldo between pulls, and after each page.
struct Cursor {
  Progress customers, open_items;

  std::string to_string() const;
  /// Nothing for a text that isn't one of ours: then all begins anew, which costs time only.
  static std::optional<Cursor> parse(std::string_view text);
};

}  // namespace saldo::sap::odata
