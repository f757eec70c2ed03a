#include <boost/json.hpp>
#include <set>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "config/cash_policy.hpp"
#include "config/procedure_file.hpp"
#include "flows/backtest.hpp"
#include "flows/dunning_backtest.hpp"

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

[[noreturn]] void refuse(const std::vector<Failure>& faults) {
  std::string all;
  for (const Failure& fault : faults) all += (all.empty() ? "" : "\n") + fault.to_string();
  throw FailureException({.message = all});
}

}  // namespace

void backtest_policy(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const Date from = day_of(exchange, "from"), to = day_of(exchange, "to");
  const std::string name = parameter(exchange, "file");
  const std::string file = name.empty() ? "policy.yaml" : name;
  const std::string text = exchange.read_all(kPolicyBytesMax);
  std::optional<Lines> lines;
  const auto tell = [&](const boost::json::object& line) {
    if (!lines) lines.emplace(exchange);
    lines->add(line);
  };
  if (config::holds_procedure(text)) {
    const auto loaded = config::load_procedure_text(text, file, *environment.config);
    if (!loaded.procedure) refuse(loaded.faults);
    flows::backtest_dunning(environment, *loaded.procedure, from, to, tell);
  } else {
    std::set<std::string> codes;
    for (const auto& [code, zone] : environment.config->company_time_zones) codes.insert(code);
    const auto loaded = config::load_cash_policy_text(text, file, codes);
    if (!loaded.policy) refuse(loaded.faults);
    flows::backtest(environment, *loaded.policy, from, to, tell);
  }
  lines->end();
}

}  // namespace saldo::api
