#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// A request and its answer as the routes see them; http.cpp alone knows Beast.
namespace saldo::api {

/// One connection on the Unix socket. Answers one request; one thread.
class Exchange {
 public:
  virtual ~Exchange() = default;

  std::string method;
  std::vector<std::string> path;             ///< "/v1/runs/7" → {"v1", "runs", "7"}
  std::map<std::string, std::string> query;  ///< decoded
  std::string actor;                         ///< who is at the other end, e.g. "unix:anna"

  /// The next bytes of the request's body; 0 at its end. Throws FailureException when it breaks
  /// off.
  virtual std::size_t read(std::span<char> buffer) = 0;
  /// The whole body; throws FailureException beyond `limit` bytes.
  std::string read_all(std::size_t limit);

  /// Answers with one JSON object.
  virtual void answer(int status, const boost::json::object& body) = 0;
  /// Answers piece by piece: begin, write*, end.
  virtual void begin(std::string_view media_type) = 0;
  virtual void write(std::string_view bytes) = 0;
  virtual void end() = 0;
  /// Whether an answer has been begun.
  virtual bool answered() const = 0;
};

/// The HTTP status of a failure, and its body.
int status_of(FailureKind kind);
boost::json::object error_body(const Failure& failure);

}  // namespace saldo::api
