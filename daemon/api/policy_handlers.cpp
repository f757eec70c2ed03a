#include <boost/json.hpp>
#include <set>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "config/cash_policy.hpp"
#include "flows/backtest.hpp"

namespace saldo::api {

namespace {

constexpr std::size_t kPolicyBytesMax = 1u << 20;

Date day_of(const Exchange& exchange, const char* name) {
  const std::string text = parameter(exchange, name);
  if (text.empty())
    throw FailureException(
        {.message = std::string("a backtest needs '") + name + "', such as 2026-01-01"});
  return Date::parse_iso(text);
}

}  // namespace

void backtest_policy(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Date from = day_of(exchange, "from"), to = day_of(exchange, "to");
  const std::string name = parameter(exchange, "file");
  std::set<std::string> codes;
  for (const auto& [code, zone] : environment.config->company_time_zones) codes.insert(code);
  config::LoadedCashPolicy loaded = config::load_cash_policy_text(
      exchange.read_all(kPolicyBytesMax), name.empty() ? "policy.yaml" : name, codes);
  if (!loaded.policy) {
    std::string all;
    for (const Failure& fault : loaded.faults) all += (all.empty() ? "" : "\n") + fault.to_string();
    throw FailureException({.message = all});
  }
  std::optional<Lines> lines;
  flows::backtest(environment, *loaded.policy, from, to, [&](const boost::json::object& line) {
    if (!lines) lines.emplace(exchange);
    lines->add(line);
  });
  lines->end();
}

}  // namespace saldo::api
