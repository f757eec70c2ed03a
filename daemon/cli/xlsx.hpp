#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/spooled_rows.hpp"
#include "render/workbook.hpp"

/// Spreadsheets of rows.
namespace saldo::cli {

/// A workbook that is put together in a file of its own and then given to the sink.
class XlsxBook {
 public:
  explicit XlsxBook(Sink& sink);
  ~XlsxBook();
  XlsxBook(const XlsxBook&) = delete;
  XlsxBook& operator=(const XlsxBook&) = delete;

  /// The rows of one sheet. Amounts are numbers where a cell holds them exactly, dates are dates,
  /// and all else is text. Call finish() of one before that of the next.
  std::unique_ptr<Rows> sheet(const std::string& name);
  /// After all sheets.
  void finish();

 private:
  Sink& sink_;
  std::filesystem::path folder_;
  std::unique_ptr<render::Workbook> book_;
};

std::unique_ptr<Rows> make_xlsx(Sink& sink);

/// A sheet for each kind of record, that of statements first.
class XlsxRecords {
 public:
  explicit XlsxRecords(Sink& sink);
  void add(const boost::json::object& record);
  void finish();

 private:
  Rows& sheet_of(const std::string& kind);

  XlsxBook book_;
  std::vector<std::string> order_;
  std::map<std::string, std::unique_ptr<Rows>> sheets_;
};

/// Ends the verb (exit 2) for a spreadsheet that would go to a terminal.
void require_out_for_xlsx(const std::string& out);

}  // namespace saldo::cli
