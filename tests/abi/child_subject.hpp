#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "check/check.hpp"
#include "connect/child.hpp"

namespace saldo {

/// The conformance suite's subject as a real child process.
class ChildSubject final : public check::Subject {
 public:
  explicit ChildSubject(std::unique_ptr<connect::Child> child) : child_(std::move(child)) {}

  std::pair<std::string, std::string> identity() const override { return {}; }

  check::Reply identify(std::string_view head, std::string_view name, int& score) override {
    return reply(child_->identify(head, name, score));
  }
  check::Reply decode(std::string_view name, std::uint64_t size,
                      check::Exchange& exchange) override {
    Requests requests(exchange);
    return reply(child_->decode({std::string(name), "", size}, requests));
  }
  check::Reply pull(check::Exchange& exchange) override {
    Requests requests(exchange);
    return reply(child_->pull("", requests));
  }
  check::Reply acknowledge(std::string_view key) override {
    return reply(child_->acknowledge(key, /*posted=*/true));
  }
  check::Reply wait(std::uint64_t timeout_ms, bool& changed) override {
    return reply(child_->wait(std::chrono::milliseconds(timeout_ms), changed));
  }
  check::Reply deliver(std::string_view key, std::string_view body, std::string& receipt) override {
    return reply(child_->deliver(key, "message", "text/plain", body, receipt));
  }

 private:
  class Requests final : public connect::NoRequests {
   public:
    explicit Requests(check::Exchange& exchange) : exchange_(exchange) {}
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

   private:
    check::Exchange& exchange_;
  };

  static check::Reply reply(const connect::Outcome& outcome) {
    // Up to `bug` the verdicts are the statuses of plugin.h.
    return {outcome.child_lost() ? SALDO_E_BUG : static_cast<std::uint32_t>(outcome.verdict),
            outcome.child_lost(), outcome.failure.message};
  }

  std::unique_ptr<connect::Child> child_;
};

/// What is the same for every child of a check.
struct ChildSettings {
  std::filesystem::path host, library;
  std::vector<std::pair<std::string, std::string>> options;  ///< beside what the suite gives
  connect::ChildLimits limits;
  connect::Observer observer;
};

inline check::Started start_child(const ChildSettings& settings, const check::Launch& launch) {
  connect::Launch start;
  start.connector = "check";
  start.component = launch.component;
  start.library = settings.library;
  start.options = launch.options;
  start.options.insert(start.options.end(), settings.options.begin(), settings.options.end());
  for (const auto& [option, path] : launch.directories) start.directories.push_back({option, path});
  start.limits = settings.limits;
  auto child = connect::Child::start(start, settings.observer, settings.host);
  if (child) return {{}, std::make_unique<ChildSubject>(std::move(*child))};
  // What is broken is the plugin's; anything else is a refusal that the configuration can mend.
  const Failure& failure = child.error();
  const bool broken = failure.kind == FailureKind::broken;
  return {{broken ? SALDO_E_BUG : SALDO_E_CONFIG, broken, failure.message}, nullptr};
}

}  // namespace saldo
