#pragma once

#include <filesystem>
#include <string>

#include "support/process.hpp"

namespace saldo::test {

/// Debian's OpenSSH server on a free port of loopback, for the user that runs the tests, with a
/// folder of files. SFTP only.
class Sshd {
 public:
  Sshd();
  ~Sshd();
  Sshd(const Sshd&) = delete;
  Sshd& operator=(const Sshd&) = delete;

  /// "sftp://127.0.0.1:PORT/…/files", the folder as the server knows it.
  std::string url() const;
  std::string user() const;
  std::filesystem::path files() const { return folder_ / "files"; }
  std::filesystem::path key() const { return folder_ / "id"; }
  /// SHA-256 in base64 of the host's key, as `ssh-keygen -lf` prints it behind "SHA256:".
  std::string host_key() const { return host_key_; }
  std::string log() const;

 private:
  std::filesystem::path folder_;
  int port_ = 0;
  std::string host_key_;
  Process process_;
};

}  // namespace saldo::test
