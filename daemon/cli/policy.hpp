#pragma once

#include <string>

/// Policies of cash application: check one, and try it on what has happened.
namespace saldo::cli {

struct PolicyCheckOptions {
  std::string file;
};
int check_policy(const PolicyCheckOptions& options);

struct BacktestOptions {
  std::string socket, format;
  std::string file, from, to;
};
int backtest_policy(const BacktestOptions& options);

}  // namespace saldo::cli
