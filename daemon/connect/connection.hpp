#pragma once

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "connect/imap_session.hpp"
#include "connect/transfer.hpp"

namespace saldo::connect {

/// A connection to one origin, through one of libcurl's easy handles: it and the server's cookies
/// are kept between requests. HTTP has its own methods; over SFTP and FTP they are LIST, GET,
/// RENAME, DELETE and MKDIR, and the status is what HTTP's would be; over SMTP they are SEND and
/// NOOP, over IMAP LIST, GET, HEAD, MOVE and STORE.
class Connection {
 public:
  /// What comes in is put into `body`; both outlive this.
  Connection(const Origin& origin, std::string& body, const Pause& pause);

  Transfers::Reply perform(const wire::Transfer& transfer);
  /// See Transfers.
  void hold_mails(const std::function<bool()>& release) { release_ = release; }

 private:
  template <class T>
  void set(CURLoption option, T value) {
    if (const CURLcode code = ::curl_easy_setopt(handle_.get(), option, value); code != CURLE_OK)
      throw std::runtime_error(std::string("libcurl: ") + ::curl_easy_strerror(code));
  }
  void set_if(CURLoption option, const std::string& text);
  /// A new handle; what the one before had open is closed.
  void set_up();
  void set_tls();
  void set_http();
  void set_sftp();
  void set_ftp();
  void set_mail();
  void set_smtp();
  void set_imap();
  void begin(const std::string& url);
  void ask_http(const wire::Transfer& transfer);
  Transfers::Reply perform_in_folder(const wire::Transfer& transfer);
  /// False for a method that there isn't.
  bool ask_sftp(const wire::Transfer& transfer);
  bool ask_ftp(const wire::Transfer& transfer);
  Transfers::Reply perform_smtp(const wire::Transfer& transfer);
  void ask_smtp(const wire::Transfer& transfer);
  Transfers::Reply smtp_reply(CURLcode code) const;
  Transfers::Reply perform_imap(const wire::Transfer& transfer);
  Transfers::Reply arrived() const;
  Transfers::Reply lost(CURLcode code) const;

  static std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* self);
  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static std::size_t take_smtp_reply(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t give_mail(char* buffer, std::size_t, std::size_t size, void* self);
  static int note_smtp(CURL*, curl_infotype type, char* bytes, std::size_t size, void* self);

  struct FreeList {
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;
  static void append(List& list, const std::string& line);

  const Origin& origin_;
  std::unique_ptr<CURL, void (*)(CURL*)> handle_;
  std::string& body_;
  const Pause& pause_;
  List list_;  // of headers, or of commands; libcurl reads it while it performs
  std::string url_, headers_;
  char error_[CURL_ERROR_SIZE] = {};
  bool too_large_ = false, cancelled_ = false;

  /// A mail on its way.
  struct Mail {
    std::string_view body;
    std::size_t given = 0;  ///< to libcurl
    std::size_t gone = 0;   ///< into the connection
    std::string stage;      ///< which step the last reply answers: connect, auth, mail, rcpt, …
    std::string reply;      ///< the last line that the server said of the mail
    bool taking_leave = false;
    bool withheld = false;  ///< it may not leave
    std::chrono::steady_clock::time_point asked_to_stop{};

    /// All of it has left, perhaps with its end: the server may have it.
    bool is_whole() const { return !body.empty() && gone >= body.size(); }
    /// Whether the answer to a whole one is still waited for, though the call was cancelled.
    bool may_finish(std::chrono::steady_clock::time_point now);
  };
  Mail mail_;
  std::function<bool()> release_;      // of a mail; none: each may leave
  std::unique_ptr<ImapSession> imap_;  // while it is connected
};

}  // namespace saldo::connect
