#include "cli/plugins.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "check/scaffold.hpp"
#include "cli/decoders.hpp"
#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/rows.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

json::object to_json(const config::OptionSpec& option) {
  json::object out{{"name", option.name}, {"type", option.type}, {"required", option.required}};
  if (!option.default_value.empty()) out["default"] = option.default_value;
  if (!option.help.empty()) out["help"] = option.help;
  return out;
}

json::object to_json(const config::Manifest& plugin) {
  json::array components;
  for (const config::ComponentSpec& component : plugin.components) {
    json::array options;
    for (const config::OptionSpec& option : component.options)
      options.emplace_back(to_json(option));
    components.push_back({{"name", component.name},
                          {"kind", component.kind},
                          {"summary", component.summary},
                          {"options", std::move(options)}});
  }
  return {{"id", plugin.id},
          {"name", plugin.name},
          {"version", plugin.version},
          {"abi", plugin.abi},
          {"stability", plugin.stability},
          {"summary", plugin.summary},
          {"library", plugin.library.string()},
          {"components", std::move(components)}};
}

/// For people: what the plugin is, then each component with its options.
std::string to_text(const config::Manifest& plugin) {
  std::string text = plugin.name + " " + plugin.version + " (" + plugin.id + ", " +
                     plugin.stability + ", ABI " + plugin.abi + ")\n" + plugin.summary + "\n" +
                     plugin.library.string() + "\n";
  for (const config::ComponentSpec& component : plugin.components) {
    text += "\n" + component.kind + " " + component.name + "\n    " + component.summary + "\n";
    for (const config::OptionSpec& option : component.options) {
      text += "    " + option.name + ": " + option.type;
      if (option.required) text += ", required";
      if (!option.default_value.empty()) text += ", " + option.default_value + " by default";
      text += "\n        " + option.help + "\n";
    }
  }
  return text;
}

}  // namespace

int list_plugins(const PluginListOptions& options) {
  std::size_t faults = 0;
  const auto plugins = installed_plugins(plugin_folders(options.plugin_dirs), faults);
  const auto sink = open_sink({});
  const auto rows = make_rows(to_format(options.format), *sink,
                              {"plugin", "version", "kind", "component", "summary"});
  for (const config::Manifest& plugin : plugins)
    for (const config::ComponentSpec& component : plugin.components)
      rows->add({{"plugin", plugin.name},
                 {"version", plugin.version},
                 {"stability", plugin.stability},
                 {"kind", component.kind},
                 {"component", component.name},
                 {"summary", component.summary},
                 {"library", plugin.library.string()}});
  rows->finish();
  sink->finish();
  return faults == 0 ? kDone : kFailed;
}

int show_plugin(const PluginInfoOptions& options) {
  const auto plugin = config::read_manifest(options.file);
  if (!plugin) throw Stop(kFailed, plugin.error().to_string());
  const Format format = to_format(options.format);
  const auto sink = open_sink({});
  if (format == Format::table)
    sink->write(to_text(*plugin));
  else
    print_object(format, *sink, to_json(*plugin));
  sink->finish();
  return kDone;
}

int new_plugin(const PluginNewOptions& options) {
  const std::string directory = options.directory.empty() ? options.name : options.directory;
  try {
    check::make_plugin(options.kind, options.name, template_folder(), directory);
  } catch (const std::runtime_error& e) {
    throw Stop(kUsage, e.what());
  }
  tell("made " + directory + "; go on with its README.md: build it, then saldo plugin check");
  return kDone;
}

}  // namespace saldo::cli
