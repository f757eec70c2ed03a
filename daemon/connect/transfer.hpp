#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/bodies.hpp"

/// saldo.transfer/1: requests to servers, made by the daemon for children that have no network.
namespace saldo::connect {

/// A server that a child may talk to, named by the option that holds it. Credentials go to it and
/// to nobody else, and never to the child.
struct Origin {
  std::string option;
  std::string url;             ///< "https://host:44300/sap/opu/odata/sap"; requests go below it
  std::string user, password;  ///< HTTP basic, or of a mail server; empty: none
  std::string token;           ///< bearer; empty: none
  std::filesystem::path ca;    ///< trusted instead of the system's authorities; empty: those
  std::filesystem::path certificate, key;  ///< ours, for mutual TLS; the key for SFTP, too
  std::string host_key;                    ///< SFTP: SHA-256 of the server's, in base64
  enum class Tls { required, offered, none };
  Tls tls = Tls::required;  ///< smtp:// and imap://: whether STARTTLS must be there
  std::string proxy;        ///< "http://proxy:3128"; empty: the environment's
  std::chrono::milliseconds timeout{60'000};  ///< of a whole request
  unsigned requests_per_second = 0;           ///< 0: as fast as it goes
  std::uint64_t largest_bytes = 32u << 20;    ///< of a reply's body
};

/// Makes the requests of one child, one at a time, on the thread that calls.
class Transfers {
 public:
  virtual ~Transfers() = default;

  struct Reply {
    std::uint32_t outcome = 0;  ///< as in plugin.h: OK whatever the server's status is
    std::string message;        ///< why there is no reply
    std::uint32_t status = 0;   ///< of HTTP or SMTP; 0 when a mail may have been taken
    std::string headers;        ///< lines "name: value", names in lower case
    std::uint64_t size = 0;     ///< of the body
    std::chrono::milliseconds retry_after{0};
  };
  /// A request that changes nothing when it comes twice is repeated a few times when the server
  /// can't be reached, is busy (429, 503), or breaks off.
  virtual Reply request(const wire::Transfer& transfer) = 0;
  /// `release` is asked, on the thread that calls, before anything leaves that can't be taken back:
  /// the first byte of a mail, once the server waits for it; any other request but NOOP. False: it
  /// isn't made, the reply is CANCELLED. So what has to be on record by then may come meanwhile.
  virtual void hold_mails(std::function<bool()> release) = 0;
  /// The next bytes of the last reply's body; empty at its end. Good until the next request.
  virtual std::string_view read(std::size_t most) = 0;
};

/// Waits so long; false when the call was cancelled meanwhile.
using Pause = std::function<bool(std::chrono::milliseconds)>;
/// Who makes requests. A program that gives children no servers needs none.
using MakeTransfers = std::function<std::unique_ptr<Transfers>(std::vector<Origin>, Pause)>;

/// By libcurl. Connections, and the cookies that a server gives, are kept between requests.
std::unique_ptr<Transfers> make_curl_transfers(std::vector<Origin> origins, Pause pause);

}  // namespace saldo::connect
