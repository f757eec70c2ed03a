#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "calls.hpp"
#include "confine.hpp"
#include "crash.hpp"
#include "lifeline.hpp"
#include "link.hpp"
#include "loader.hpp"
#include "saldo/sdk.hpp"
#include "wire/bodies.hpp"

/// saldo-plugin-host CONNECTOR ADDRESS-SPACE-BYTES DIRECTORIES: serves one plugin instance to the
/// daemon that started it. The name is there for the process list.
namespace {

using namespace saldo;
using namespace saldo::host;

template <class T>
bool parse(const char* text, T& value) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, value);
  return error == std::errc() && stopped == end;
}

bool started_by_daemon(int argc, char** argv, Allowance& allowance) {
  struct stat facts {};
  return argc == 4 && parse(argv[2], allowance.address_space_bytes) &&
         parse(argv[3], allowance.directories) && ::fstat(wire::kSocketFd, &facts) == 0 &&
         S_ISSOCK(facts.st_mode);
}

wire::Hello hello(const Loaded& loaded, const std::string& sandbox) {
  wire::Hello hello;
  hello.abi_minor = SALDO_ABI_MINOR;
  hello.sandbox = sandbox;
  hello.refusal = loaded.refusal;
  if (loaded.plugin != nullptr) {
    hello.plugin_id = from_abi(loaded.plugin->id);
    hello.plugin_version = from_abi(loaded.plugin->version);
  }
  return hello;
}

using Use = wire::SharedMemory::Use;

wire::SharedMemory map(int fd, const wire::SharedLayout& layout, Use use) {
  wire::SharedMemory memory(fd, layout, use);
  if (!memory) {
    std::perror("saldo-plugin-host: can't map the memory that it shares with saldo");
    std::_Exit(1);
  }
  return memory;
}

}  // namespace

int main(int argc, char** argv) {
  Allowance allowance;
  if (!started_by_daemon(argc, argv, allowance)) {
    std::fputs("saldo-plugin-host is started by saldo, not by hand\n", stderr);
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // lines reach the log before a crash does
  hold_lifeline(wire::kLifelineFd);
  install_crash_handler();

  wire::SharedMemory input = map(wire::kInputFd, wire::kInputMemory, Use::read);
  wire::SharedMemory records = map(wire::kRecordsFd, wire::kRecordsMemory, Use::write);
  Confinement confinement(allowance);
  confinement.before_load();
  const Loaded loaded = load_plugin();
  confinement.after_load();

  Link link(wire::kSocketFd, std::move(input), std::move(records));
  link.send(wire::FrameType::hello, hello(loaded, confinement.level()));
  if (loaded.plugin != nullptr) {
    link.welcome();
    serve(*loaded.plugin, link);
  }
  // Not exit(): the plugin's static destructors are no part of the contract and could hang.
  std::fflush(nullptr);
  _exit(0);
}
