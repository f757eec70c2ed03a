#include "support/dovecot.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "support/loopback.hpp"

namespace saldo::test {

namespace {

namespace fs = std::filesystem;

/// Who the mailbox belongs to: Dovecot gives root none.
const passwd& owner() {
  const passwd* found = ::geteuid() == 0 ? ::getpwnam("nobody") : ::getpwuid(::geteuid());
  if (found == nullptr) throw std::runtime_error("there is no user for the mailbox");
  return *found;
}

}  // namespace

Dovecot::Dovecot(const std::string& more) {
  char name[] = "/tmp/saldo-dovecot-XXXXXX";
  folder_ = ::mkdtemp(name);
  fs::permissions(folder_, fs::perms(0755));
  imap_port_ = free_port();
  imaps_port_ = free_port();
  make_certificates();
  configure(more);
  for (const char* part : {"", "/cur", "/new", "/tmp"}) {
    fs::create_directories(folder_ / ("mail" + std::string(part)));
    if (::chown((folder_ / ("mail" + std::string(part))).c_str(), owner().pw_uid, owner().pw_gid) !=
        0)
      throw std::runtime_error("the mailbox can't be given away");
  }
  start();
}

Dovecot::~Dovecot() {
  stop();
  fs::remove_all(folder_);
}

void Dovecot::stop() {
  const std::vector<pid_t> sessions = process_.children();
  process_.signal(SIGTERM);
  process_.wait(std::chrono::seconds(10));
  process_.kill();
  for (const pid_t pid : sessions) ::kill(pid, SIGKILL);  // they would go on without it
}

void Dovecot::start() {
  process_ =
      Process({"/usr/sbin/dovecot", "-F", "-c", (folder_ / "config").string()}, folder_ / "out");
  for (int i = 0; i < 3000 && !(listens(imap_port_) && listens(imaps_port_)); ++i) {
    if (!process_.alive()) throw std::runtime_error("dovecot has ended: " + log());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void Dovecot::restart() {
  stop();
  start();
}

void Dovecot::make_certificates() const {
  const std::string in = "cd " + folder_.string() + " && ";
  run(in +
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj '/CN=Test CA' -keyout ca.key -out ca.pem 2>/dev/null");
  run(in +
      "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "
      "/CN=localhost -keyout key.pem -out request 2>/dev/null");
  std::ofstream(folder_ / "names") << "subjectAltName=DNS:localhost\n";
  run(in +
      "openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 "
      "-extfile names -out cert.pem 2>/dev/null");
}

void Dovecot::configure(const std::string& more) const {
  const std::string at = folder_.string();
  std::ofstream(folder_ / "users") << "ar:{PLAIN}secret word\n";
  std::ofstream config(folder_ / "config");
  config << "base_dir = " << at << "/run\nstate_dir = " << at << "/state\nlog_path = " << at
         << "/log\nprotocols = imap\nlisten = 127.0.0.1\nmail_location = maildir:" << at
         << "/mail\nssl = required\nssl_cert = <" << at << "/cert.pem\nssl_key = <" << at
         << "/key.pem\nauth_mechanisms = plain\npassdb {\n  driver = passwd-file\n  args = " << at
         << "/users\n}\nuserdb {\n  driver = static\n  args = uid=" << owner().pw_uid
         << " gid=" << owner().pw_gid << " home=" << at
         << "/mail\n}\nservice imap-login {\n  chroot =\n  inet_listener imap {\n    port = "
         << imap_port_ << "\n  }\n  inet_listener imaps {\n    port = " << imaps_port_
         << "\n    ssl = yes\n  }\n}\nservice anvil {\n  chroot =\n}\n";
  if (::geteuid() != 0) {
    const std::string user = owner().pw_name, group = ::getgrgid(owner().pw_gid)->gr_name;
    config << "default_internal_user = " << user << "\ndefault_login_user = " << user
           << "\ndefault_internal_group = " << group << "\n";
  }
  config << more;
}

fs::path Dovecot::box(const std::string& folder) const {
  return folder == "INBOX" ? folder_ / "mail" : folder_ / "mail" / ("." + folder);
}

void Dovecot::deliver(const std::string& mail, const std::string& folder) {
  const std::string number = std::to_string(++delivered_);
  const std::string name = "17000" + number + ".M" + number + ".test";
  const fs::path waiting = box(folder) / "tmp" / name;
  std::ofstream(waiting, std::ios::binary) << mail;
  if (::chown(waiting.c_str(), owner().pw_uid, owner().pw_gid) != 0)
    throw std::runtime_error("the mail can't be given away");
  fs::rename(waiting, box(folder) / "new" / name);
}

std::vector<std::string> Dovecot::mails(const std::string& folder) const {
  std::vector<std::string> found;
  for (const char* part : {"new", "cur"}) {
    if (!fs::is_directory(box(folder) / part)) continue;
    for (const auto& file : fs::directory_iterator(box(folder) / part))
      found.push_back(read(file.path()));
  }
  std::ranges::sort(found);
  return found;
}

bool Dovecot::is_seen(const std::string& words, const std::string& folder) const {
  for (const auto& file : fs::directory_iterator(box(folder) / "cur")) {
    const std::string name = file.path().filename();
    const auto flags = name.rfind(":2,");
    if (flags != std::string::npos && name.find('S', flags) != std::string::npos &&
        read(file.path()).find(words) != std::string::npos)
      return true;
  }
  return false;
}

void Dovecot::renumber(const std::string& folder) {
  stop();
  // "3 V1700000000 N2 G…": the number behind V is the folder's.
  const fs::path list = box(folder) / "dovecot-uidlist";
  std::string text = read(list);
  const auto number = text.find(" V") + 2;
  const auto value = std::stoul(text.substr(number)) + 1;
  text.replace(number, text.find(' ', number) - number, std::to_string(value));
  std::ofstream(list, std::ios::binary) << text;
  for (const char* file : {"dovecot.index", "dovecot.index.log", "dovecot.index.cache"})
    fs::remove(box(folder) / file);
  start();
}

std::string Dovecot::log() const { return read(folder_ / "log") + read(folder_ / "out"); }

}  // namespace saldo::test
