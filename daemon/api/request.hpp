#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.hpp"
#include "flows/environment.hpp"

/// What requests of people say.
namespace saldo::api {

/// The members of a request's body: texts, and lists of texts.
class Request {
 public:
  /// Reads the body. Throws FailureException (invalid) for a member that isn't `known`, or that is
  /// neither a text nor a list of texts.
  Request(Exchange& exchange, const std::vector<std::string_view>& known);

  std::string text(std::string_view key) const;
  /// A day; `otherwise` where there is none. Throws FormatError.
  Date day(std::string_view key, Date otherwise = {}) const;
  /// A whole number; `otherwise` where there is none. Throws FailureException (invalid).
  int integer(std::string_view key, int otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;

 private:
  boost::json::object members_;
};

/// A parameter of the request's address; empty where there is none.
std::string parameter(const Exchange& exchange, const std::string& name);

/// Today, for what people do.
Date today(const flows::Environment& environment);

}  // namespace saldo::api
