#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/process.hpp"

namespace saldo::test {

/// A simulated SAP system (tests/simulators/sap) on a port of its own; ended with the object.
class SapSystem {
 public:
  /// More arguments for odata.py, e.g. {"--customers", "200", "--busy", "3"}.
  explicit SapSystem(std::vector<std::string> arguments);
  ~SapSystem();
  SapSystem(const SapSystem&) = delete;
  SapSystem& operator=(const SapSystem&) = delete;

  /// "http://127.0.0.1:PORT/sap/opu/odata/sap"
  std::string url() const;
  /// Changes the book: {"do": "clear", "keys": […]} and others of System.control.
  boost::json::value control(const boost::json::object& command) const;
  /// {"open": [[company, year, document, line, customer, minor, currency] …], "served": {…}}
  boost::json::object book() const;

 private:
  boost::json::value ask(std::string_view method, const std::string& target,
                         const std::string& body) const;
  std::filesystem::path folder_;
  Process process_;
  int port_ = 0;
};

}  // namespace saldo::test
