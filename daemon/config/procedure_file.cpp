#include "config/procedure_file.hpp"

#include "base/sha256.hpp"
#include "config/sections.hpp"

namespace saldo::config {

bool holds_procedure(std::string_view yaml) {
  Faults ignored("");
  const auto root = parse_yaml(yaml, ignored);
  return root && root->entries.size() == 1 && root->entries[0].key == "dunning";
}

LoadedProcedure load_procedure_text(std::string_view yaml, const std::filesystem::path& file,
                                    const Config& config) {
  Faults faults(file.string());
  std::map<std::string, model::DunningProcedure> procedures;
  if (const auto root = parse_yaml(yaml, faults)) {
    Mapping map(*root, "procedure", "a file with a dunning procedure", faults);
    if (const Node* node = map.require("dunning")) {
      procedures = read_procedures(*node, config, faults);
      if (procedures.size() > 1)
        faults.add(node->at, "there are " + std::to_string(procedures.size()) +
                                 " procedures in the file; leave the one that is to be tried");
    }
    map.finish();
  }
  LoadedProcedure loaded{.procedure = {}, .faults = faults.take()};
  if (!loaded.faults.empty() || procedures.empty()) return loaded;
  loaded.procedure = std::move(procedures.begin()->second);
  Sha256 digest;
  digest.update(effective_yaml(*loaded.procedure));
  loaded.procedure->version = digest.hex_digest();
  return loaded;
}

}  // namespace saldo::config
