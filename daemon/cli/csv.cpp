#include "cli/spooled_rows.hpp"

namespace saldo::cli {
namespace {

void append_cell(std::string& line, const std::string& text) {
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
