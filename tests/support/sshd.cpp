#include "support/sshd.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "support/port.hpp"

namespace saldo::test {

namespace {

namespace fs = std::filesystem;

void run(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("this fails: " + command);
}

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Sshd::Sshd() {
  char name[] = "/tmp/saldo-sshd-XXXXXX";
  folder_ = ::mkdtemp(name);
  fs::create_directory(files());
  if (::geteuid() == 0) fs::create_directories("/run/sshd");  // where it locks itself in
  const std::string host = folder_ / "host";
  run("ssh-keygen -q -t ed25519 -N '' -f " + host);
  run("ssh-keygen -q -t ed25519 -N '' -f " + key().string());
  run("cp " + key().string() + ".pub " + (folder_ / "authorized").string());
  run("ssh-keygen -lf " + host + ".pub > " + (folder_ / "print").string());
  host_key_ = read(folder_ / "print");
  host_key_ = host_key_.substr(host_key_.find("SHA256:") + 7);
  host_key_ = host_key_.substr(0, host_key_.find(' '));
  port_ = free_port();
  std::ofstream(folder_ / "config")
      << "ListenAddress 127.0.0.1:" << port_ << "\nHostKey " << host << "\nPidFile none\n"
      << "AuthorizedKeysFile " << (folder_ / "authorized").string() << "\nStrictModes no\n"
      << "UsePAM no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n"
      << "Subsystem sftp internal-sftp\nForceCommand internal-sftp\n";
  process_ =
      Process({"/usr/sbin/sshd", "-D", "-e", "-f", (folder_ / "config").string()}, folder_ / "log");
  for (int i = 0; i < 1000 && !listens(port_); ++i) {
    if (!process_.alive()) throw std::runtime_error("sshd has ended: " + log());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Sshd::~Sshd() {
  process_.kill();
  fs::remove_all(folder_);
}

std::string Sshd::url() const {
  return "sftp://127.0.0.1:" + std::to_string(port_) + files().string();
}

std::string Sshd::user() const { return ::getpwuid(::getuid())->pw_name; }

std::string Sshd::log() const { return read(folder_ / "log"); }

}  // namespace saldo::test
