#include "connect/connection.hpp"
#include "connect/transfer_rules.hpp"
#include "saldo/plugin.h"

/// Folders on servers, over SFTP and over FTP with TLS: LIST (lines as of `ls -l`), GET, RENAME
/// (the new name is the body), DELETE and MKDIR. The status is what HTTP's would be, 409 for what
/// can't be done.
namespace saldo::connect {
namespace {

using Reply = Transfers::Reply;

/// What such a server answers, as HTTP would; 0 for what is no answer.
std::uint32_t status_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return 200;
    case CURLE_REMOTE_FILE_NOT_FOUND:
      return 404;
    case CURLE_REMOTE_ACCESS_DENIED:
    case CURLE_FTP_COULDNT_RETR_FILE:
      return 403;
    case CURLE_QUOTE_ERROR:
      return 409;
    default:
      return 0;
  }
}

}  // namespace

/// Nobody is trusted whose host key isn't the one of the configuration.
void Connection::set_sftp() {
  set(CURLOPT_PROTOCOLS_STR, "sftp");
  set(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, origin_.host_key.c_str());
  set(CURLOPT_USERNAME, origin_.user.c_str());
  set(CURLOPT_SSH_AUTH_TYPES,
      static_cast<long>(origin_.key.empty() ? CURLSSH_AUTH_PASSWORD : CURLSSH_AUTH_PUBLICKEY));
  set_if(CURLOPT_SSH_PRIVATE_KEYFILE, origin_.key);
  set(origin_.key.empty() ? CURLOPT_PASSWORD : CURLOPT_KEYPASSWD, origin_.password.c_str());
}

/// Neither the password nor a file goes without TLS, also where ftp:// asks for it with AUTH TLS.
void Connection::set_ftp() {
  set(CURLOPT_PROTOCOLS_STR, "ftp,ftps");
  set_tls();
  set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_USERNAME, origin_.user.c_str());
  set(CURLOPT_PASSWORD, origin_.password.c_str());
  // Commands name whole paths: a connection that is used again may stand in any folder.
  set(CURLOPT_FTP_FILEMETHOD, static_cast<long>(CURLFTPMETHOD_NOCWD));
}

bool Connection::ask_sftp(const wire::Transfer& transfer) {
  const std::string name = quoted_path(origin_.url, transfer.target);
  if (transfer.method == "DELETE")
    append(list_, "rm " + name);
  else if (transfer.method == "MKDIR")
    append(list_, "mkdir " + name);
  else if (transfer.method == "RENAME")
    append(list_, "rename " + name + " " + quoted_path(origin_.url, transfer.body));
  else
    return false;
  return true;
}

bool Connection::ask_ftp(const wire::Transfer& transfer) {
  const std::string name = plain_path(origin_.url, transfer.target);
  if (transfer.method == "DELETE") {
    append(list_, "DELE " + name);
  } else if (transfer.method == "MKDIR") {
    append(list_, "MKD " + name);
  } else if (transfer.method == "RENAME") {
    append(list_, "RNFR " + name);
    append(list_, "RNTO " + plain_path(origin_.url, transfer.body));
  } else {
    return false;
  }
  return true;
}

Reply Connection::perform_in_folder(const wire::Transfer& transfer) {
  const bool reads = transfer.method == "GET" || transfer.method == "LIST";
  // A command's own path isn't there after it: the connection looks at the folder instead.
  begin(origin_.url + (reads ? std::string(transfer.target) : "/"));
  const bool sftp = origin_.url.starts_with("sftp");
  if (!reads) {
    if (!(sftp ? ask_sftp(transfer) : ask_ftp(transfer)))
      return {.outcome = SALDO_E_UNSUPPORTED,
              .message = std::string(sftp ? "SFTP" : "FTP") +
                         " has LIST, GET, RENAME, DELETE and MKDIR, not " +
                         std::string(transfer.method)};
    set(CURLOPT_QUOTE, list_.get());
    set(CURLOPT_NOBODY, 1L);
  }
  const CURLcode code = ::curl_easy_perform(handle_.get());
  long said = 0;
  ::curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &said);
  constexpr long kFileUnavailable = 450;  // RFC 959: what some say of a folder that isn't there
  const bool missing = code == CURLE_PARTIAL_FILE && said == kFileUnavailable;
  const std::uint32_t status = missing ? 404 : status_of(code);
  if (status == 0 || cancelled_) return lost(code);
  if (status != 200) body_.clear();
  return {.status = status, .size = body_.size()};
}

}  // namespace saldo::connect
