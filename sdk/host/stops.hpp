#pragma once

#include <string>

#include "link.hpp"
#include "saldo/sdk.hpp"

namespace saldo::host {

/// The daemon's answer as the exception that ends the plugin's call.
inline Stop to_stop(const wire::Status& s) {
  Stop stop(s.status, std::string(s.message));
  stop.rule = s.rule;
  stop.expected = s.expected;
  stop.found = s.found;
  stop.at = {s.line, s.offset};
  stop.retry_after_ms = s.retry_after_ms;
  return stop;
}

/// Throws when the call was cancelled, or the daemon refused what it was sent.
inline void stop_if_over(const Link& link) {
  if (const wire::Status* refusal = link.refusal()) throw to_stop(*refusal);
  if (link.cancelled()) throw Stop(SALDO_E_CANCELLED, "the call was cancelled");
}

}  // namespace saldo::host
