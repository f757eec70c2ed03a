#include "cli/spooled_rows.hpp"
#include "saldo/text.hpp"

namespace saldo::cli {
namespace {

/// Spreadsheets compute a cell that begins so, whoever wrote it: a payer's text could open a page
/// or start a program. A number with its sign is what it says.
bool is_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@\t\r").find(text.front()) == text.npos) return false;
  const bool sign = text.front() == '+' || text.front() == '-';
  const auto point = text.find('.');
  return !sign || !text::all_digits(text.substr(1, point - 1)) ||
         (point != text.npos && !text::all_digits(text.substr(point + 1)));
}

void append_cell(std::string& line, const std::string& text) {
  if (is_formula(text)) return append_cell(line, "'" + text);
  const bool blank_edge = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!blank_edge && text.find_first_of(",\"\r\n") == std::string::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

class Csv final : public SpooledRows {
 public:
  using SpooledRows::SpooledRows;

 private:
  void saw(std::size_t, const std::string&) override {}
  void begin(const std::vector<std::string>& columns) override {
    if (!columns.empty()) write_row(columns);
  }
  void write_row(const std::vector<std::string>& texts) override {
    line_.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i != 0) line_ += ',';
      append_cell(line_, texts[i]);
    }
    line_ += '\n';
    sink_.write(line_);
  }
  std::string line_;
};

}  // namespace

std::unique_ptr<Rows> make_csv(Sink& sink) { return std::make_unique<Csv>(sink); }

}  // namespace saldo::cli
