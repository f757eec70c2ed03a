#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "check/bench.hpp"
#include "check/elf.hpp"

/// Checks of the plugin as a whole, and of the life of an instance.
namespace saldo::check {
namespace {

/// What reaches past the host's services: files, network, processes, time of day, and state that
/// belongs to the whole process (ABI: no ambient authority).
constexpr std::string_view kForbidden[] = {
    "accept",       "accept4",       "bind",         "chdir",      "clone",     "connect",
    "creat",        "dlmopen",       "dlopen",       "execl",      "execle",    "execlp",
    "execv",        "execve",        "execvp",       "execvpe",    "exit",      "_exit",
    "fdopen",       "fopen",         "fopen64",      "fork",       "freopen",   "getaddrinfo",
    "getenv",       "gethostbyname", "gettimeofday", "gmtime",     "ioctl",     "kill",
    "listen",       "localtime",     "localtime_r",  "longjmp",    "_longjmp",  "mkdir",
    "mkfifo",       "mknod",         "mktime",       "mount",      "open",      "open64",
    "openat",       "openat64",      "opendir",      "pclose",     "popen",     "posix_spawn",
    "posix_spawnp", "prctl",         "ptrace",       "putenv",     "raise",     "rename",
    "rmdir",        "secure_getenv", "setenv",       "setlocale",  "setrlimit", "sigaction",
    "siglongjmp",   "signal",        "socket",       "socketpair", "syscall",   "system",
    "time",         "umask",         "unlink",       "vfork"};
/// The same by C++'s names: file streams, std::filesystem, std::chrono::system_clock::now,
/// std::random_device, the global locale.
constexpr std::string_view kForbiddenPrefixes[] = {
    "_ZNSt13basic_filebuf", "_ZNSt14basic_ifstream", "_ZNSt14basic_ofstream",
    "_ZNSt13basic_fstream", "_ZNSt10filesystem",     "_ZNSt6chrono3_V212system_clock3now",
    "_ZNSt13random_device"};

bool forbidden(std::string_view symbol) {
  return std::ranges::find(kForbidden, symbol) != std::end(kForbidden) ||
         std::ranges::any_of(kForbiddenPrefixes,
                             [&](std::string_view prefix) { return symbol.starts_with(prefix); });
}

DynamicSymbols symbols_of(const Plugin& plugin) {
  try {
    return read_dynamic_symbols(plugin.library);
  } catch (const std::runtime_error& e) {
    fail(e.what());
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

void one_symbol(const Bench& bench) {
  const auto symbols = symbols_of(bench.plugin);
  if (symbols.defined != std::vector<std::string>{SALDO_PLUGIN_ENTRY})
    fail("it exports " + (symbols.defined.empty() ? "nothing" : joined(symbols.defined)) +
         "; expected is " SALDO_PLUGIN_ENTRY " alone (build it with saldo_add_plugin)");
}

void no_forbidden_imports(const Bench& bench) {
  std::vector<std::string> found;
  for (const std::string& symbol : symbols_of(bench.plugin).imported)
    if (forbidden(symbol)) found.push_back(symbol);
  if (!found.empty()) fail("it calls " + joined(found) + "; use the host's services instead");
}

void manifest_matches(const Bench& bench) {
  if (bench.plugin.components.empty()) fail("the manifest names no component");
  for (const Component& component : bench.plugin.components) {
    const auto subject = bench.open(component);
    const auto [id, version] = subject->identity();
    if (!id.empty() && id != bench.plugin.id)
      fail("the manifest's id is " + bench.plugin.id + ", the library's is " + id);
    if (!version.empty() && version != bench.plugin.version)
      fail("the manifest's version is " + bench.plugin.version + ", the library's is " + version);
  }
}

void unknown_component(const Bench& bench) {
  const Started started = bench.start({"no-such-component", {}, {}});
  expect(started.reply, {SALDO_E_UNSUPPORTED, SALDO_E_CONFIG}, "creating no-such-component");
}

void create_destroy(const Bench& bench, const Component& component) {
  constexpr int kTimes = 10;
  for (int i = 0; i < kTimes; ++i) bench.open(component);
}

void missing_options(const Bench& bench, const Component& component) {
  const Started started = bench.start({component.name, {}, {}});
  expect(started.reply, {SALDO_OK, SALDO_E_CONFIG, SALDO_E_UNSUPPORTED},
         "creating " + component.name + " without options");
}

}  // namespace saldo::check
