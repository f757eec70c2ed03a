#include "bench/idle.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/process_status.hpp"

extern char** environ;

namespace saldo::bench {

namespace fs = std::filesystem;

namespace {

void write_config(const fs::path& folder) {
  fs::create_directories(folder / "bank");
  fs::create_directories(folder / "idoc");
  std::ofstream(folder / "saldo.yaml")
      << "store: { url: \"sqlite:saldo.db\" }\narchive: { path: documents }\n"
         "api: { socket: saldo.sock }\nlog: { level: error }\nconnectors:\n"
         "  - name: house-bank\n    source: { plugin: files, directory: bank }\n"
         "    decoders: [camt, mt940]\n    schedule: { watch: true }\n"
         "  - name: erp\n    source: { plugin: files, directory: idoc }\n"
         "    decoders: [sap-idoc]\n    schedule: { watch: true }\n"
         "jobs:\n  - { name: cash-application, kind: reconcile, after: [house-bank, erp] }\n";
}

/// systemd's side of sd_notify(3).
class NotifySocket {
 public:
  explicit NotifySocket(const fs::path& path)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    fs::remove(path);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("can't bind the notify socket");
  }
  ~NotifySocket() { ::close(socket_); }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  void wait_for_ready() {
    char message[256];
    for (;;) {
      const ssize_t n = ::recv(socket_, message, sizeof message, 0);
      if (n > 0 && std::string(message, static_cast<std::size_t>(n)).find("READY=1") == 0) return;
    }
  }

 private:
  int socket_;
};

long switches(pid_t process) {
  long sum = 0;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(process) + "/task"))
    sum += status_field(process, std::stoi(task.path().filename()), "voluntary_ctxt_switches:");
  return sum;
}

}  // namespace

IdleFigures measure_idle_daemon(const fs::path& folder, int seconds) {
  write_config(folder);
  const fs::path notify = folder / "notify";
  NotifySocket socket(notify);
  ::setenv("NOTIFY_SOCKET", notify.c_str(), 1);
  std::string program = SALDO_BUILD_DIR "/bin/saldod", option = "--config";
  std::string config = folder / "saldo.yaml";
  char* arguments[] = {program.data(), option.data(), config.data(), nullptr};
  pid_t process = 0;
  const auto start = std::chrono::steady_clock::now();
  if (::posix_spawn(&process, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
    throw std::runtime_error("can't start " + program);
  socket.wait_for_ready();
  IdleFigures figures;
  figures.ready_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  std::this_thread::sleep_for(std::chrono::seconds(3));
  const long before = switches(process);
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  figures.wakeups_per_second = static_cast<double>(switches(process) - before) / seconds;
  figures.resident_mib = static_cast<double>(status_field(process, process, "VmRSS:")) / 1024;
  ::kill(process, SIGTERM);
  ::waitpid(process, nullptr, 0);
  return figures;
}

}  // namespace saldo::bench
