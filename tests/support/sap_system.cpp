#include "support/sap_system.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace saldo::test {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

/// One request on a connection of its own; the body of the answer.
std::string converse(int port, const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    for (std::size_t sent = 0; sent < request.size();) {
      const ssize_t n = ::send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    char buffer[64 << 10];
    for (ssize_t n = 0; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 200") || body == std::string::npos)
    throw std::runtime_error("the simulator answers: " + answer.substr(0, 500));
  return answer.substr(body + 4);
}

}  // namespace

SapSystem::SapSystem(std::vector<std::string> arguments) {
  std::string name = (fs::temp_directory_path() / "saldo-sap-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make " + name);
  folder_ = name;
  const fs::path port = folder_ / "port";
  arguments.insert(arguments.begin(),
                   {"/usr/bin/python3", "-B", SALDO_SOURCE_DIR "/tests/simulators/sap/odata.py",
                    "--port-file", port.string()});
  process_ = Process(arguments, folder_ / "log");
  while (!fs::exists(port)) {
    if (!process_.alive()) throw std::runtime_error("the simulator has ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::ifstream(port) >> port_;
}

SapSystem::~SapSystem() {
  process_.kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string SapSystem::url() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/sap/opu/odata/sap";
}

json::value SapSystem::ask(std::string_view method, const std::string& target,
                           const std::string& body) const {
  return json::parse(converse(port_, std::string(method) + " " + target +
                                         " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                         "Content-Length: " +
                                         std::to_string(body.size()) + "\r\n\r\n" + body));
}

json::value SapSystem::control(const json::object& command) const {
  return ask("POST", "/control", json::serialize(command)).at("result");
}

json::object SapSystem::book() const { return ask("GET", "/control/book", {}).as_object(); }

}  // namespace saldo::test
