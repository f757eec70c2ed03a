#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace saldo::app {

/// What connectors count, as Prometheus reads it at GET /metrics. Thread-safe.
class Metrics {
 public:
  Metrics();
  /// Adds to the connector's counter; a connector has at most 64 names, more are dropped.
  void add(std::string_view connector, std::string_view name, std::int64_t delta);
  std::string text() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& counters_;
  std::mutex mutex_;
  std::map<std::string, std::map<std::string, prometheus::Counter*>> by_connector_;
};

}  // namespace saldo::app
