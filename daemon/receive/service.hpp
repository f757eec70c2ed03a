#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "receive/listener.hpp"

namespace saldo::receive {

/// All receivers of a daemon and what stands behind them: threads, journal, intake.
class Service {
 public:
  /// Opens the journal beside the archive's documents and takes in what an earlier process left
  /// there. `arrived` as for Intake.
  static Result<std::unique_ptr<Service>> start(
      const flows::Environment& environment,
      std::function<void(const std::string& connector)> arrived);
  ~Service();

  /// Whether something of an earlier process waits there.
  static bool has_journal(const flows::Environment& environment);

  struct Opened {
    std::string receiver;         ///< its name
    Result<std::string> address;  ///< where it listens, "ADDRESS:PORT", or why it doesn't
  };
  /// Puts these receivers in the place of those before. One that can't listen costs no other.
  std::vector<Opened> use(const flows::Environment& environment);

 private:
  Service();

  boost::asio::io_context loop_;  // outlives what the journal still tells
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Intake> intake_;
  Result<std::string> open(const config::Receiver& receiver, const flows::Environment& environment);

  std::vector<std::unique_ptr<Listener>> open_;
  std::vector<std::jthread> threads_;
};

}  // namespace saldo::receive
