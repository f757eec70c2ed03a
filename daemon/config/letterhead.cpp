#include "config/letterhead.hpp"

#include "config/sections.hpp"
#include "model/iban.hpp"

namespace saldo::config {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> read_lines(Mapping& map, std::string_view key, std::size_t most,
                                    Faults& faults) {
  std::vector<std::string> lines;
  const Node* list = map.find(key);
  if (list == nullptr) return lines;
  for (const Node& line : read_list(*list, key, faults))
    if (const auto text = read_text(line, key, faults)) lines.push_back(*text);
  if (lines.size() > most)
    faults.add(list->at, "'" + std::string(key) + "' has " + std::to_string(lines.size()) +
                             " lines; a letter has room for " + std::to_string(most));
  return lines;
}

}  // namespace

Letterhead read_letterhead(const Node& node, Faults& faults) {
  constexpr std::size_t kAddressMax = 4, kFooterMax = 3;
  Letterhead head;
  Mapping map(node, "letterhead", "letterhead", faults);
  if (!map.ok()) return head;
  head.name = map.required_text("name");
  head.address = read_lines(map, "address", kAddressMax, faults);
  head.footer = read_lines(map, "footer", kFooterMax, faults);
  if (const auto iban = model::Iban::parse(map.required_text("iban")); iban)
    head.iban = iban->text();
  else if (map.find("iban") != nullptr)
    faults.add(map.key_at("iban"), "'iban': " + iban.error().message);
  head.bic = map.text("bic");
  if (!head.bic.empty() && head.bic.size() != 8 && head.bic.size() != 11)
    faults.add(map.key_at("bic"), "'bic' has 8 or 11 characters, not " + in_quotes(head.bic));
  head.email = map.text("email");
  if (const auto at = head.email.find('@');
      !head.email.empty() &&
      (at == 0 || at + 1 >= head.email.size() ||
       head.email.find_first_of(" <>,;\"", 0) != std::string::npos || at != head.email.rfind('@')))
    faults.add(map.key_at("email"),
               "'email' must be one address such as ar@example.com, not " + in_quotes(head.email));
  map.finish();
  return head;
}

Letters read_letters(const Node* node, const fs::path& folder, const fs::path& shipped,
                     Faults& faults) {
  constexpr int kDaysMax = 90;
  Letters letters{.path = shipped};
  if (node == nullptr) return letters;
  Mapping map(*node, "letters", "letters", faults);
  if (const std::string path = map.text("path"); !path.empty()) {
    letters.path = resolve(folder, path);
    letters.own = true;
    if (std::error_code ignored; !fs::is_directory(letters.path, ignored))
      faults.add(map.key_at("path"), "'path': there is no folder " + letters.path.string());
  }
  letters.language = map.text("language", letters.language);
  letters.pay_within_days = map.integer("pay_within_days", 1, kDaysMax, letters.pay_within_days);
  map.finish();
  return letters;
}

}  // namespace saldo::config
