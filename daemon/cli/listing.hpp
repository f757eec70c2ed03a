#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/daemon_client.hpp"
#include "cli/rows.hpp"
#include "cli/where.hpp"

/// What the daemon lists as JSON lines.
namespace saldo::cli {

/// Puts lines together that come in pieces.
class LineSplitter {
 public:
  explicit LineSplitter(std::function<void(std::string_view)> each) : each_(std::move(each)) {}
  void feed(std::string_view piece);
  /// The last line, if its end is missing.
  void finish();

 private:
  std::function<void(std::string_view)> each_;
  std::string begun_;
};

/// Calls `each` for every line of the answer.
void for_each_line(const Daemon& daemon, const Request& request,
                   const std::function<void(std::string_view)>& each);

/// The rows of a listing, whole; for short ones.
std::vector<boost::json::object> fetch_rows(const Daemon& daemon, const Request& request);
/// An answer that is one object.
boost::json::object fetch_object(const Daemon& daemon, const Request& request);

/// Prints a listing as it comes, to stdout or the file `out`.
void print_listing(const Daemon& daemon, const Request& request, Format format,
                   std::vector<std::string> table_columns, const std::string& out = {},
                   Where where = Where({}));

/// A member's text: empty where it isn't there or null.
std::string text_at(const boost::json::object& object, std::string_view name);
/// A member that must be a whole number; ends the verb when it isn't.
std::int64_t integer_at(const boost::json::object& object, std::string_view name);

}  // namespace saldo::cli
