#include "connect/verdict.hpp"

#include "saldo/record_fields.hpp"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

std::optional<Money> held_of(const saldo_money& held) {
  if (held.currency[0] == '\0') return std::nullopt;
  try {
    return from_abi(held);
  } catch (const FormatError&) {
    return std::nullopt;  // the figure only says how much hangs on the failure; that still stands
  }
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::retry:
      return "retry";
    case Verdict::rejected:
      return "rejected";
    case Verdict::config:
      return "config";
    case Verdict::auth:
      return "auth";
    case Verdict::cancelled:
      return "cancelled";
    case Verdict::unsupported:
      return "unsupported";
    case Verdict::limit:
      return "limit";
    case Verdict::bug:
      return "bug";
    case Verdict::crashed:
      return "crashed";
    case Verdict::hung:
      return "hung";
    case Verdict::misbehaved:
      return "misbehaved";
  }
  return "bug";
}

Verdict verdict_of(std::uint32_t status) {
  switch (status) {
    case SALDO_OK:
      return Verdict::ok;
    case SALDO_E_RETRY:
      return Verdict::retry;
    case SALDO_E_REJECTED:
      return Verdict::rejected;
    case SALDO_E_CONFIG:
      return Verdict::config;
    case SALDO_E_AUTH:
      return Verdict::auth;
    case SALDO_E_CANCELLED:
      return Verdict::cancelled;
    case SALDO_E_UNSUPPORTED:
      return Verdict::unsupported;
    case SALDO_E_LIMIT:
      return Verdict::limit;
    default:
      return Verdict::bug;
  }
}

std::uint32_t status_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::invalid:
    case FailureKind::not_found:
    case FailureKind::conflict:
      return SALDO_E_REJECTED;
    case FailureKind::unavailable:
      return SALDO_E_RETRY;
    case FailureKind::denied:
      return SALDO_E_UNSUPPORTED;
    case FailureKind::cancelled:
      return SALDO_E_CANCELLED;
    case FailureKind::broken:
      return SALDO_E_BUG;
  }
  return SALDO_E_BUG;
}

FailureKind kind_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::retry:
      return FailureKind::unavailable;
    case Verdict::auth:
      return FailureKind::denied;
    case Verdict::cancelled:
      return FailureKind::cancelled;
    case Verdict::bug:
    case Verdict::crashed:
    case Verdict::hung:
    case Verdict::misbehaved:
      return FailureKind::broken;
    default:
      return FailureKind::invalid;
  }
}

wire::Status to_wire(const Failure& failure) {
  wire::Status s;
  s.status = status_of(failure.kind);
  s.line = failure.line;
  s.offset = failure.offset;
  if (failure.held) s.held = to_abi(*failure.held);
  s.rule = failure.rule;
  s.expected = failure.expected;
  s.found = failure.found;
  s.message = failure.message;
  return s;
}

Outcome outcome_of(const wire::Status& status) {
  Outcome outcome;
  outcome.verdict = verdict_of(status.status);
  if (outcome.ok()) return outcome;
  Failure& f = outcome.failure;
  f.kind = kind_of(outcome.verdict);
  f.message = wire::shown(status.message);
  if (status.status > SALDO_E_BUG)
    f.message = "the plugin gave the unknown status " + std::to_string(status.status) +
                (f.message.empty() ? "" : ": " + f.message);
  if (f.message.empty()) f.message = "the plugin gave no reason";
  f.line = status.line;
  f.offset = status.offset;
  f.rule = wire::shown(status.rule);
  f.expected = wire::shown(status.expected);
  f.found = wire::shown(status.found);
  f.held = held_of(status.held);
  outcome.retry_after = std::chrono::milliseconds(
      std::min<std::uint64_t>(status.retry_after_ms, std::uint64_t{1} << 40));
  return outcome;
}

Outcome outcome_of(const Failure& failure) {
  Outcome outcome;
  outcome.verdict = verdict_of(status_of(failure.kind));
  outcome.failure = failure;
  return outcome;
}

}  // namespace saldo::connect
