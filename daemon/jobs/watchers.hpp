#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "jobs/jobs.hpp"

namespace saldo::jobs {

/// Keeps the sources of connectors with `watch: true` under observation, each in its own child and
/// thread, and queues a sync as soon as one has something new.
class Watchers {
 public:
  Watchers(Jobs& jobs, flows::Environment environment);
  ~Watchers();  ///< ends the children
  Watchers(const Watchers&) = delete;
  Watchers& operator=(const Watchers&) = delete;

 private:
  void watch(const config::Connector& connector, const std::stop_token& stop);

  Jobs& jobs_;
  flows::Environment environment_;  // keeps the configuration that the threads point into
  std::vector<std::jthread> threads_;
};

}  // namespace saldo::jobs
