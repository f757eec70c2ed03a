#pragma once

#include <string>
#include <string_view>

#include "saldo/sdk.hpp"

namespace saldo {

/// Requests to one server, which the configuration grants under an option of type `origin`. saldo
/// adds user, password, token or certificate; TLS, proxies, time limits and repeating what can be
/// repeated are its, too.
///
///     Transfer sap(host, "service");
///     auto reply = sap.get("/API_BUSINESS_PARTNER/A_BusinessPartner?$top=100", "Accept: …\n");
///     reply.require_success();
///     while (const std::size_t n = sap.read(buffer, sizeof buffer)) …
class Transfer {
 public:
  struct Request {
    std::string_view method = "GET";
    std::string_view target;   ///< path and query below the origin's address, percent-encoded
    std::string_view headers;  ///< lines "Name: value\n"
    std::string_view body;     ///< at most 900 KiB
  };
  struct Reply {
    unsigned status = 0;
    std::uint64_t size = 0;  ///< of the body
    std::string headers;     ///< lines "name: value\n", names in lower case

    /// The first header of this name, which is given in lower case; empty if there is none.
    std::string_view header(std::string_view name) const {
      for (std::string_view rest = headers; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = rest.substr(0, end);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(": "))
          return line.substr(name.size() + 2);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return {};
    }
    /// Throws Stop for a status that isn't 2xx: AUTH for 401 and 403, RETRY for 408, 425, 429 and
    /// 5xx, else CONFIG. `what` names the request.
    void require_success(std::string_view what) const {
      if (status >= 200 && status < 300) return;
      const bool later = status == 408 || status == 425 || status == 429 || status >= 500;
      const bool denied = status == 401 || status == 403;
      throw Stop(later    ? SALDO_E_RETRY
                 : denied ? SALDO_E_AUTH
                          : SALDO_E_CONFIG,
                 std::string(what) + ": the server answers " + std::to_string(status) +
                     (later    ? "; it is tried again"
                      : denied ? "; check the user and its rights"
                               : "; check the address"));
    }
  };

  Transfer(const Host& host, std::string_view origin)
      : host_(host),
        service_(host.service<saldo_transfer_service>(SALDO_SERVICE_TRANSFER)),
        origin_(origin) {}

  /// Throws Stop when there is no reply; whatever the server's status is, there is one. The body of
  /// the reply before is gone.
  Reply send(const Request& request) {
    saldo_transfer_request r{};
    r.struct_size = sizeof r;
    r.origin = to_abi(origin_);
    r.method = to_abi(request.method);
    r.target = to_abi(request.target);
    r.headers = to_abi(request.headers);
    r.body = to_abi(request.body);
    saldo_transfer_reply reply{};
    reply.struct_size = sizeof reply;
    saldo_error error = impl::empty_error();
    impl::require(service_.request(host_.raw(), &r, &reply, &error), error);
    return {reply.status, reply.size, std::string(from_abi(reply.headers))};
  }
  Reply get(std::string_view target, std::string_view headers = {}) {
    return send({.target = target, .headers = headers});
  }
  /// The next bytes of the reply's body; 0 at its end.
  std::size_t read(char* buffer, std::size_t capacity) {
    std::uint64_t got = 0;
    saldo_error error = impl::empty_error();
    impl::require(service_.read(host_.raw(), buffer, capacity, &got, &error), error);
    return static_cast<std::size_t>(got);
  }
  /// What is left of the body; throws Stop(SALDO_E_LIMIT) when that is more than `most` bytes.
  std::string read_all(std::size_t most) {
    std::string body;
    char buffer[16 * 1024];
    while (const std::size_t n = read(buffer, sizeof buffer)) {
      if (body.size() + n > most)
        throw Stop(SALDO_E_LIMIT,
                   "the reply has more than " + std::to_string(most) + " bytes; ask for less");
      body.append(buffer, n);
    }
    return body;
  }

 private:
  Host host_;
  const saldo_transfer_service& service_;
  std::string origin_;
};

}  // namespace saldo
