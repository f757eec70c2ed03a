#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "config/config.hpp"

namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = R"(id: fuzz.all
name: all
version: 1.0.0
abi: "0.1"
summary: Every kind of component and option.
library: all.so
components:
  - { name: camt, kind: decoder, summary: A decoder without options. }
  - name: files
    kind: source
    summary: A source with all types of options.
    options:
      - { name: directory, type: directory, required: true, help: h }
      - { name: pattern, type: pattern, default: "*", help: h }
      - { name: settled_for, type: duration, default: 2s, help: h }
      - { name: size, type: integer, help: h }
      - { name: deep, type: boolean, default: "true", help: h }
      - { name: word, type: text, help: h }
      - { name: password, type: secret, help: h }
)";

/// A folder with one plugin, for as long as the program runs.
class Plugins {
 public:
  Plugins() {
    std::string name = (fs::temp_directory_path() / "saldo-fuzz-XXXXXX").string();
    SALDO_ASSERT(mkdtemp(name.data()) != nullptr);
    root_ = name;
    fs::create_directory(root_ / "all");
    std::ofstream(root_ / "all" / "plugin.yaml") << kManifest;
    std::ofstream(root_ / "all" / "all.so") << "";
  }
  ~Plugins() { fs::remove_all(root_); }
  Plugins(const Plugins&) = delete;
  Plugins& operator=(const Plugins&) = delete;
  const fs::path& root() const { return root_; }

 private:
  fs::path root_;
};

}  // namespace

/// Whatever the bytes are: either faults that say where and what, or a configuration that, shown
/// and loaded again, is the same one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Plugins plugins;
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const fs::path file = plugins.root() / "saldo.yaml";
  const auto loaded = saldo::config::load_text(yaml, file, plugins.root());
  SALDO_ASSERT(loaded.config.has_value() == loaded.faults.empty());
  for (const auto& fault : loaded.faults)
    SALDO_ASSERT(!fault.message.empty() && !fault.file.empty() && fault.line != 0 &&
                 fault.column != 0);
  if (!loaded.config) return 0;
  const auto again = saldo::config::load_text(loaded.config->masked_yaml, file, plugins.root());
  SALDO_ASSERT(again.config.has_value());
  SALDO_ASSERT(again.config->digest == loaded.config->digest);
  return 0;
}
