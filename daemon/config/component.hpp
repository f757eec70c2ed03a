#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/bank_profile.hpp"
#include "config/config.hpp"
#include "config/reader.hpp"

/// Components by name, and their options as a connector gives them.
namespace saldo::config {

/// The key that names the component among its options.
inline constexpr const char* kComponentKey = "plugin";

/// The key that names a bank profile among a decoder's options.
inline constexpr const char* kProfileKey = "profile";

/// What the plugin path offers, and the bank profiles beside it. Borrows both.
class Catalogue {
 public:
  Catalogue(const std::vector<Manifest>& manifests, const std::vector<BankProfile>& profiles)
      : manifests_(manifests), profiles_(profiles) {}

  struct Offer {
    const Manifest* plugin = nullptr;
    const ComponentSpec* component = nullptr;
  };
  /// The one component of this name and kind; a fault at `at` if there is none, or more.
  std::optional<Offer> find(const std::string& kind, const std::string& name, Mark at,
                            Faults& faults) const;
  /// The first component of this name and kind, or nothing.
  std::optional<Offer> offered(const std::string& kind, const std::string& name) const;
  /// The bank profile of this name; a fault at `at` if there is none.
  const BankProfile* profile(const std::string& name, Mark at, Faults& faults) const;

 private:
  const std::vector<Manifest>& manifests_;
  const std::vector<BankProfile>& profiles_;
};

/// A component with its default options.
ComponentUse use_of(const Manifest& plugin, const ComponentSpec& component);

/// Reads `{plugin: NAME, option: value, …}`, or just NAME.
std::optional<ComponentUse> read_component(const Node& node, const std::string& kind,
                                           const Catalogue& catalogue,
                                           const std::filesystem::path& folder, Faults& faults);

/// The value of an option of any type but secret, in the text form that the plugin gets.
/// Directories become absolute, from `folder`.
std::optional<std::string> read_option_value(const OptionSpec& option, const Node& node,
                                             const std::filesystem::path& folder, Faults& faults);

/// A whole file of at most 1 MiB.
std::optional<std::string> read_file(const std::filesystem::path& file, Faults& faults);

}  // namespace saldo::config
