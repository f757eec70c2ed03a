#include "cli/check_subject.hpp"

#include <utility>

namespace saldo::cli {
namespace {

std::uint32_t status_of(connect::Verdict verdict) {
  using connect::Verdict;
  switch (verdict) {
    case Verdict::ok:
      return SALDO_OK;
    case Verdict::retry:
      return SALDO_E_RETRY;
    case Verdict::rejected:
      return SALDO_E_REJECTED;
    case Verdict::config:
      return SALDO_E_CONFIG;
    case Verdict::auth:
      return SALDO_E_AUTH;
    case Verdict::cancelled:
      return SALDO_E_CANCELLED;
    case Verdict::unsupported:
      return SALDO_E_UNSUPPORTED;
    case Verdict::limit:
      return SALDO_E_LIMIT;
    default:
      return SALDO_E_BUG;
  }
}

check::Reply reply_of(const connect::Outcome& outcome) {
  const bool reported = outcome.child_lost() && !outcome.crash_report.empty();
  return {status_of(outcome.verdict), outcome.child_lost(),
          reported ? outcome.crash_report : outcome.failure.to_string()};
}

check::Reply reply_of(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::unavailable:
      return {SALDO_E_RETRY, false, failure.message};
    case FailureKind::denied:
      return {SALDO_E_AUTH, false, failure.message};
    case FailureKind::cancelled:
      return {SALDO_E_CANCELLED, false, failure.message};
    case FailureKind::broken:
      return {SALDO_E_BUG, true, failure.message};
    default:
      return {SALDO_E_CONFIG, false, failure.message};
  }
}

/// What the child asks for, handed to the suite.
class ExchangeRequests final : public connect::Requests {
 public:
  explicit ExchangeRequests(check::Exchange& exchange) : exchange_(exchange) {}
  Result<void> records(std::string_view batch) override {
    exchange_.records(batch);
    return {};
  }
  Result<std::size_t> read(std::span<char> buffer) override { return exchange_.read(buffer); }
  Result<void> begin_document(const connect::DocumentOffer& offer) override {
    exchange_.document(offer.key);
    return {};
  }
  Result<void> write_document(std::string_view) override { return {}; }
  Result<void> finish_document() override { return {}; }
  Result<void> checkpoint(std::string_view) override { return {}; }
  void progress(std::uint64_t, std::uint64_t) override {}

 private:
  check::Exchange& exchange_;
};

class ChildSubject final : public check::Subject {
 public:
  explicit ChildSubject(std::unique_ptr<connect::Child> child) : child_(std::move(child)) {}

  std::pair<std::string, std::string> identity() const override { return {}; }
  check::Reply identify(std::string_view head, std::string_view name, int& score) override {
    return reply_of(child_->identify(head, name, score));
  }
  check::Reply decode(std::string_view name, std::uint64_t size,
                      check::Exchange& exchange) override {
    ExchangeRequests requests(exchange);
    return reply_of(child_->decode({.name = std::string(name), .size = size}, requests));
  }
  check::Reply pull(check::Exchange& exchange) override {
    ExchangeRequests requests(exchange);
    return reply_of(child_->pull({}, requests));
  }
  check::Reply acknowledge(std::string_view key) override {
    return reply_of(child_->acknowledge(key, /*posted=*/true));
  }
  check::Reply wait(std::uint64_t timeout_ms, bool& changed) override {
    return reply_of(child_->wait(std::chrono::milliseconds(timeout_ms), changed));
  }
  check::Reply deliver(std::string_view key, std::string_view body, std::string& receipt) override {
    return reply_of(child_->deliver(key, "check", "text/plain", body, receipt));
  }

 private:
  std::unique_ptr<connect::Child> child_;
};

}  // namespace

check::Started start_subject(const std::filesystem::path& library, const check::Launch& launch,
                             const connect::Observer& observer, const std::filesystem::path& host) {
  connect::Launch start{.connector = "check",
                        .component = launch.component,
                        .library = library,
                        .options = launch.options};
  for (const auto& [option, path] : launch.directories) start.directories.push_back({option, path});
  auto child = connect::Child::start(start, observer, host);
  if (!child) return {reply_of(child.error()), nullptr};
  return {{}, std::make_unique<ChildSubject>(std::move(*child))};
}

}  // namespace saldo::cli
