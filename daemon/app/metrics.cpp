#include "app/metrics.hpp"

#include <prometheus/text_serializer.h>

namespace saldo::app {

namespace {

constexpr std::size_t kNamesMax = 64;

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      counters_(prometheus::BuildCounter()
                    .Name("saldo_connector_events_total")
                    .Help("What a connector's plugin counted")
                    .Register(*registry_)) {}

void Metrics::add(std::string_view connector, std::string_view name, std::int64_t delta) {
  if (delta <= 0) return;
  const std::lock_guard lock(mutex_);
  auto& names = by_connector_[std::string(connector)];
  auto found = names.find(std::string(name));
  if (found == names.end()) {
    if (names.size() == kNamesMax) return;
    auto& counter =
        counters_.Add({{"connector", std::string(connector)}, {"event", std::string(name)}});
    found = names.emplace(std::string(name), &counter).first;
  }
  found->second->Increment(static_cast<double>(delta));
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace saldo::app
