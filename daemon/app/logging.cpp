#include "app/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

#include "saldo/plugin.h"

namespace saldo::app {

void start_logging(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("saldod");
  // The journal keeps the time itself and reads "<6>" as the priority (sd-daemon(3)).
  logger->set_pattern(std::getenv("JOURNAL_STREAM") != nullptr ? "%v"
                                                               : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(logger);
  spdlog::set_level(spdlog::level::from_str(level == "warning" ? "warn" : level));
  spdlog::flush_on(spdlog::level::info);
}

void log_connector(std::string_view connector, unsigned level, std::string_view text) {
  static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                          spdlog::level::warn, spdlog::level::err};
  spdlog::log(kLevels[level < 4 ? level : SALDO_LOG_ERROR], "[{}] {}", connector, text);
}

}  // namespace saldo::app
