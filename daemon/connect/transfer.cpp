#include "connect/transfer.hpp"

#include <algorithm>
#include <map>

#include "connect/connection.hpp"
#include "connect/transfer_rules.hpp"
#include "saldo/plugin.h"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

using std::chrono::milliseconds;

constexpr int kAttempts = 4;
constexpr milliseconds kFirstPause{500}, kLongestPause{30'000};

class CurlTransfers final : public Transfers {
 public:
  CurlTransfers(std::vector<Origin> origins, Pause pause)
      : origins_(std::move(origins)), pause_(std::move(pause)) {}

  Reply request(const wire::Transfer& transfer) override;
  std::string_view read(std::size_t most) override;
  void hold_mails(std::function<bool()> release) override { release_ = std::move(release); }

 private:
  Reply attempt(const Origin& origin, const wire::Transfer& transfer);
  Reply repeat(const Origin& origin, const wire::Transfer& transfer);

  std::vector<Origin> origins_;
  Pause pause_;
  std::function<bool()> release_;
  std::map<std::string, std::unique_ptr<Connection>> connections_;  ///< by option
  std::string body_;
  std::size_t read_ = 0;
};

Transfers::Reply cancelled() {
  return {.outcome = SALDO_E_CANCELLED, .message = "the request was cancelled"};
}

Transfers::Reply CurlTransfers::attempt(const Origin& origin, const wire::Transfer& transfer) {
  auto& connection = connections_[origin.option];
  if (!connection) connection = std::make_unique<Connection>(origin, body_, pause_);
  connection->hold_mails(release_);
  const bool mail = origin.url.starts_with("smtp");
  if (!mail && release_ && !release_())
    return {.outcome = SALDO_E_CANCELLED, .message = "the request was held back"};
  return connection->perform(transfer);
}

Transfers::Reply CurlTransfers::request(const wire::Transfer& transfer) {
  read_ = 0;
  body_.clear();
  const auto origin = std::find_if(origins_.begin(), origins_.end(),
                                   [&](const Origin& o) { return o.option == transfer.origin; });
  if (origin == origins_.end())
    return {.outcome = SALDO_E_CONFIG,
            .message = "no server is granted under the option '" +
                       wire::shown(transfer.origin.substr(0, 100)) + "'"};
  std::string why = find_forbidden(transfer.method, transfer.target, transfer.headers);
  if (why.empty() && (transfer.method == "RENAME" || transfer.method == "MOVE"))
    why = find_forbidden(transfer.method, transfer.body, {});
  if (!why.empty()) return {.outcome = SALDO_E_BUG, .message = "the request isn't made: " + why};
  return repeat(*origin, transfer);
}

Transfers::Reply CurlTransfers::repeat(const Origin& origin, const wire::Transfer& transfer) {
  const milliseconds between(
      origin.requests_per_second == 0 ? 0 : 1000 / std::min(origin.requests_per_second, 1000u));
  milliseconds pause = kFirstPause;
  for (int left = kAttempts;; pause = std::min(pause * 2, kLongestPause)) {
    if (between.count() != 0 && !pause_(between)) return cancelled();
    Reply reply = attempt(origin, transfer);
    const bool busy = reply.status == 429 || reply.status == 503;
    if (busy) {
      const int seconds = retry_after_seconds(header_of(reply.headers, "retry-after"));
      reply.retry_after = seconds < 0 ? pause : milliseconds(1000 * seconds);
    }
    const bool again = (busy || reply.outcome == SALDO_E_RETRY) && is_idempotent(transfer.method);
    const milliseconds wait = busy ? reply.retry_after : pause;
    if (!again || --left == 0 || wait > kLongestPause) return reply;
    if (!pause_(wait)) return cancelled();
  }
}

std::string_view CurlTransfers::read(std::size_t most) {
  const auto part = std::string_view(body_).substr(read_, most);
  read_ += part.size();
  return part;
}

}  // namespace

std::unique_ptr<Transfers> make_curl_transfers(std::vector<Origin> origins, Pause pause) {
  return std::make_unique<CurlTransfers>(std::move(origins), std::move(pause));
}

}  // namespace saldo::connect
