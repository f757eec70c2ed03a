#include "store/rows.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <boost/json.hpp>
#include <chrono>
#include <memory>

#include "base/result.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::store {

namespace json = boost::json;
using namespace sqlite_api;  // NOLINT: SQLite's names, as SOCI wraps them

namespace {

enum class Form { plain, minor, day, at, json, flag, list };

struct Column {
  std::string path;
  Form form = Form::plain;
};

Column column_of(std::string_view name) {
  constexpr std::pair<std::string_view, Form> kSuffixes[] = {
      {"_minor", Form::minor}, {"_day", Form::day},   {"_at", Form::at},
      {"_json", Form::json},   {"_flag", Form::flag}, {"_list", Form::list}};
  for (const auto& [suffix, form] : kSuffixes)
    if (name.ends_with(suffix))
      return {std::string(form == Form::at ? name : name.substr(0, name.size() - suffix.size())),
              form};
  return {std::string(name)};
}

void put(json::object& row, std::string_view path, json::value value) {
  json::object* object = &row;
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    auto& inner = (*object)[path.substr(0, dot)];
    if (!inner.is_object()) inner.emplace_object();
    object = &inner.get_object();
    path.remove_prefix(dot + 1);
  }
  (*object)[path] = std::move(value);
}

json::value split(std::string_view text) {
  json::array out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    out.emplace_back(json::string(text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

json::value text_value(Form form, std::string_view text) {
  if (form == Form::json) return json::parse(text);
  if (form == Form::list) return split(text);
  return json::value(json::string(text));
}

json::value integer_value(Form form, std::int64_t n, const Currency& currency) {
  switch (form) {
    case Form::minor:
      return json::value(json::string(Money{n, currency}.to_string()));
    case Form::day:
      return json::value(json::string(Date::from_days(static_cast<std::int32_t>(n)).to_string()));
    case Form::at:
      return json::value(json::string(instant_text(n)));
    case Form::flag:
      return json::value(n != 0);
    default:
      return json::value(n);
  }
}

class Query {
 public:
  Query(soci::session& sql, const std::string& text)
      : database_(static_cast<soci::sqlite3_session_backend*>(sql.get_backend())->conn_) {
    if (sqlite3_prepare_v2(database_, text.c_str(), -1, &statement_, nullptr) != SQLITE_OK) fail();
  }
  ~Query() { sqlite3_finalize(statement_); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  void bind(const Parameters& parameters) {
    for (const auto& [name, value] : parameters) {
      const int at = sqlite3_bind_parameter_index(statement_, (":" + name).c_str());
      if (at == 0) continue;
      if (const auto* n = std::get_if<std::int64_t>(&value))
        sqlite3_bind_int64(statement_, at, *n);
      else
        sqlite3_bind_text(statement_, at, std::get<std::string>(value).c_str(), -1,
                          SQLITE_TRANSIENT);
    }
  }
  bool next() {
    const int status = sqlite3_step(statement_);
    if (status != SQLITE_ROW && status != SQLITE_DONE) fail();
    return status == SQLITE_ROW;
  }
  sqlite3_stmt* get() { return statement_; }

 private:
  [[noreturn]] void fail() {
    throw FailureException({.kind = FailureKind::broken, .message = sqlite3_errmsg(database_)});
  }
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

std::string_view text_at(sqlite3_stmt* s, int column) {
  return {reinterpret_cast<const char*>(sqlite3_column_text(s, column)),
          static_cast<std::size_t>(sqlite3_column_bytes(s, column))};
}

}  // namespace

std::string instant_text(std::int64_t microseconds) {
  const std::chrono::sys_time<std::chrono::microseconds> t{std::chrono::microseconds{microseconds}};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::hh_mm_ss time{t - day};
  char out[24];
  std::snprintf(out, sizeof out, "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return Date::from_days(static_cast<std::int32_t>(day.time_since_epoch().count())).to_string() +
         out;
}

void for_each_object(soci::session& sql, const std::string& text, const Parameters& parameters,
                     const std::function<void(json::object&)>& each) {
  Query query(sql, text);
  query.bind(parameters);
  std::vector<Column> columns;
  int currency_column = -1;
  for (int i = 0; i < sqlite3_column_count(query.get()); ++i) {
    const std::string name = sqlite3_column_name(query.get(), i);
    if (name == "currency") currency_column = i;
    columns.push_back(column_of(name));
  }
  while (query.next()) {
    sqlite3_stmt* const s = query.get();
    Currency currency;
    if (currency_column >= 0 && sqlite3_column_type(s, currency_column) == SQLITE_TEXT)
      currency = Currency::parse(text_at(s, currency_column));
    json::object row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const int at = static_cast<int>(i);
      const Column& c = columns[i];
      if (sqlite3_column_type(s, at) == SQLITE_INTEGER)
        put(row, c.path, integer_value(c.form, sqlite3_column_int64(s, at), currency));
      else if (sqlite3_column_type(s, at) == SQLITE_TEXT)
        put(row, c.path, text_value(c.form, text_at(s, at)));
    }
    each(row);
  }
}

}  // namespace saldo::store
