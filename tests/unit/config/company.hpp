#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace saldo::config {

/// A folder with the plugins and directories of a small company; gone with the object.
class Company {
 public:
  Company() {
    std::string name = (std::filesystem::temp_directory_path() / "saldo-config-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    root = name;
    std::filesystem::create_directories(root / "spool" / "bank");
    write("password", "not read by anybody");
    write_plugin("bank", kBank);
    write_plugin("files", kFiles);
  }
  ~Company() { std::filesystem::remove_all(root); }
  Company(const Company&) = delete;
  Company& operator=(const Company&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  }
  void write_plugin(const std::string& name, const std::string& manifest) const {
    write("plugins/" + name + "/plugin.yaml", manifest);
    write("plugins/" + name + "/" + name + ".so", "");
  }
  std::filesystem::path plugins() const { return root / "plugins"; }

  Loaded load(const std::string& yaml) const {
    return load_text(yaml, root / "saldo.yaml", plugins());
  }
  /// The configuration; the test fails where there are faults.
  Config good(const std::string& yaml) const {
    auto loaded = load(yaml);
    for (const auto& fault : loaded.faults) ADD_FAILURE() << fault.to_string();
    return loaded.config.value_or(Config{});
  }
  /// "saldo.yaml:1:2: message" for each fault, with ROOT for this folder.
  std::vector<std::string> faults(const std::string& yaml) const {
    const auto loaded = load(yaml);
    EXPECT_EQ(loaded.config.has_value(), loaded.faults.empty());
    return texts(loaded.faults);
  }
  std::vector<std::string> texts(const std::vector<Failure>& failures) const {
    std::vector<std::string> all;
    for (const auto& failure : failures) {
      std::string text = failure.to_string();
      if (text.starts_with(root.string() + '/')) text.erase(0, root.string().size() + 1);
      for (std::size_t at; (at = text.find(root.string())) != std::string::npos;)
        text.replace(at, root.string().size(), "ROOT");
      all.push_back(text);
    }
    return all;
  }

  std::filesystem::path root;

  static constexpr const char* kBank = R"(id: test.bank
name: bank
version: 1.2.3
abi: "0.1"
stability: beta
summary: Bank statements.
library: bank.so
components:
  - { name: camt, kind: decoder, summary: ISO 20022 }
  - name: mt940
    kind: decoder
    summary: SWIFT
    options:
      - { name: strict, type: boolean, default: "true", help: Refuses more. }
      - { name: tolerance, type: integer, help: In minor units. }
)";
  static constexpr const char* kFiles = R"(id: test.files
name: files
version: 0.1.0
abi: "0.1"
summary: Directories and servers.
library: files.so
components:
  - name: files
    kind: source
    summary: A directory.
    options:
      - { name: directory, type: directory, required: true, help: Where. }
      - { name: pattern, type: pattern, default: "*", help: Which. }
      - { name: settled_for, type: duration, default: 2s, help: How long. }
  - name: server
    kind: source
    summary: A server.
    options:
      - { name: password, type: secret, required: true, help: The password. }
)";
};

/// A configuration without faults; its lines are counted in the tests.
inline const std::string kGood = R"(store: { url: "sqlite:book/saldo.db" }
archive: { path: documents }
api: { socket: run/saldo.sock }
connectors:
  - name: house-bank
    source: { plugin: files, directory: spool/bank, pattern: "*.{xml,sta}", settled_for: 500ms }
    decoders: [camt, mt940]
    schedule: { watch: true, cron: "*/15 6-20 * * 1-5", time_zone: Europe/Madrid }
  - name: by-hand
    decoders: [{ plugin: mt940, strict: false, tolerance: 5 }]
jobs:
  - { name: cash-application, kind: reconcile, after: [house-bank, by-hand] }
  - { name: dunning, kind: dunning, cron: "0 7 * * MON", procedure: standard, retries: 1 }
dunning:
  procedures:
    standard:
      interval_days: 14
      account_min_arrears_days: 5
      item_grace_days: 3
      credit_mode: net
      bank_data: { max_age_days: 4 }
      levels:
        - { days: 5 }
        - { days: 20, min_amount: { EUR: "50.00", JPY: 6000 }, fee: 5.00 EUR }
        - { days: 40, min_percent: 10, fee: { EUR: 10 }, always: true }
company_codes: { "1000": { time_zone: Europe/Madrid } }
log: { level: warning }
isolation: { require: [landlock, seccomp] }
)";

/// kGood with its one `from` as `to`.
inline std::string with(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(text.find(from, at + 1), std::string::npos) << from << " stands there twice";
  return text.replace(at, from.size(), to);
}

}  // namespace saldo::config
