#include <algorithm>

#include "cli/spooled_rows.hpp"
#include "cli/terminal.hpp"
#include "wire/utf8.hpp"

namespace saldo::cli {
namespace {

constexpr std::size_t kCellCharactersMax = 60;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Characters, each counted as one column.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

std::string cut(const std::string& text) {
  std::string line = wire::shown(text);
  if (width_of(line) <= kCellCharactersMax) return line;
  std::size_t end = 0, characters = 0;
  while (characters < kCellCharactersMax - 1 || continues_character(line[end]))
    characters += continues_character(line[end++]) ? 0 : 1;
  return line.substr(0, end) + "…";
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

/// Columns with their names above them, two blanks apart; numbers stand to the right.
class Table final : public SpooledRows {
 public:
  Table(Sink& sink, std::vector<std::string> chosen)
      : SpooledRows(sink), chosen_(std::move(chosen)) {}

 private:
  struct Column {
    std::size_t width = 0;
    bool numeric = true;
  };

  void saw(std::size_t column, const std::string& text) override {
    if (column >= seen_.size()) seen_.resize(column + 1);
    seen_[column].width = std::max(seen_[column].width, width_of(cut(text)));
    seen_[column].numeric = seen_[column].numeric && is_number(text);
  }

  void begin(const std::vector<std::string>& columns) override {
    if (columns.empty()) tell("nothing to show");
    for (const std::string& name : chosen_.empty() ? columns : chosen_)
      if (const auto at = std::ranges::find(columns, name); at != columns.end())
        shown_.push_back(static_cast<std::size_t>(at - columns.begin()));
    for (const std::size_t i : shown_)
      seen_[i].width = std::max(seen_[i].width, width_of(columns[i]));
    if (!columns.empty()) write_row(columns);
  }

  void write_row(const std::vector<std::string>& texts) override {
    std::string line;
    for (const std::size_t i : shown_) {
      const std::string text = cut(texts[i]);
      const std::string blanks(seen_[i].width - std::min(seen_[i].width, width_of(text)), ' ');
      line += (line.empty() ? "" : "  ") + (seen_[i].numeric ? blanks + text : text + blanks);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    sink_.write(line + '\n');
  }

  std::vector<std::string> chosen_;
  std::vector<Column> seen_;
  std::vector<std::size_t> shown_;
};

}  // namespace

std::unique_ptr<Rows> make_table(Sink& sink, std::vector<std::string> columns) {
  return std::make_unique<Table>(sink, std::move(columns));
}

}  // namespace saldo::cli
