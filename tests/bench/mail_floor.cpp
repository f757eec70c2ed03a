#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

/// What handing over mails takes at least: libcurl alone, one connection, the same mail again and
/// again. Usage: saldo_mail_floor URL FILE COUNT RECIPIENT [CA]. With an authority, over TLS as the
/// user saldo with the password SALDO_TEST_PASSWORD. Prints mails a second.
namespace {

struct Mail {
  std::string bytes;
  std::size_t given = 0;
};

std::size_t give(char* buffer, std::size_t, std::size_t size, void* self) {
  Mail& mail = *static_cast<Mail*>(self);
  const std::string_view next = std::string_view(mail.bytes).substr(mail.given, size);
  std::memcpy(buffer, next.data(), next.size());
  mail.given += next.size();
  return next.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 && argc != 6) return 2;
  std::ifstream file(argv[2], std::ios::binary);
  Mail mail{.bytes = {std::istreambuf_iterator<char>(file), {}}};
  const int count = std::atoi(argv[3]);
  ::curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* curl = ::curl_easy_init();
  curl_slist* recipients = ::curl_slist_append(nullptr, argv[4]);
  ::curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
  ::curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "ar@seller.test");
  ::curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  ::curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  ::curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give);
  ::curl_easy_setopt(curl, CURLOPT_READDATA, &mail);
  if (argc == 6) {
    ::curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    ::curl_easy_setopt(curl, CURLOPT_CAINFO, argv[5]);
    ::curl_easy_setopt(curl, CURLOPT_USERNAME, "saldo");
    ::curl_easy_setopt(curl, CURLOPT_PASSWORD, std::getenv("SALDO_TEST_PASSWORD"));
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int n = 0; n < count; ++n) {
    mail.given = 0;
    if (const CURLcode code = ::curl_easy_perform(curl); code != CURLE_OK) {
      std::fprintf(stderr, "%s\n", ::curl_easy_strerror(code));
      return 1;
    }
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  std::printf("%.1f\n", count / spent.count());
  ::curl_slist_free_all(recipients);
  ::curl_easy_cleanup(curl);
  return 0;
}
