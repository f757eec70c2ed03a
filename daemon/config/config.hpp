#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/letterhead.hpp"
#include "model/calendar.hpp"
#include "model/cash_policy.hpp"
#include "model/deduction.hpp"
#include "model/dispute.hpp"
#include "model/dunning_procedure.hpp"
#include "model/late_rates.hpp"

/// The configuration of saldod: YAML, strict, every fault at once with its place.
namespace saldo::config {

/// A plugin's manifest (plugin.yaml beside its library). Read without running any of its code.
struct OptionSpec {
  std::string name;
  std::string
      type;  ///< text | integer | boolean | duration | directory | pattern | secret | origin
  bool required = false;
  std::string default_value;
  std::string help;
};
struct ComponentSpec {
  std::string name;  ///< what a connector writes: `camt`, `files`
  std::string kind;  ///< decoder | source | sink
  std::string summary;
  std::vector<OptionSpec> options;
};
struct Manifest {
  std::string id, name, version, abi, stability, summary;
  std::filesystem::path library;  ///< absolute
  std::vector<ComponentSpec> components;
};

/// Where a secret is kept. The configuration never holds the secret itself.
struct SecretReference {
  std::string kind;  ///< file | env | credential (systemd's LoadCredential)
  std::string name;  ///< absolute path | variable | credential
};

/// A server that a component may talk to, and how saldo is known there.
struct OriginUse {
  std::string url;  ///< requests go below it; no slash at its end
  std::string user;
  std::optional<SecretReference> password, token;
  std::filesystem::path ca, certificate, key;
  std::string host_key;          ///< SFTP: SHA-256 of the server's key in base64, without padding
  std::string tls = "required";  ///< smtp:// and imap://: required | offered | none
  std::string proxy;
  std::chrono::milliseconds timeout{60'000};
  int requests_per_second = 0;  ///< 0: no limit
  int largest_mib = 32;         ///< of a reply
};

/// A component as a connector uses it.
struct ComponentUse {
  std::string plugin_name;  ///< manifest name
  std::string component;
  std::filesystem::path library;
  std::string version;
  std::map<std::string, std::string> options;      ///< declared options, defaults filled in
  std::vector<std::string> directories;            ///< which of them are directories to be granted
  std::map<std::string, SecretReference> secrets;  ///< options of type secret; not in `options`
  std::map<std::string, OriginUse> origins;  ///< options of type origin; `options` has the URL
};

struct Schedule {
  bool watch = false;
  std::string cron;  ///< five fields; empty: none
  std::string time_zone = "UTC";
};

struct Connector {
  std::string name;
  std::optional<ComponentUse> source;  ///< none: documents come by `saldo submit` only
  std::vector<ComponentUse> decoders;  ///< none only where there is a sink
  std::optional<ComponentUse> sink;    ///< takes what write_back or deliver jobs send
  Schedule schedule;
};

/// Who may push documents to a receiver.
struct Sender {
  std::string name;
  std::string user;  ///< with `password`: HTTP basic authentication
  std::optional<SecretReference> password;
  std::string common_name;              ///< of the certificate that it shows; empty: none needed
  std::vector<std::string> connectors;  ///< for which it may push
};

/// An address at which documents are taken over HTTP.
struct Receiver {
  std::string name;
  std::string address;                ///< an IP address
  int port = 0;                       ///< 0: any that is free
  bool behind_proxy = false;          ///< plain HTTP on a public address is meant
  std::filesystem::path certificate;  ///< TLS with this chain; empty: plain HTTP
  std::optional<SecretReference> key;
  std::filesystem::path client_ca;  ///< whose certificates senders may show
  int largest_mib = 32;             ///< of a body
  int waiting_max = 20'000;         ///< documents that wait; then senders come again later
  std::vector<Sender> senders;
};

struct Job {
  std::string name;
  /// reconcile | dunning | balance_check | promises | disputes | write_back | deliver
  std::string kind;
  std::vector<std::string> after;
  std::string cron;
  std::string time_zone = "UTC";
  std::string procedure;                            ///< dunning
  std::filesystem::path policy_file;                ///< reconcile; empty: the built-in policy
  std::shared_ptr<const model::CashPolicy> policy;  ///< what that file says
  std::string connector;  ///< write_back, deliver: the one whose sink takes the messages
  int retries = 3;
};

struct Config {
  std::filesystem::path file;
  std::string store_url;
  std::filesystem::path archive_path;
  std::filesystem::path socket;
  std::string log_level = "info";
  std::vector<std::filesystem::path> plugin_path;
  std::vector<Connector> connectors;
  std::vector<Receiver> receivers;
  std::vector<Job> jobs;
  /// Our bank accounts' IBANs by the other names that formats give them.
  std::map<std::string, std::string> account_names;
  std::map<std::string, model::DunningProcedure> procedures;  ///< by name
  std::map<std::string, model::Calendar> calendars;           ///< by name; installed data
  model::LateRates late_rates;                                ///< installed data
  std::map<std::string, std::string> company_time_zones;      ///< company code → zone
  std::map<std::string, Letterhead> letterheads;              ///< by company code
  Letters letters;
  model::DisputePolicy disputes;
  model::DeductionPolicy deductions;
  std::vector<std::string> required_isolation;       ///< of landlock, seccomp: start only with
  std::chrono::milliseconds plugin_silence{30'000};  ///< a plugin that is silent so long is ended
  std::string masked_yaml;  ///< the effective configuration, secrets masked (`saldo config show`)
  std::string digest;       ///< SHA-256 of masked_yaml: the version of this configuration

  /// Where SQLite keeps the book; store_url without its "sqlite:".
  std::filesystem::path database() const { return store_url.substr(store_url.find(':') + 1); }
};

/// What came of loading: a config if there were no faults.
struct Loaded {
  std::optional<Config> config;
  std::vector<Failure> faults;  ///< each with file, line, column, value, nearest known key
};

/// Reads and checks a file and the manifests on its plugin path. `default_plugins` is used where
/// the file names no path.
Loaded load(const std::filesystem::path& file, const std::filesystem::path& default_plugins);
/// As load, for the text of a file; `file` names it in faults and is what relative paths start at.
Loaded load_text(std::string_view yaml, const std::filesystem::path& file,
                 const std::filesystem::path& default_plugins);

/// The manifests below `path`, one folder each: `path/NAME/plugin.yaml`.
std::vector<Manifest> find_plugins(const std::filesystem::path& path, std::vector<Failure>& faults);
/// A manifest by itself; `yaml` names plugin.yaml, the library beside it or the folder of both.
/// The Failure is the first fault of the manifest.
Result<Manifest> read_manifest(const std::filesystem::path& yaml);

}  // namespace saldo::config
