#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace saldo::cli {

/// The conditions of `--where field=value`: all must hold. A field is a dotted path; where it leads
/// through a list, one element must do. An empty value also stands for a field that isn't there.
class Where {
 public:
  /// Ends the verb for a condition without '='.
  explicit Where(const std::vector<std::string>& conditions);

  bool empty() const { return conditions_.empty(); }
  bool matches(const boost::json::object& row);
  /// Fields that no row had so far: likely typing errors.
  std::vector<std::string> unseen() const;

 private:
  struct Condition {
    std::string field, value;
    bool seen = false;
  };
  std::vector<Condition> conditions_;
};

}  // namespace saldo::cli
