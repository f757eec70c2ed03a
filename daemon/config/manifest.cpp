#include <algorithm>
#include <atomic>
#include <charconv>
#include <fstream>
#include <future>
#include <iterator>
#include <set>

#include "config/component.hpp"
#include "config/reader.hpp"
#include "saldo/plugin.h"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kOptionTypes = {"text",      "integer", "boolean", "duration",
                                               "directory", "pattern", "secret",  "origin"};

/// Which ABI the plugin was built for. Before 1.0 a host serves its own minor version and those
/// before it.
void check_abi(const Node& node, const std::string& abi, Faults& faults) {
  unsigned major = 0, minor = 0;
  const char* end = abi.data() + abi.size();
  const auto [dot, error] = std::from_chars(abi.data(), end, major);
  const bool split = error == std::errc() && dot != end && *dot == '.';
  const auto rest = split ? std::from_chars(dot + 1, end, minor) : std::from_chars_result{dot, {}};
  if (!split || rest.ec != std::errc() || rest.ptr != end)
    faults.add(node.at, "'abi' must be MAJOR.MINOR, such as \"0.1\", not " + in_quotes(abi));
  else if (major != SALDO_ABI_MAJOR || minor > SALDO_ABI_MINOR)
    faults.add(node.at, "the plugin is for ABI " + abi + "; this saldo offers " +
                            std::to_string(SALDO_ABI_MAJOR) + "." +
                            std::to_string(SALDO_ABI_MINOR) +
                            "; install a plugin that was built for it");
}

/// A default must be a value that a connector could give; quotes don't matter here.
std::string read_default(const OptionSpec& option, Node value, Faults& faults) {
  value.quoted = false;
  return read_option_value(option, value, fs::path("/"), faults).value_or("");
}

OptionSpec read_option(const Node& node, Faults& faults) {
  Mapping map(node, "options", "an option", faults);
  OptionSpec option;
  if (const Node* name = map.require("name"))
    option.name = read_name(*name, "name", faults).value_or("");
  if (map.require("type") != nullptr) option.type = map.choice("type", kOptionTypes, "text");
  option.required = map.flag("required", false);
  option.help = map.required_text("help");
  if (const Node* value = map.find("default")) {
    if (option.required)
      faults.add(value->at, "option " + in_quotes(option.name) +
                                " is required and has a default; keep one of the two");
    else if (option.type == "secret" || option.type == "origin")
      faults.add(value->at, "option " + in_quotes(option.name) + " is of type " + option.type +
                                ": no default");
    else
      option.default_value = read_default(option, *value, faults);
  }
  map.finish();
  return option;
}

ComponentSpec read_component_spec(const Node& node, Faults& faults) {
  Mapping map(node, "components", "a component", faults);
  ComponentSpec component;
  if (const Node* name = map.require("name"))
    component.name = read_name(*name, "name", faults).value_or("");
  if (map.require("kind") != nullptr)
    component.kind = map.choice("kind", {"decoder", "source", "sink"}, "");
  component.summary = map.required_text("summary");
  std::set<std::string> names{kComponentKey, kProfileKey};
  if (const Node* options = map.find("options"))
    for (const Node& option : read_list(*options, "options", faults)) {
      component.options.push_back(read_option(option, faults));
      if (!names.insert(component.options.back().name).second)
        faults.add(option.at, "option " + in_quotes(component.options.back().name) +
                                  " is declared twice, or is saldo's own; rename it");
    }
  map.finish();
  return component;
}

void read_library(Mapping& map, const fs::path& folder, Manifest& manifest, Faults& faults) {
  const Node* node = map.require("library");
  if (node == nullptr) return;
  const auto name = read_name(*node, "library", faults);
  if (!name) return;
  manifest.library = fs::absolute(folder / *name).lexically_normal();
  std::error_code ignored;
  if (!fs::is_regular_file(manifest.library, ignored))
    faults.add(node->at, "library " + in_quotes(manifest.library.string()) +
                             " is not there; install the plugin again");
}

Manifest read_fields(const Node& root, const fs::path& folder, Faults& faults) {
  Mapping map(root, "manifest", "the manifest", faults);
  Manifest manifest;
  manifest.id = map.required_text("id");
  if (const Node* name = map.require("name"))
    manifest.name = read_name(*name, "name", faults).value_or("");
  manifest.version = map.required_text("version");
  manifest.abi = map.required_text("abi");
  if (const Node* abi = map.find("abi"); abi != nullptr && !manifest.abi.empty())
    check_abi(*abi, manifest.abi, faults);
  manifest.stability = map.choice("stability", {"alpha", "beta", "stable", "deprecated"}, "alpha");
  manifest.summary = map.required_text("summary");
  read_library(map, folder, manifest, faults);
  std::set<std::string> names;
  if (const Node* components = map.require("components"))
    for (const Node& component : read_list(*components, "components", faults)) {
      manifest.components.push_back(read_component_spec(component, faults));
      const auto& c = manifest.components.back();
      if (!names.insert(c.name).second)
        faults.add(component.at, "component " + in_quotes(c.name) + " is declared twice");
    }
  map.finish();
  return manifest;
}

/// A manifest, or what is wrong with it.
struct ReadManifest {
  std::optional<Manifest> manifest;
  std::vector<Failure> faults;
};

ReadManifest read(const fs::path& yaml) {
  Faults faults(yaml.string());
  ReadManifest out;
  if (const auto text = read_file(yaml, faults))
    if (const auto root = parse_yaml(*text, faults))
      out.manifest = read_fields(*root, yaml.parent_path(), faults);
  if (!faults.empty()) out = {std::nullopt, faults.take()};
  return out;
}

/// Two at a time: for a short command, reading YAML is most of what it does.
std::vector<ReadManifest> read_all(const std::vector<fs::path>& files) {
  std::vector<ReadManifest> all(files.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) all[i] = read(files[i]);
  };
  auto helper = std::async(std::launch::async, work);
  work();
  helper.get();
  return all;
}

}  // namespace

std::optional<std::string> read_file(const fs::path& file, Faults& faults) {
  constexpr std::uintmax_t kBytesMax = 1 << 20;  // far beyond what a person would write
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in) {
    faults.add({}, "the file can't be read" + (error ? ": " + error.message() : std::string()));
  } else if (size > kBytesMax) {
    faults.add({}, "the file has " + std::to_string(size) + " bytes; " + std::to_string(kBytesMax) +
                       " are allowed");
  } else {
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  return std::nullopt;
}

std::vector<Manifest> find_plugins(const fs::path& path, std::vector<Failure>& faults) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
    if (std::error_code ignored; fs::exists(it->path() / "plugin.yaml", ignored))
      files.push_back(it->path() / "plugin.yaml");
  if (error)
    faults.push_back({.kind = FailureKind::not_found,
                      .message = "plugin directory " + in_quotes(path.string()) +
                                 " can't be read: " + error.message(),
                      .file = path.string()});
  std::sort(files.begin(), files.end());
  std::vector<Manifest> manifests;
  for (auto& [manifest, its_faults] : read_all(files)) {
    if (manifest) manifests.push_back(std::move(*manifest));
    std::ranges::move(its_faults, std::back_inserter(faults));
  }
  return manifests;
}

Result<Manifest> read_manifest(const fs::path& yaml) {
  std::error_code ignored;
  fs::path file = yaml;
  if (fs::is_directory(yaml, ignored))
    file = yaml / "plugin.yaml";
  else if (yaml.extension() == ".so")
    file = yaml.parent_path() / "plugin.yaml";
  auto [manifest, faults] = read(file);
  if (!manifest) return faults.front();
  if (yaml.extension() == ".so" && !fs::equivalent(manifest->library, yaml, ignored))
    return Failure{.kind = FailureKind::not_found,
                   .message = "the manifest beside it is for " +
                              in_quotes(manifest->library.filename().string()) + ", not for " +
                              in_quotes(yaml.filename().string()),
                   .file = file.string()};
  return std::move(*manifest);
}

}  // namespace saldo::config
