#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "saldo/date.hpp"

/// Office Open XML spreadsheets.
namespace saldo::render {

/// Writes a workbook row by row in memory that doesn't grow with it; the file is complete after
/// close(). Rows of one sheet come in order. Failures come from close(). Not thread-safe.
class Workbook {
 public:
  static constexpr std::size_t kRowsMax = 1'048'576;  ///< of a sheet, its header included
  static constexpr std::size_t kTextMax = 32'767;     ///< characters of a cell

  /// `scratch` is a folder for what waits to be put together.
  Workbook(const std::filesystem::path& file, const std::filesystem::path& scratch);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  struct Column {
    std::string title;
    std::size_t width = 0;  ///< in characters
  };
  /// A sheet whose first row says what the columns are, bold, and stays in sight. Its number.
  std::size_t add_sheet(const std::string& name, const std::vector<Column>& columns);

  /// A cell; `row` counts from 1 below the titles.
  void text(std::size_t sheet, std::size_t row, std::size_t column, const std::string& text);
  void date(std::size_t sheet, std::size_t row, std::size_t column, Date day);
  /// A decimal number, shown with the decimals that it is written with.
  void number(std::size_t sheet, std::size_t row, std::size_t column, const std::string& decimal);

  /// Whether a cell holds a decimal number exactly: it has at most 15 digits.
  static bool is_exact(std::string_view decimal);
  /// Whether a cell holds a date: spreadsheets begin in 1900.
  static bool is_possible(Date day);

  Result<void> close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saldo::render
