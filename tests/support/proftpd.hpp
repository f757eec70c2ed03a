#pragma once

#include <filesystem>
#include <string>

#include "support/process.hpp"

namespace saldo::test {

/// ProFTPD on a free port of loopback, for one user with a password, with a folder of files. Takes
/// nothing without TLS; its certificate is its own authority.
class Proftpd {
 public:
  /// How TLS begins: when it is asked for (ftp://), or with the connection (ftps://).
  enum class Tls { explicit_, implicit };

  explicit Proftpd(Tls tls = Tls::explicit_);
  ~Proftpd();
  Proftpd(const Proftpd&) = delete;
  Proftpd& operator=(const Proftpd&) = delete;

  /// "ftp://127.0.0.1:PORT", the folder as the user sees it.
  std::string url() const;
  static std::string user() { return "bank"; }
  static std::string password() { return "pass word"; }
  std::filesystem::path files() const { return folder_ / "files"; }
  std::filesystem::path authority() const { return folder_ / "certificate.pem"; }
  std::string log() const;

 private:
  std::filesystem::path folder_;
  Tls tls_;
  int port_ = 0;
  Process process_;
};

}  // namespace saldo::test
