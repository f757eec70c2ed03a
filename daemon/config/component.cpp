#include "config/component.hpp"

#include <limits>

#include "config/origin.hpp"
#include "config/secret.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

/// Whether every brace and bracket of a file name pattern has its other half.
bool is_paired(const std::string& pattern) {
  int braces = 0;
  bool bracket = false;
  for (const char c : pattern) {
    if (bracket) {
      bracket = c != ']';
    } else if (c == '[') {
      bracket = true;
    } else if (c == '{') {
      ++braces;
    } else if (c == '}' && --braces < 0) {
      return false;
    }
  }
  return braces == 0 && !bracket;
}

void read_option_use(const OptionSpec& option, Mapping& map, const fs::path& folder,
                     ComponentUse& use, Faults& faults) {
  const Node* node = option.required ? map.require(option.name) : map.find(option.name);
  if (option.type == "secret") {
    if (node == nullptr) return;
    if (auto secret = read_secret(option.name, *node, folder, faults))
      use.secrets.emplace(option.name, std::move(*secret));
    return;
  }
  if (option.type == "origin") {
    if (node == nullptr) return;
    if (auto origin = read_origin(option.name, *node, folder, faults)) {
      use.options.emplace(option.name, origin->url);
      use.origins.emplace(option.name, std::move(*origin));
    }
    return;
  }
  std::optional<std::string> value;
  if (node != nullptr)
    value = read_option_value(option, *node, folder, faults);
  else if (!option.default_value.empty())
    value = option.default_value;
  if (!value) return;
  if (option.type == "directory") {
    use.directories.push_back(option.name);
    if (node != nullptr) check_directory(*value, node->at, faults);
  }
  use.options.emplace(option.name, std::move(*value));
}

/// What the bank profile says, but for options that the connector sets itself.
void read_profile_use(const Node& node, const ComponentSpec& decoder, Mapping& given,
                      const Catalogue& catalogue, ComponentUse& use, Faults& faults) {
  const auto name = read_text(node, kProfileKey, faults);
  const BankProfile* profile = name ? catalogue.profile(*name, node.at, faults) : nullptr;
  if (profile == nullptr) return;
  ComponentUse profiled = use;
  if (const auto applied = apply(*profile, decoder, profiled); !applied) {
    faults.add(node.at, applied.error().message);
    return;
  }
  for (auto& [option, value] : profiled.options)
    if (given.find(option) == nullptr) use.options[option] = value;
}

}  // namespace

std::optional<Catalogue::Offer> Catalogue::find(const std::string& kind, const std::string& name,
                                                Mark at, Faults& faults) const {
  std::optional<Offer> found;
  std::vector<std::string> names;
  std::string other_kind;
  for (const Manifest& plugin : manifests_)
    for (const ComponentSpec& component : plugin.components) {
      if (component.kind != kind) {
        if (component.name == name) other_kind = component.kind;
        continue;
      }
      names.push_back(component.name);
      if (component.name != name) continue;
      if (found) {
        faults.add(at, "two plugins offer a " + kind + ' ' + in_quotes(name) + ": " +
                           in_quotes(found->plugin->library.string()) + " and " +
                           in_quotes(plugin.library.string()) + "; remove one");
        return std::nullopt;
      }
      found = Offer{&plugin, &component};
    }
  if (found) return found;
  if (!other_kind.empty())
    faults.add(at, in_quotes(name) + " is a " + other_kind + ", not a " + kind);
  else
    faults.add(at, "there is no " + kind + ' ' + in_quotes(name) +
                       suggestion(name, names, "the plugins offer"));
  return std::nullopt;
}

std::optional<std::string> read_option_value(const OptionSpec& option, const Node& node,
                                             const fs::path& folder, Faults& faults) {
  if (option.type == "boolean") {
    const auto flag = read_flag(node, option.name, faults);
    return flag ? std::optional(*flag ? "true" : "false") : std::nullopt;
  }
  if (option.type == "integer") {
    using Limits = std::numeric_limits<std::int64_t>;
    const auto n = read_integer(node, option.name, Limits::min(), Limits::max(), faults);
    return n ? std::optional(std::to_string(*n)) : std::nullopt;
  }
  const auto text = read_text(node, option.name, faults);
  if (!text) return std::nullopt;
  const auto refuse = [&](const char* what) {
    faults.add(node.at, in_quotes(option.name) + " must be " + what + ", not " + in_quotes(*text));
    return std::nullopt;
  };
  if (option.type == "duration" && !parse_duration(*text))
    return refuse("a duration such as 500ms, 2s, 5m, 1h or 1d");
  if (option.type == "pattern" && (text->empty() || !is_paired(*text)))
    return refuse("a file name pattern such as *.xml or *.{xml,sta}");
  if (option.type != "directory") return *text;
  if (text->empty()) return refuse("the path of a directory");
  return resolve(folder, *text).string();
}

std::optional<Catalogue::Offer> Catalogue::offered(const std::string& kind,
                                                   const std::string& name) const {
  for (const Manifest& plugin : manifests_)
    for (const ComponentSpec& component : plugin.components)
      if (component.kind == kind && component.name == name) return Offer{&plugin, &component};
  return std::nullopt;
}

const BankProfile* Catalogue::profile(const std::string& name, Mark at, Faults& faults) const {
  std::vector<std::string> names;
  for (const BankProfile& profile : profiles_) {
    if (profile.name == name) return &profile;
    names.push_back(profile.name);
  }
  faults.add(at,
             "there is no bank profile " + in_quotes(name) + suggestion(name, names, "there are"));
  return nullptr;
}

ComponentUse use_of(const Manifest& plugin, const ComponentSpec& component) {
  ComponentUse use{.plugin_name = plugin.name,
                   .component = component.name,
                   .library = plugin.library,
                   .version = plugin.version};
  for (const OptionSpec& option : component.options)
    if (!option.default_value.empty()) use.options[option.name] = option.default_value;
  return use;
}

std::optional<ComponentUse> read_component(const Node& node, const std::string& kind,
                                           const Catalogue& catalogue, const fs::path& folder,
                                           Faults& faults) {
  // A name alone is a component without options.
  Node alone{.kind = Node::Kind::mapping, .at = node.at};
  if (node.kind == Node::Kind::scalar) alone.entries.push_back({kComponentKey, node.at, node});
  const Node& uses = node.kind == Node::Kind::scalar ? alone : node;
  Mapping map(uses, kind, kind, faults);
  const Node* name_node = map.require(kComponentKey);
  if (name_node == nullptr) return std::nullopt;
  const auto name = read_text(*name_node, kComponentKey, faults);
  if (!name) return std::nullopt;
  const auto offer = catalogue.find(kind, *name, name_node->at, faults);
  if (!offer) return std::nullopt;
  ComponentUse use{.plugin_name = offer->plugin->name,
                   .component = *name,
                   .library = offer->plugin->library,
                   .version = offer->plugin->version};
  Mapping options(uses, kind, kind + ' ' + in_quotes(*name), faults);
  options.find(kComponentKey);
  for (const OptionSpec& option : offer->component->options)
    read_option_use(option, options, folder, use, faults);
  if (const Node* profile = kind == "decoder" ? options.find(kProfileKey) : nullptr)
    read_profile_use(*profile, *offer->component, options, catalogue, use, faults);
  options.finish();
  return use;
}

}  // namespace saldo::config
