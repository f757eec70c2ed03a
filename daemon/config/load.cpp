#include <sys/un.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>

#include "base/assert.hpp"
#include "base/sha256.hpp"
#include "config/bank_profile.hpp"
#include "config/cash_policy.hpp"
#include "config/legal_data.hpp"
#include "config/sections.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

/// Reads one file's sections into one Config.
class Loader {
 public:
  Loader(const Node& root, const fs::path& file, Faults& faults)
      : root_(root, "configuration", "the configuration", faults),
        folder_(fs::absolute(file).parent_path()),
        faults_(faults) {
    config_.file = file;
  }

  Config read(const fs::path& default_plugins, std::vector<Failure>& plugin_faults) {
    read_store();
    read_archive();
    read_api();
    read_log();
    read_isolation();
    read_company_codes();
    read_plugin_path(default_plugins);
    std::vector<Manifest> manifests;
    for (const auto& path : config_.plugin_path)
      if (std::error_code ignored; fs::is_directory(path, ignored))
        std::ranges::move(find_plugins(path, plugin_faults), std::back_inserter(manifests));
    const auto profiles = find_bank_profiles(bank_profile_folder(default_plugins), plugin_faults);
    if (const Node* node = root_.find("connectors"))
      config_.connectors =
          read_connectors(*node, Catalogue(manifests, profiles), folder_, names_, faults_);
    if (const Node* node = root_.find("receivers"))
      config_.receivers = read_receivers(*node, config_.connectors, folder_, names_, faults_);
    if (const Node* node = root_.find("bank_accounts"))
      config_.account_names = read_bank_accounts(*node, faults_);
    const fs::path data = data_folder(default_plugins);
    config_.calendars = find_calendars(data / "calendars", plugin_faults);
    config_.late_rates = read_late_rates(data / "rates", plugin_faults);
    config_.letters = read_letters(root_.find("letters"), folder_, data / "letters", faults_);
    if (const Node* node = root_.find("dunning"))
      config_.procedures = read_procedures(*node, config_, faults_);
    config_.procedures.try_emplace("standard", standard_procedure());
    if (const Node* node = root_.find("disputes"))
      config_.disputes = read_disputes(*node, config_, faults_);
    if (const Node* node = root_.find("deductions"))
      config_.deductions = read_deductions(*node, faults_);
    if (const Node* node = root_.find("jobs"))
      config_.jobs = read_jobs(*node, config_, names_, faults_);
    root_.finish();
    read_policies(plugin_faults);
    return std::move(config_);
  }

 private:
  /// The policies that jobs name; their faults have files of their own.
  void read_policies(std::vector<Failure>& other_faults) {
    std::set<std::string> codes;
    for (const auto& [code, zone] : config_.company_time_zones) codes.insert(code);
    std::map<fs::path, std::shared_ptr<const model::CashPolicy>> read;
    for (Job& job : config_.jobs) {
      if (job.policy_file.empty()) continue;
      if (!read.contains(job.policy_file)) {
        LoadedCashPolicy loaded = load_cash_policy(job.policy_file, codes);
        std::ranges::move(loaded.faults, std::back_inserter(other_faults));
        if (loaded.policy)
          read[job.policy_file] =
              std::make_shared<const model::CashPolicy>(std::move(*loaded.policy));
      }
      job.policy = read[job.policy_file];
    }
  }

  /// The one path of a section such as `archive: { path: … }`.
  fs::path read_path(const char* section, const char* key) {
    const Node* node = root_.require(section);
    if (node == nullptr) return {};
    Mapping map(*node, section, section, faults_);
    const auto text = map.required_text(key);
    map.finish();
    return text.empty() ? fs::path() : resolve(folder_, text);
  }

  void read_store() {
    const Node* node = root_.require("store");
    if (node == nullptr) return;
    Mapping map(*node, "store", "store", faults_);
    const std::string url = map.required_text("url");
    if (const Node* at = map.find("url"); at != nullptr && !url.empty()) read_url(url, at->at);
    map.finish();
  }

  void read_url(const std::string& url, Mark at) {
    constexpr std::string_view kSqlite = "sqlite:";
    // Of other URLs only the scheme is shown: they may hold a password.
    const auto scheme = url.substr(0, url.find(':'));
    if (scheme == "postgresql" || scheme == "postgres")
      faults_.add(at, "this version can't keep its book in PostgreSQL yet; write sqlite:PATH");
    else if (!url.starts_with(kSqlite) || url.size() == kSqlite.size())
      faults_.add(at, "the store " + in_quotes(scheme + (scheme.size() < url.size() ? ":…" : "")) +
                          " can't be used; write sqlite:PATH");
    else
      read_database(resolve(folder_, url.substr(kSqlite.size())), at);
  }

  void read_database(const fs::path& path, Mark at) {
    check_directory(path.parent_path(), at, faults_);
    if (std::error_code ignored; fs::is_directory(path, ignored))
      faults_.add(at, in_quotes(path.string()) + " is a directory; name a file in it");
    config_.store_url = "sqlite:" + path.string();
  }

  void read_archive() {
    config_.archive_path = read_path("archive", "path");
    if (!config_.archive_path.empty())
      check_directory(config_.archive_path, root_.key_at("archive"), faults_);
  }

  void read_api() {
    config_.socket = read_path("api", "socket");
    if (config_.socket.empty()) return;
    const Mark at = root_.key_at("api");
    check_directory(config_.socket.parent_path(), at, faults_);
    constexpr std::size_t kBytesMax = sizeof(sockaddr_un::sun_path) - 1;
    if (const auto bytes = config_.socket.string().size(); bytes > kBytesMax)
      faults_.add(at, "the path of 'socket' has " + std::to_string(bytes) +
                          " bytes; Linux allows " + std::to_string(kBytesMax));
  }

  void read_log() {
    const Node* node = root_.find("log");
    if (node == nullptr) return;
    Mapping map(*node, "log", "log", faults_);
    config_.log_level =
        map.choice("level", {"debug", "info", "warning", "error"}, config_.log_level);
    map.finish();
  }

  void read_isolation() {
    const Node* node = root_.find("isolation");
    if (node == nullptr) return;
    Mapping map(*node, "isolation", "isolation", faults_);
    if (const Node* list = map.find("require"))
      for (const Node& entry : read_list(*list, "require", faults_))
        if (auto layer = read_choice(entry, "require", {"landlock", "seccomp"}, faults_))
          config_.required_isolation.push_back(std::move(*layer));
    if (const Node* silence = map.find("silence"))
      if (const auto time = read_duration(*silence, "silence", faults_))
        read_silence(*time, *silence);
    map.finish();
  }

  void read_silence(std::chrono::milliseconds time, const Node& node) {
    // A plugin gives a sign of life every few hundred milliseconds at most.
    constexpr std::chrono::milliseconds kMin{500}, kMax{std::chrono::hours{1}};
    if (time < kMin || time > kMax)
      faults_.add(node.at, "'silence' must be between 500ms and 1h");
    else
      config_.plugin_silence = time;
  }

  void read_company_codes() {
    const Node* node = root_.find("company_codes");
    if (node == nullptr) return;
    Mapping codes(*node, "company_codes", "company_codes", faults_);
    for (const Entry& entry : node->entries) {
      check_name(entry.key, "company_codes", entry.at, faults_);
      Mapping company(entry.value, entry.key, "company code " + in_quotes(entry.key), faults_);
      company.require("time_zone");
      config_.company_time_zones.emplace(entry.key, read_time_zone(company, "UTC", faults_));
      if (const Node* head = company.find("letterhead"))
        config_.letterheads.emplace(entry.key, read_letterhead(*head, faults_));
      company.finish();
    }
  }

  void read_plugin_path(const fs::path& default_plugins) {
    const Node* node = root_.find("plugins");
    if (node == nullptr) {
      config_.plugin_path.push_back(fs::absolute(default_plugins).lexically_normal());
      return;
    }
    Mapping map(*node, "plugins", "plugins", faults_);
    if (const Node* list = map.require("path"))
      for (const Node& entry : read_list(*list, "path", faults_)) {
        const auto text = read_text(entry, "path", faults_);
        if (!text) continue;
        config_.plugin_path.push_back(resolve(folder_, *text));
        if (std::error_code ignored; !fs::is_directory(config_.plugin_path.back(), ignored))
          faults_.add(entry.at, "plugin directory " +
                                    in_quotes(config_.plugin_path.back().string()) +
                                    " doesn't exist; correct the path");
      }
    map.finish();
  }

  Mapping root_;
  fs::path folder_;
  Faults& faults_;
  Names names_;
  Config config_;
};

std::string sha256_hex(const std::string& text) {
  Sha256 hash;
  hash.update(text);
  return hash.hex_digest();
}

Loaded read(const std::optional<std::string>& text, Faults& faults, const fs::path& file,
            const fs::path& default_plugins) {
  Loaded loaded;
  std::optional<Config> config;
  std::vector<Failure> plugin_faults;
  if (text)
    if (const auto root = parse_yaml(*text, faults))
      config = Loader(*root, file, faults).read(default_plugins, plugin_faults);
  loaded.faults = faults.take();
  std::ranges::move(plugin_faults, std::back_inserter(loaded.faults));
  if (!loaded.faults.empty()) return loaded;
  SALDO_ASSERT(config.has_value());
  for (auto& [name, procedure] : config->procedures)
    procedure.version = sha256_hex(effective_yaml(procedure));
  config->masked_yaml = effective_yaml(*config);
  config->digest = sha256_hex(config->masked_yaml);
  loaded.config = std::move(config);
  return loaded;
}

}  // namespace

Loaded load_text(std::string_view yaml, const fs::path& file, const fs::path& default_plugins) {
  Faults faults(file.string());
  return read(std::string(yaml), faults, file, default_plugins);
}

Loaded load(const fs::path& file, const fs::path& default_plugins) {
  Faults faults(file.string());
  const auto text = read_file(file, faults);
  return read(text, faults, file, default_plugins);
}

}  // namespace saldo::config
