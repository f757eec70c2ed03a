#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/http.hpp"
#include "flows/environment.hpp"
#include "jobs/jobs.hpp"

namespace saldo::api {

/// A receiver of pushed documents: where it listens, or why it doesn't.
struct ReceiverState {
  std::string name;
  Result<std::string> address;
};

/// What the routes work with. The environment is asked for each request.
struct Application {
  jobs::Jobs* jobs = nullptr;
  std::function<flows::Environment()> environment;
  std::function<std::string()> metrics;  ///< Prometheus text
  std::function<std::vector<ReceiverState>()> receivers;
};

/// Finds the route of a request and carries it out. What a route throws becomes an error answer.
/// Every request that changes something is written to the audit chain.
void route(const Application& application, Exchange& exchange);

}  // namespace saldo::api
