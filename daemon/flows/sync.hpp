#pragma once

#include <chrono>
#include <memory>

#include "flows/environment.hpp"

namespace saldo::flows {

/// Runs a connector's source once: takes in what is new (archived and durable before it is
/// believed), posts it, and only then tells the source, which may move or delete. A crash at any
/// point is made good by the next run.
RunOutcome run_sync(const Environment& environment, const config::Connector& connector,
                    const RunControl& control);

/// Blocks until the connector's source has something new (true), the time is up or `stop` is
/// requested (false). Failures are told to the observer and count as nothing new.
class Watch {
 public:
  Watch(Environment environment, const config::Connector& connector);
  ~Watch();
  enum class Seen { something, nothing, broken };
  Seen wait(std::chrono::milliseconds timeout, const std::stop_token& stop);

 private:
  Environment environment_;
  const config::Connector& connector_;
  std::unique_ptr<connect::Child> child_;
};

}  // namespace saldo::flows
