#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::test {

struct Reply {
  int status = 0;
  std::string body;

  boost::json::object json() const;
  /// The objects of an answer that has one a line.
  std::vector<boost::json::object> lines() const;
};

/// One request on a Unix socket and its whole answer; nothing when the daemon can't be reached or
/// goes away before the answer is complete. The target must be a valid one: nothing is encoded.
std::optional<Reply> request(const std::filesystem::path& socket, std::string_view method,
                             std::string_view target, std::string_view body = {});

}  // namespace saldo::test
