#include "support/proftpd.hpp"

#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "support/loopback.hpp"

namespace saldo::test {

namespace fs = std::filesystem;

Proftpd::Proftpd(Tls tls) : tls_(tls), port_(free_port()) {
  char name[] = "/tmp/saldo-proftpd-XXXXXX";
  folder_ = ::mkdtemp(name);
  fs::create_directory(files());
  const std::string at = folder_.string(), key = at + "/key.pem", users = at + "/users";
  run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=bank -addext "
      "subjectAltName=IP:127.0.0.1 -keyout " +
      key + " -out " + authority().string() + " 2> " + at + "/openssl.log");
  run("printf '%s:%s:%s:%s::%s:/bin/sh\\n' " + user() + " \"$(openssl passwd -5 '" + password() +
      "')\" \"$(id -u)\" \"$(id -g)\" " + files().string() + " > " + users + " && chmod 600 " +
      users);
  std::ofstream(folder_ / "config")
      << "ServerType standalone\nDefaultServer on\nDefaultAddress 127.0.0.1\nPort " << port_
      << "\nUseReverseDNS off\nUseIPv6 off\nDelayEngine off\nWtmpLog off\nTransferLog none\n"
      << "RequireValidShell off\nRootLogin on\nAllowOverwrite on\n"
      << "ModulePath /usr/lib/proftpd\nLoadModule mod_tls.c\n"
      << "SystemLog " << at << "/system.log\nPidFile " << at << "/pid\nScoreboardFile " << at
      << "/scoreboard\nAuthOrder mod_auth_file.c\nAuthUserFile " << users
      << "\nTLSEngine on\nTLSRequired on\nTLSRSACertificateFile " << authority().string()
      << "\nTLSRSACertificateKeyFile " << key << "\n"
      << (::geteuid() == 0 ? "User root\nGroup root\nDefaultRoot ~\n" : "")
      << (tls == Tls::implicit ? "TLSOptions UseImplicitSSL\n" : "");
  process_ = Process({"/usr/sbin/proftpd", "-n", "-q", "-c", at + "/config"}, folder_ / "log");
  for (int i = 0; i < 1000 && !listens(port_); ++i) {
    if (!process_.alive()) throw std::runtime_error("proftpd has ended: " + log());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Proftpd::~Proftpd() {
  process_.kill();
  fs::remove_all(folder_);
}

std::string Proftpd::url() const {
  return (tls_ == Tls::implicit ? "ftps://127.0.0.1:" : "ftp://127.0.0.1:") + std::to_string(port_);
}

std::string Proftpd::log() const { return read(folder_ / "log") + read(folder_ / "system.log"); }

}  // namespace saldo::test
