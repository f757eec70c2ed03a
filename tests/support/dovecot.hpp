#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace saldo::test {

/// Debian's Dovecot on free ports of loopback: IMAP with a certificate of an authority of its own,
/// and one mailbox, whose user is "ar" with the password "secret word".
class Dovecot {
 public:
  /// `more` is put at the end of its configuration.
  explicit Dovecot(const std::string& more = "");
  ~Dovecot();
  Dovecot(const Dovecot&) = delete;
  Dovecot& operator=(const Dovecot&) = delete;

  std::string imaps_url() const { return "imaps://localhost:" + std::to_string(imaps_port_); }
  std::string imap_url() const { return "imap://localhost:" + std::to_string(imap_port_); }
  std::filesystem::path ca() const { return folder_ / "ca.pem"; }
  /// Puts a mail into a folder of the mailbox, as a mail server does.
  void deliver(const std::string& mail, const std::string& folder = "INBOX");
  /// The mails of a folder, by their bytes in order; empty when it isn't there.
  std::vector<std::string> mails(const std::string& folder = "INBOX") const;
  /// Whether a mail that has these words is marked as read.
  bool is_seen(const std::string& words, const std::string& folder = "INBOX") const;
  /// Makes the server number a folder anew (UIDVALIDITY).
  void renumber(const std::string& folder = "INBOX");
  void restart();
  std::string log() const;

 private:
  std::filesystem::path box(const std::string& folder) const;
  void make_certificates() const;
  void configure(const std::string& more) const;
  void start();
  void stop();

  std::filesystem::path folder_;
  int imap_port_ = 0, imaps_port_ = 0;
  int delivered_ = 0;
  Process process_;
};

}  // namespace saldo::test
