#include "cli/policy.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"
#include "config/cash_policy.hpp"
#include "config/procedure_file.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

/// Tells every fault; ends the verb when there is one.
model::CashPolicy load_policy(const std::string& file) {
  config::LoadedCashPolicy loaded = config::load_cash_policy(file);
  for (const Failure& fault : loaded.faults) tell(fault.to_string());
  if (!loaded.policy)
    throw Stop(kUsage, file + ": " + std::to_string(loaded.faults.size()) + " fault" +
                           (loaded.faults.size() == 1 ? "" : "s"));
  return std::move(*loaded.policy);
}

/// A file that can't be read is told later, by who reads it.
bool holds_procedure(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return config::holds_procedure(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace

int check_policy(const PolicyCheckOptions& options) {
  if (holds_procedure(options.file))
    throw Stop(kUsage, options.file +
                           " has a dunning procedure, which the configuration's calendars and "
                           "letters belong to: `saldo policy backtest` and `saldo config check` "
                           "check it");
  const model::CashPolicy policy = load_policy(options.file);
  const auto sink = open_sink({});
  sink->write(options.file + ": good; " + std::to_string(policy.scopes.size()) +
              (policy.scopes.size() == 1 ? " rule" : " rules") + ", version " + policy.version +
              '\n');
  sink->finish();
  return kDone;
}

int backtest_policy(const BacktestOptions& options) {
  const bool dunning = holds_procedure(options.file);
  if (!dunning) load_policy(options.file);
  const Daemon daemon(options.socket);
  const std::string target =
      "/v1/policy/backtest?from=" + parse_day(options.from) + "&to=" + parse_day(options.to) +
      "&file=" + url_encoded(std::filesystem::absolute(options.file).string());
  const auto sink = open_sink({});
  const std::vector<std::string> columns =
      dunning ? std::vector<std::string>{"day",       "customer",   "company_code", "currency",
                                         "area",      "then.level", "then.amount",  "then.because",
                                         "now.level", "now.amount", "now.because",  "otherwise",
                                         "changes"}
              : std::vector<std::string>{"transaction", "booking_date", "amount",
                                         "currency",    "payer",        "then",
                                         "now",         "otherwise",    "changes"};
  const auto rows = make_rows(to_format(options.format), *sink, columns);
  std::int64_t otherwise = 0, all = 0;
  Request request{.method = "POST", .target = target};
  request.file = options.file;
  for_each_line(daemon, request, [&](std::string_view line) {
    const json::object row = parse_object(line);
    if (row.contains("total")) {
      otherwise = integer_at(row, "otherwise");
      all = integer_at(row, dunning ? "notices_now" : "decisions");
    }
    rows->add_line(line);
  });
  rows->finish();
  sink->finish();
  tell(std::to_string(otherwise) +
       (dunning ? " notices would go otherwise; in all there would be "
                : " payments would go otherwise, of ") +
       std::to_string(all) + (dunning ? "" : " decisions"));
  return kDone;
}

}  // namespace saldo::cli
