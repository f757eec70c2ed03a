#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/sink.hpp"

/// Listings: rows in, text of the chosen form out.
namespace saldo::cli {

enum class Format { jsonl, csv, table, xlsx };

/// The form that `name` says; for an empty one a table on a terminal, else JSON lines.
Format to_format(const std::string& name);

/// Takes rows one by one. Memory stays bounded: what has to wait for the last row is spooled.
class Rows {
 public:
  virtual ~Rows() = default;
  virtual void add(const boost::json::object& row) = 0;
  /// The same for a row that is a line of JSON already, without its end.
  virtual void add_line(std::string_view line) = 0;
  /// Writes what is left; the sink has all after it, but isn't finished.
  virtual void finish() = 0;
};

/// CSV (RFC 4180, lines end with '\n') has every column that any row has, by first appearance. A
/// text that a spreadsheet would compute, for it begins with = + - @, gets an apostrophe before it.
/// A table shows `columns` only, unless that is empty, and cuts cells beyond 60 characters with
/// "…". A spreadsheet has one sheet; the sink shouldn't be a terminal.
std::unique_ptr<Rows> make_rows(Format format, Sink& sink, std::vector<std::string> columns = {});

/// Prints one object: a line of JSON, CSV with one row, or "path  value" a line.
void print_object(Format format, Sink& sink, const boost::json::object& object);

/// A line of JSON as an object; ends the verb when it is something else.
boost::json::object parse_object(std::string_view line);

}  // namespace saldo::cli
