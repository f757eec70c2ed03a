#include "api/http.hpp"

namespace saldo::api {

std::string Exchange::read_all(std::size_t limit) {
  std::string body;
  char buffer[4096];
  while (const std::size_t n = read(buffer)) {
    body.append(buffer, n);
    if (body.size() > limit)
      throw FailureException(
          {.message = "the request's body is longer than " + std::to_string(limit) + " bytes"});
  }
  return body;
}

int status_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::invalid:
      return 400;
    case FailureKind::denied:
      return 403;
    case FailureKind::not_found:
      return 404;
    case FailureKind::conflict:
      return 409;
    case FailureKind::unavailable:
    case FailureKind::cancelled:
      return 503;
    case FailureKind::broken:
      break;
  }
  return 500;
}

boost::json::object error_body(const Failure& f) {
  boost::json::object error{{"message", f.message}};
  if (!f.file.empty()) error["file"] = f.file;
  if (f.line != 0) error["line"] = f.line;
  if (!f.rule.empty()) error["rule"] = f.rule;
  return {{"error", std::move(error)}};
}

}  // namespace saldo::api
