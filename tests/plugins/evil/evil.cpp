#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "saldo/sdk.hpp"

/// One misbehaviour a mode. The option "mode" names it, "when" the call it happens in: decode
/// (default), create, identify, check, destroy.
namespace {

using namespace saldo;

constexpr int kSocket = 3, kInputMemory = 6, kRecordsMemory = 7;
constexpr std::size_t kRecordsSlot = 1 << 20;

/// A frame past the host program, straight to the daemon.
void send_raw(std::uint32_t length, std::uint16_t type, std::uint64_t id, const std::string& body) {
  std::string frame(16, '\0');
  std::memcpy(frame.data(), &length, 4);
  std::memcpy(frame.data() + 4, &type, 2);
  std::memcpy(frame.data() + 8, &id, 8);
  frame += body;
  if (::write(kSocket, frame.data(), frame.size()) < 0) std::abort();
}

/// Where the host program makes batches of records.
char* records_memory() {
  void* const memory =
      ::mmap(nullptr, kRecordsSlot, PROT_READ | PROT_WRITE, MAP_SHARED, kRecordsMemory, 0);
  if (memory == MAP_FAILED) std::abort();
  return static_cast<char*>(memory);
}

void send_batch(std::uint32_t slot, std::uint32_t size) {
  std::string body(8, '\0');
  std::memcpy(body.data(), &slot, 4);
  std::memcpy(body.data() + 4, &size, 4);
  send_raw(8, 5, 2, body);
}

/// A batch past the host program.
void send_records(const std::string& bytes) {
  std::memcpy(records_memory(), bytes.data(), bytes.size());
  send_batch(0, static_cast<std::uint32_t>(bytes.size()));
}

void say(const Host& host, const char* what, long result) {
  host.log(SALDO_LOG_INFO,
           std::string(what) + (result < 0 ? std::string(": ") + std::strerror(errno) : ": done"));
}

volatile int g_sink;

volatile int g_depth_max = 1 << 30;

/// Deeper than any stack.
int recurse(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  return depth == g_depth_max ? 0 : recurse(depth + 1) + room[0];
}

class Evil : public Decoder {
 public:
  explicit Evil(Host its_host) : Decoder(its_host) { at("create"); }
  ~Evil() override { at("destroy"); }

  int identify(std::string_view, std::string_view) const override {
    at("identify");
    return 250;
  }
  void decode(Input&, Records& records) override {
    at("decode");
    if (mode() == "records after cancel")
      for (;;) emit_one(records);
  }
  void check() override { at("check"); }

 private:
  std::string mode() const { return host.option("mode").value_or(""); }
  std::uint64_t number() const { return std::stoull(host.option("number").value_or("0")); }

  void at(const char* call) const {
    if (host.option("when").value_or("decode") != call) return;
    const std::string m = mode();
    end_it(m);
    hang(m);
    break_protocol(m);
    leave_sandbox(m);
  }

  void emit_one(Records& records) const {
    Transaction t;
    t.index = 1;
    records.emit(t);
  }

  void end_it(const std::string& m) const {
    if (m == "segfault") g_sink = *reinterpret_cast<volatile int*>(number());
    if (m == "recursion") g_sink = recurse(0);
    if (m == "abort") std::abort();
    if (m == "exit") std::_Exit(0);
    if (m == "exception") throw 42;
    if (m == "unknown status") throw Stop(4711, "from nowhere");
    if (m == "memory") {
      std::vector<std::string> hoard;
      for (;;) hoard.emplace_back(1 << 20, 'x');
    }
  }

  void hang(const std::string& m) const {
    if (m == "loop")
      for (;;) g_sink = 1;
    if (m == "sleep")
      for (;;) ::sleep(1000);
    if (m == "deaf" || m == "obedient") host.progress(1, 0);  // tells that it has begun
    if (m == "deaf") {  // alive, but doesn't stop when it is asked to
      ::signal(SIGTERM, SIG_IGN);
      for (;;) (void)host.should_stop();
    }
    if (m == "obedient")
      for (;;) host.stop_if_asked();
    if (m == "progress")
      for (std::uint64_t i = 0;; ++i) {
        host.progress(i, 0);
        host.stop_if_asked();
      }
    if (m == "log flood")
      for (int i = 0; i < 100'000; ++i) host.log(SALDO_LOG_INFO, "flood " + std::to_string(i));
    if (m == "print flood")
      for (int i = 0; i < 100'000; ++i) std::printf("flood %d\n", i);
    if (m == "print") std::printf("a line\nforged \x1b[31mred\xff and unfinished");
  }

  void break_protocol(const std::string& m) const {
    // The second call of an instance is number 2: create is the first.
    if (m == "oversized frame") send_raw(0x80000000u, 5, 2, "");
    if (m == "unknown frame") send_raw(0, 999, 2, "");
    if (m == "frame") send_raw(0, static_cast<std::uint16_t>(number()), 2, "");
    if (m == "wrong call id") send_raw(0, 17, 1, "");
    if (m == "garbage records") send_records("garbage!");
    if (m == "bad text") send_records(record_of_text('\xff'));
    if (m == "records from nowhere") send_batch(3, 8);
    if (m == "records without end") send_batch(2, kRecordsSlot + 1);
    if (m == "fickle records") change_while_they_are_read();
    if (m == "close") ::close(kSocket);
    if (m == "greedy" || m == "greedy and deaf") ask_at_once(m == "greedy and deaf");
    if (m == "mute") {
      ::close(STDOUT_FILENO);
      ::close(STDERR_FILENO);
    }
    if (m == "close" || m == "oversized frame")
      for (;;) ::sleep(1000);
  }

  /// Asks for so many parts of the document before it reads the first.
  void ask_at_once(bool deaf) const {
    std::string asked;
    for (std::uint64_t i = 0; i < number(); ++i) {
      std::string frame(16, '\0');
      frame[4] = 6;  // input_read
      frame[8] = 2;  // the call
      asked += frame;
    }
    if (::write(kSocket, asked.data(), asked.size()) < 0) std::abort();
    if (deaf)
      for (;;) ::sleep(1000);
    constexpr std::uint64_t kPart = 16 + 8;  // where the part stands
    std::string part(kPart, '\0');
    for (std::uint64_t left = number() * kPart; left > 0;) {
      const ssize_t n = ::read(kSocket, part.data(), std::min(left, kPart));
      if (n <= 0) std::abort();
      left -= static_cast<std::uint64_t>(n);
    }
  }

  /// A record of kind 4 with one field of one byte of text.
  static std::string record_of_text(char text) {
    std::string r("\x04\0\0\0\1\0\0\0", 8);
    r.append(16, '\0');
    r.append("\1\0\1\0\0\0\0\0\1\0\0\0", 12);
    return r + text;
  }

  /// A good batch; behind it, whatever the daemon checks may be something else a moment later.
  static void change_while_they_are_read() {
    constexpr int kBatches = 200;
    std::string good, bad;
    while (good.size() < 100'000) {
      good += record_of_text('x');
      bad += record_of_text('\xff');
    }
    char* const memory = records_memory();
    for (int i = 0; i < kBatches; ++i) {
      std::memcpy(memory, good.data(), good.size());
      send_batch(0, static_cast<std::uint32_t>(good.size()));
      std::memset(memory, '\xff', good.size());
      std::memcpy(memory, bad.data(), bad.size());
    }
  }

  void leave_sandbox(const std::string& m) const {
    if (m == "exec") ::execl("/bin/true", "true", nullptr);
    if (m == "ptrace") ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    if (m == "socket") say(host, "socket", ::socket(AF_INET, SOCK_STREAM, 0));
    if (m == "open") say(host, "open", ::open("/etc/passwd", O_RDONLY));
    if (m == "stat") {
      struct stat facts {};
      say(host, "stat", ::stat("/etc/passwd", &facts));
    }
    if (m == "fork") say(host, "fork", ::fork());
    if (m == "input") {
      void* const memory =
          ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, kInputMemory, 0);
      say(host, "input", memory == MAP_FAILED ? -1 : 0);
    }
    if (m == "limit") {  // of the daemon, by a pointer whose lower half looks like none
      void* page = ::mmap(reinterpret_cast<void*>(std::uintptr_t{1} << 32), 4096,
                          PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      new (page) rlimit{0, 0};
      say(host, "limit", ::syscall(SYS_prlimit64, ::getppid(), RLIMIT_CORE, page, nullptr));
    }
    if (m == "kill") say(host, "kill", ::kill(::getppid(), 0));
    if (m == "code") {
      void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      say(host, "code", page == MAP_FAILED ? -1 : 0);
    }
    if (m == "thread") {
      try {
        std::thread([] {}).join();
        say(host, "thread", 0);
      } catch (const std::system_error&) {
        say(host, "thread", -1);
      }
    }
  }
};

}  // namespace

SALDO_PLUGIN("org.saldo.test.evil", "1.0.0", SALDO_COMPONENT("evil", Evil))
