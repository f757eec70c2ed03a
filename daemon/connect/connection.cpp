#include "connect/connection.hpp"

#include <new>

#include "connect/transfer_rules.hpp"
#include "saldo/plugin.h"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

using std::chrono::milliseconds;
using Reply = Transfers::Reply;

constexpr long kConnectSeconds = 10;
constexpr std::size_t kHeaderBytesMax = 256u << 10;

/// libcurl wants it once a process.
void require_curl() {
  static const CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl can't be used");
}

/// What a failure of libcurl means; OK where a status says it.
std::uint32_t outcome_of(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_LOGIN_DENIED:
    case CURLE_USE_SSL_FAILED:
      return SALDO_E_AUTH;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_NOT_BUILT_IN:
      return SALDO_E_CONFIG;
    default:
      return SALDO_E_RETRY;
  }
}

std::string lower_name(std::string_view line) {
  std::string out(line);
  for (char& c : out) {
    if (c == ':') break;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

bool is_sftp(const Origin& origin) { return origin.url.starts_with("sftp://"); }
bool is_ftp(const Origin& origin) { return origin.url.starts_with("ftp"); }
bool is_smtp(const Origin& origin) { return origin.url.starts_with("smtp"); }
bool is_imap(const Origin& origin) { return origin.url.starts_with("imap"); }

}  // namespace

void Connection::set_if(CURLoption option, const std::string& text) {
  if (!text.empty()) set(option, text.c_str());
}

void Connection::append(List& list, const std::string& line) {
  curl_slist* longer = ::curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

Connection::Connection(const Origin& origin, std::string& body, const Pause& pause)
    : origin_(origin), handle_(nullptr, &::curl_easy_cleanup), body_(body), pause_(pause) {
  require_curl();
  set_up();
}

void Connection::set_up() {
  handle_.reset(::curl_easy_init());
  if (!handle_) throw std::bad_alloc();
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(origin_.timeout.count()));
  set(CURLOPT_ERRORBUFFER, error_);
  set_if(CURLOPT_PROXY, origin_.proxy);
  set(CURLOPT_WRITEFUNCTION, &Connection::take_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Connection::go_on);
  set(CURLOPT_XFERINFODATA, this);
  if (is_sftp(origin_))
    set_sftp();
  else if (is_ftp(origin_))
    set_ftp();
  else if (is_smtp(origin_))
    set_smtp();
  else if (is_imap(origin_))
    set_imap();
  else
    set_http();
}

void Connection::set_tls() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_if(CURLOPT_CAINFO, origin_.ca);
  set_if(CURLOPT_SSLCERT, origin_.certificate);
  set_if(CURLOPT_SSLKEY, origin_.key);
}

void Connection::set_http() {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // whereto is the plugin's to decide, within the origin
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_COOKIEFILE, "");
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_USERAGENT, "saldo");
  set_tls();
  if (!origin_.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, origin_.user.c_str());
    set(CURLOPT_PASSWORD, origin_.password.c_str());
  } else if (!origin_.token.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, origin_.token.c_str());
  }
  set(CURLOPT_HEADERFUNCTION, &Connection::take_header);
  set(CURLOPT_HEADERDATA, this);
}

void Connection::begin(const std::string& url) {
  url_ = url;
  headers_.clear();
  body_.clear();
  list_.reset();
  error_[0] = '\0';
  too_large_ = cancelled_ = false;
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_HTTPGET, 1L);
  set(CURLOPT_NOBODY, 0L);
  set(CURLOPT_QUOTE, nullptr);
}

void Connection::ask_http(const wire::Transfer& transfer) {
  for_each_header(transfer.headers,
                  [&](std::string_view line) { append(list_, std::string(line)); });
  append(list_, "Expect:");  // servers that don't know it let us wait for a second
  set(CURLOPT_HTTPHEADER, list_.get());
  const std::string method(transfer.method);
  if (!transfer.body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer.body.size()));
    set(CURLOPT_POSTFIELDS, transfer.body.data());
  }
  // On a connection in use that breaks, libcurl would send the request again by itself.
  set(CURLOPT_FRESH_CONNECT, is_idempotent(method) ? 0L : 1L);
  const bool head = method == "HEAD";
  set(CURLOPT_CUSTOMREQUEST, head ? nullptr : method.c_str());
  set(CURLOPT_NOBODY, head ? 1L : 0L);
}

Reply Connection::perform(const wire::Transfer& transfer) {
  if (is_smtp(origin_)) return perform_smtp(transfer);
  if (is_imap(origin_)) return perform_imap(transfer);
  if (is_sftp(origin_) || is_ftp(origin_)) return perform_in_folder(transfer);
  begin(origin_.url + std::string(transfer.target));
  ask_http(transfer);
  const CURLcode code = ::curl_easy_perform(handle_.get());
  return code == CURLE_OK ? arrived() : lost(code);
}

Reply Connection::arrived() const {
  long status = 0;
  ::curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return {.status = static_cast<std::uint32_t>(status), .headers = headers_, .size = body_.size()};
}

Reply Connection::lost(CURLcode code) const {
  if (cancelled_) return {.outcome = SALDO_E_CANCELLED, .message = "the request was cancelled"};
  if (too_large_)
    return {.outcome = SALDO_E_LIMIT,
            .message = url_ + ": the reply has more than " + std::to_string(origin_.largest_bytes) +
                       " bytes; ask for less at a time, or raise largest_mib"};
  return {.outcome = outcome_of(code),
          .message = url_ + ": " + (error_[0] != '\0' ? error_ : ::curl_easy_strerror(code))};
}

std::size_t Connection::take_body(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& c = *static_cast<Connection*>(self);
  c.too_large_ = c.body_.size() + size > c.origin_.largest_bytes;
  if (c.too_large_) return 0;
  c.body_.append(bytes, size);
  return size;
}

std::size_t Connection::take_header(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& c = *static_cast<Connection*>(self);
  std::string_view line(bytes, size);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) c.headers_.clear();  // of the last reply, not of "100 Continue"
  if (line.find(':') == line.npos || c.headers_.size() + size > kHeaderBytesMax) return size;
  c.headers_ += lower_name(wire::shown(line)) + '\n';
  return size;
}

/// libcurl asks about once a second, and whenever something moves.
int Connection::go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& c = *static_cast<Connection*>(self);
  if (c.pause_(milliseconds(0))) return 0;
  if (c.mail_.may_finish(std::chrono::steady_clock::now())) return 0;
  c.cancelled_ = true;
  return 1;
}

}  // namespace saldo::connect
