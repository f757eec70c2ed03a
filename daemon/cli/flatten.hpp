#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

/// JSON objects as rows of cells.
namespace saldo::cli {

using Cells = std::vector<std::pair<std::string, std::string>>;  ///< column and text

/// "a.b" for nested objects. Null and missing are no cell. A list of plain values is one cell with
/// "; " between them; other lists are one cell of JSON, so that rows keep their number of columns.
Cells flatten(const boost::json::object& row);

/// As flatten, but for one object by itself: lists become "a.0.b".
Cells flatten_deeply(const boost::json::object& object);

/// A value that isn't an object as text: strings without quotes.
std::string text_of(const boost::json::value& value);

}  // namespace saldo::cli
