#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "cli/flatten.hpp"
#include "cli/rows.hpp"
#include "flows/stage.hpp"

namespace saldo::cli {

/// Rows whose columns are known only after the last one: they wait in a spool.
class SpooledRows : public Rows {
 public:
  explicit SpooledRows(Sink& sink);
  void add(const boost::json::object& row) override;
  void add_line(std::string_view line) override;
  void finish() override;

 protected:
  /// Hears of each cell while rows come in; `column` counts from 0 in order of appearance.
  virtual void saw(std::size_t column, const std::string& text) = 0;
  /// Before the first row is written.
  virtual void begin(const std::vector<std::string>& columns) = 0;
  /// A row with a text for each column; empty where it has none.
  virtual void write_row(const std::vector<std::string>& texts) = 0;

  Sink& sink_;

 private:
  void note(const boost::json::object& row);

  flows::Stage stage_;
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::size_t> column_of_;
};

std::unique_ptr<Rows> make_csv(Sink& sink);
std::unique_ptr<Rows> make_table(Sink& sink, std::vector<std::string> columns);

}  // namespace saldo::cli
