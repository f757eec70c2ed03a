#pragma once

#include <yaml-cpp/emitter.h>

#include <map>
#include <string>
#include <vector>

#include "saldo/money.hpp"

/// How effective settings are written: private to config.
namespace saldo::config {

/// Text always stands in quotes, so that it is read back as what it is.
class Writer {
 public:
  Writer& map() { return out_ << YAML::BeginMap, *this; }
  Writer& end_map() { return out_ << YAML::EndMap, *this; }
  Writer& list() { return out_ << YAML::BeginSeq, *this; }
  Writer& end_list() { return out_ << YAML::EndSeq, *this; }
  Writer& flow() { return out_ << YAML::Flow, *this; }
  Writer& key(const std::string& name) {
    out_ << YAML::Key << name << YAML::Value;
    return *this;
  }
  Writer& text(const std::string& value) { return out_ << YAML::DoubleQuoted << value, *this; }
  /// A number or a boolean.
  Writer& plain(const std::string& value) { return out_ << value, *this; }
  Writer& number(int value) { return out_ << value, *this; }
  Writer& flag(bool value) { return out_ << value, *this; }

  void texts(const std::string& name, const std::vector<std::string>& values) {
    key(name).flow().list();
    for (const auto& value : values) text(value);
    end_list();
  }
  std::string take() const { return std::string(out_.c_str()) + '\n'; }

 private:
  YAML::Emitter out_;
};

inline void write_amounts(Writer& w, const std::string& key,
                          const std::map<std::string, Money>& amounts) {
  if (amounts.empty()) return;
  w.key(key).flow().map();
  for (const auto& [currency, money] : amounts) w.key(currency).text(money.to_string());
  w.end_map();
}

}  // namespace saldo::config
