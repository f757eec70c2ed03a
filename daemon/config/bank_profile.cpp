#include "config/bank_profile.hpp"

#include <algorithm>
#include <iterator>

#include "config/component.hpp"
#include "config/reader.hpp"

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> read_options(const Node& node, Faults& faults) {
  std::map<std::string, std::string> options;
  if (node.kind != Node::Kind::mapping) {
    faults.add(node.at, "a decoder's options must be a mapping such as { reversals: flipped }");
    return options;
  }
  for (const Entry& entry : node.entries)
    if (const auto value = read_text(entry.value, entry.key, faults)) options[entry.key] = *value;
  return options;
}

BankProfile read_fields(const Node& root, Faults& faults) {
  Mapping map(root, "profile", "the bank profile", faults);
  BankProfile profile;
  if (const Node* name = map.require("name"))
    profile.name = read_name(*name, "name", faults).value_or("");
  profile.summary = map.required_text("summary");
  profile.source = map.required_text("source");
  if (const Node* decoders = map.require("decoders")) {
    if (decoders->kind != Node::Kind::mapping)
      faults.add(decoders->at, "'decoders' must be a mapping from decoders to their options");
    for (const Entry& entry : decoders->entries)
      profile.options[entry.key] = read_options(entry.value, faults);
  }
  map.finish();
  return profile;
}

}  // namespace

fs::path bank_profile_folder(const fs::path& plugins) {
  return (plugins / "../../../share/saldo/bank-profiles").lexically_normal();
}

std::vector<BankProfile> find_bank_profiles(const fs::path& folder, std::vector<Failure>& out) {
  std::vector<BankProfile> profiles;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    if (file.path().extension() != ".yaml") continue;
    Faults faults(file.path().string());
    if (const auto text = read_file(file.path(), faults))
      if (const auto root = parse_yaml(*text, faults)) {
        BankProfile profile = read_fields(*root, faults);
        if (faults.empty()) profiles.push_back(std::move(profile));
      }
    std::ranges::move(faults.take(), std::back_inserter(out));
  }
  std::ranges::sort(profiles, {}, &BankProfile::name);
  return profiles;
}

Result<void> apply(const BankProfile& profile, const ComponentSpec& decoder, ComponentUse& use) {
  const auto options = profile.options.find(decoder.name);
  if (options == profile.options.end()) return {};
  for (const auto& [name, value] : options->second) {
    const bool declared =
        std::ranges::find(decoder.options, name, &OptionSpec::name) != decoder.options.end();
    if (!declared)
      return Failure{.message = "profile " + in_quotes(profile.name) + " sets the option " +
                                in_quotes(name) + ", which decoder " + in_quotes(decoder.name) +
                                " doesn't have; install the plugin that it was written for"};
    use.options[name] = value;
  }
  return {};
}

}  // namespace saldo::config
