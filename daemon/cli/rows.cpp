#include "cli/rows.hpp"

#include <boost/json.hpp>

#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/spooled_rows.hpp"
#include "cli/terminal.hpp"
#include "cli/xlsx.hpp"
#include "wire/utf8.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

class JsonLines final : public Rows {
 public:
  explicit JsonLines(Sink& sink) : sink_(sink) {}

  void add(const json::object& row) override {
    serializer_.reset(&row);
    while (!serializer_.done()) {
      const json::string_view piece = serializer_.read(buffer_, sizeof buffer_);
      sink_.write({piece.data(), piece.size()});
    }
    sink_.write("\n");
  }
  void add_line(std::string_view line) override {
    sink_.write(line);
    sink_.write("\n");
  }
  void finish() override {}

 private:
  Sink& sink_;
  json::serializer serializer_;
  char buffer_[4096];
};

}  // namespace

Format to_format(const std::string& name) {
  if (name.empty()) return stdout_is_terminal() ? Format::table : Format::jsonl;
  if (name == "csv") return Format::csv;
  if (name == "xlsx") return Format::xlsx;
  return name == "table" ? Format::table : Format::jsonl;
}

json::object parse_object(std::string_view line) {
  boost::system::error_code error;
  json::value value = json::parse({line.data(), line.size()}, error);
  if (error || !value.is_object())
    throw Stop(kFailed, "the daemon's answer isn't what this version of saldo understands: " +
                            std::string(line.substr(0, 80)));
  return std::move(value.get_object());
}

std::unique_ptr<Rows> make_rows(Format format, Sink& sink, std::vector<std::string> columns) {
  if (format == Format::csv) return make_csv(sink);
  if (format == Format::xlsx) return make_xlsx(sink);
  if (format == Format::table) return make_table(sink, std::move(columns));
  return std::make_unique<JsonLines>(sink);
}

void print_object(Format format, Sink& sink, const json::object& object) {
  if (format != Format::table) {
    const auto rows = make_rows(format, sink);
    rows->add(object);
    rows->finish();
    return;
  }
  const Cells cells = flatten_deeply(object);
  std::size_t width = 0;
  for (const auto& [column, text] : cells) width = std::max(width, column.size());
  for (const auto& [column, text] : cells)
    sink.write(column + std::string(width + 2 - column.size(), ' ') + wire::shown(text) + '\n');
}

SpooledRows::SpooledRows(Sink& sink) : sink_(sink), stage_(scratch_folder()) {}

void SpooledRows::note(const json::object& row) {
  for (const auto& [name, text] : flatten(row)) {
    const auto [at, is_new] = column_of_.try_emplace(name, columns_.size());
    if (is_new) columns_.push_back(name);
    saw(at->second, text);
  }
}

void SpooledRows::add(const json::object& row) {
  note(row);
  if (const auto kept = stage_.add(json::serialize(row)); !kept)
    throw Stop(kFailed, kept.error().to_string());
}

void SpooledRows::add_line(std::string_view line) {
  note(parse_object(line));
  if (const auto kept = stage_.add(line); !kept) throw Stop(kFailed, kept.error().to_string());
}

void SpooledRows::finish() {
  begin(columns_);
  std::vector<std::string> texts;
  const auto read = stage_.replay([&](std::string_view line) {
    texts.assign(columns_.size(), {});
    for (auto& [name, text] : flatten(parse_object(line))) texts[column_of_.at(name)] = text;
    write_row(texts);
  });
  if (!read) throw Stop(kFailed, read.error().to_string());
}

}  // namespace saldo::cli
