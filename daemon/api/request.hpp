#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.hpp"
#include "flows/environment.hpp"
#include "saldo/date.hpp"

namespace saldo::api {

/// The members of a request's body, which is one JSON object or nothing. Members that aren't known,
/// or of another type than they are asked for, are refused (FailureException).
class Request {
 public:
  Request(Exchange& exchange, const std::vector<std::string_view>& known);

  /// A text; empty where there is none.
  std::string text(std::string_view key) const;
  /// A day; `otherwise` where there is none.
  Date day(std::string_view key, Date otherwise = {}) const;
  /// A whole number, also one that is written as a text; `otherwise` where there is none.
  std::int64_t number(std::string_view key) const;
  std::int64_t number(std::string_view key, std::int64_t otherwise) const;
  bool flag(std::string_view key) const;
  const boost::json::array& list(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;

 private:
  boost::json::object members_;
};

/// A parameter of the query; empty where there is none.
std::string parameter(const Exchange& exchange, const std::string& name);

/// Today, for what people do.
Date today(const flows::Environment& environment);

}  // namespace saldo::api
