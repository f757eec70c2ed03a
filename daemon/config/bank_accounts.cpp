#include <map>

#include "config/sections.hpp"
#include "config/yaml_writer.hpp"
#include "model/iban.hpp"

namespace saldo::config {

std::map<std::string, std::string> read_bank_accounts(const Node& node, Faults& faults) {
  std::map<std::string, std::string> ibans;
  for (const Node& entry : read_list(node, "bank_accounts", faults)) {
    Mapping account(entry, "bank_accounts", "bank account", faults);
    const auto iban = model::Iban::parse(account.required_text("iban"));
    if (!iban && account.find("iban") != nullptr)
      faults.add(account.key_at("iban"), "'iban': " + iban.error().message);
    if (const Node* list = account.require("also"))
      for (const Node& other : read_list(*list, "also", faults)) {
        const auto name = read_text(other, "also", faults);
        if (!name || !iban) continue;
        if (const auto [at, is_new] = ibans.emplace(*name, iban->text()); !is_new)
          faults.add(other.at, in_quotes(*name) + " is said to be " + at->second +
                                   " already; one name stands for one account");
      }
    account.finish();
  }
  return ibans;
}

void write_bank_accounts(Writer& w, const std::map<std::string, std::string>& ibans) {
  std::map<std::string, std::vector<std::string>> names;
  for (const auto& [name, iban] : ibans) names[iban].push_back(name);
  w.key("bank_accounts").list();
  for (const auto& [iban, also] : names) {
    w.map().key("iban").text(iban);
    w.texts("also", also);
    w.end_map();
  }
  w.end_list();
}

}  // namespace saldo::config
