#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "connect/transfer.hpp"

namespace saldo::connect {

/// A connection to one origin, through one of libcurl's easy handles: it and the server's cookies
/// are kept between requests. HTTP has its own methods; over SFTP they are LIST, GET, RENAME,
/// DELETE and MKDIR, and the status is what HTTP's would be.
class Connection {
 public:
  /// What comes in is put into `body`; both outlive this.
  Connection(const Origin& origin, std::string& body, const Pause& pause);

  Transfers::Reply perform(const wire::Transfer& transfer);

 private:
  template <class T>
  void set(CURLoption option, T value);
  void set_if(CURLoption option, const std::string& text);
  void set_http();
  void set_sftp();
  void begin(const std::string& url);
  void ask_http(const wire::Transfer& transfer);
  /// False for a method that there isn't.
  bool ask_sftp(const wire::Transfer& transfer);
  Transfers::Reply arrived() const;
  Transfers::Reply lost(CURLcode code) const;

  static std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* self);
  static std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* self);
  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

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
};

}  // namespace saldo::connect
