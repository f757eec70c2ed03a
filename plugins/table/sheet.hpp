#pragma once

#include <string>
#include <vector>

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::table {

/// A row of a table: its cells without the blanks around them, and where it begins.
struct Row {
  Place at;
  std::vector<std::string> cells;

  bool empty() const;
  const std::string& cell(std::size_t i) const;
};

/// How a table is written.
struct Dialect {
  char separator = ';';
  text::Charset charset = text::Charset::kCp1252;  ///< of what isn't UTF-8
};

/// Splits a text as RFC 4180 has it: cells in quotes may hold separators, line ends and doubled
/// quotes. With `most` the first rows only; then the last row may be cut. Throws Rejected
/// (table.row) for a quote that never ends.
std::vector<Row> read_rows(std::string_view text, const Dialect& dialect, std::size_t most = 0);

}  // namespace saldo::table
