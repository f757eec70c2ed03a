#include "support/saldod.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace saldo::test {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kLook{10};

fs::path fresh_folder() {
  std::string name = (fs::temp_directory_path() / "saldo-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make " + name);
  return name;
}

std::string last_lines(const std::string& text) {
  constexpr std::size_t kShown = 8000;
  return text.size() <= kShown ? text : "…" + text.substr(text.size() - kShown);
}

}  // namespace

Saldod::Saldod() : folder_(fresh_folder()) {
  for (const char* name : {"bank", "erp", "plugins"}) fs::create_directory(folder_ / name);
}

Saldod::~Saldod() {
  process_.kill();
  if (testing::Test::HasFailure())
    std::cerr << "--- log of " << folder_ << "\n" << last_lines(log()) << "---\n";
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Saldod::configure(const std::string& rest) {
  std::ofstream(folder_ / "saldo.yaml")
      << "store: { url: \"sqlite:saldo.db\" }\n"
         "archive: { path: documents }\n"
         "api: { socket: saldo.sock }\n"
         "plugins: { path: [" SALDO_BUILD_DIR "/lib/saldo/plugins, plugins] }\n"
      << rest;
}

void Saldod::launch() {
  process_ =
      Process({SALDO_BUILD_DIR "/bin/saldod", "--config", folder_ / "saldo.yaml"}, folder_ / "log");
}

void Saldod::start() {
  launch();
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!answers()) {
    if (const auto code = process_.wait(kLook))
      throw std::runtime_error("saldod ended with " + std::to_string(*code) + ":\n" + log());
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("saldod doesn't answer");
  }
}

int Saldod::run_to_end() {
  launch();
  const auto code = process_.wait(kPatience);
  if (!code) throw std::runtime_error("saldod didn't end");
  return *code;
}

int Saldod::stop() {
  process_.signal(SIGTERM);
  const auto code = process_.wait(kPatience);
  if (!code) throw std::runtime_error("saldod didn't stop:\n" + log());
  return *code;
}

bool Saldod::answers() const {
  const auto reply = request(folder_ / "saldo.sock", "GET", "/v1/health");
  return reply && reply->status == 200;
}

std::optional<Reply> Saldod::ask(std::string_view method, const std::string& target,
                                 std::string_view body) const {
  return request(folder_ / "saldo.sock", method, target, body);
}

Reply Saldod::get(const std::string& target) const {
  auto reply = ask("GET", target);
  if (!reply) throw std::runtime_error("GET " + target + ": no answer\n" + log());
  if (reply->status != 200)
    throw std::runtime_error("GET " + target + ": " + std::to_string(reply->status) + " " +
                             reply->body);
  return std::move(*reply);
}

Reply Saldod::post(const std::string& target, std::string_view body) const {
  auto reply = ask("POST", target, body);
  if (!reply) throw std::runtime_error("POST " + target + ": no answer\n" + log());
  if (reply->status != 200)
    throw std::runtime_error("POST " + target + ": " + std::to_string(reply->status) + " " +
                             reply->body);
  return std::move(*reply);
}

boost::json::object Saldod::submit(const std::string& connector, const std::string& name,
                                   std::string_view bytes) const {
  return post("/v1/connectors/" + connector + "/documents?name=" + name, bytes).json();
}

boost::json::object Saldod::wait_for_run(std::int64_t run) const {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    auto now = get("/v1/runs/" + std::to_string(run) + "?wait_ms=5000").json();
    const std::string state = text(now, "state");
    if (state != "queued" && state != "running") return now;
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("run doesn't end: " + boost::json::serialize(now));
  }
}

boost::json::object Saldod::sync(const std::string& connector) const {
  return wait_for_run(number(post("/v1/connectors/" + connector + "/sync").json(), "run"));
}

boost::json::object Saldod::run(const std::string& job, const std::string& arguments) const {
  return wait_for_run(number(post("/v1/jobs/" + job + "/run", arguments).json(), "run"));
}

void Saldod::settle() const {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    std::string pending;
    for (const auto& run : get("/v1/runs?limit=1000").lines())
      if (text(run, "state") == "queued" || text(run, "state") == "running")
        pending += boost::json::serialize(run) + "\n";
    if (pending.empty()) return;
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("still going on:\n" + pending + log());
    std::this_thread::sleep_for(kLook);
  }
}

std::vector<boost::json::object> Saldod::rows(const std::string& view) const {
  return get("/v1/export/" + view).lines();
}

std::string Saldod::exported() const {
  std::string all;
  for (const char* view : {"customers", "items", "statements", "transactions", "duplicates",
                           "allocations", "cash-application"})
    all += std::string("== ") + view + "\n" + get(std::string("/v1/export/") + view).body;
  return all;
}

std::string Saldod::broken() const {
  const auto result = post("/v1/verify").json();
  return result.at("holds").as_bool() ? "" : boost::json::serialize(result);
}

std::string Saldod::log() const { return read_file(folder_ / "log"); }

std::string two_connectors(const std::string& schedule) {
  const std::string line = schedule.empty() ? "" : "    schedule: " + schedule + "\n";
  return "connectors:\n"
         "  - name: bank\n"
         "    source: { plugin: files, directory: bank, settled_for: 0s }\n"
         "    decoders: [camt, mt940]\n" +
         line +
         "  - name: erp\n"
         "    source: { plugin: files, directory: erp, settled_for: 0s }\n"
         "    decoders: [sap-idoc]\n" +
         line;
}

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string text(const boost::json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t number(const boost::json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

}  // namespace saldo::test
