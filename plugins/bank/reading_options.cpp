#include "reading_options.hpp"

#include "saldo/text.hpp"
#include "statement_proof.hpp"

namespace saldo::bank {

std::size_t choice_of(const Host& host, std::string_view option,
                      std::initializer_list<std::string_view> allowed) {
  const auto value = host.option(option);
  if (!value) return 0;
  std::string names;
  for (const auto* name = allowed.begin(); name != allowed.end(); ++name) {
    if (*value == *name) return static_cast<std::size_t>(name - allowed.begin());
    names += (names.empty() ? "" : name + 1 == allowed.end() ? " or " : ", ") + std::string(*name);
  }
  throw Stop(SALDO_E_CONFIG,
             "option " + std::string(option) + " is " + text::quoted(*value) + "; use " + names);
}

Conventions conventions_of(const Host& host) {
  return {.lenient = wants_lenient(host),
          .flip_reversals = choice_of(host, "reversals", {"as-marked", "flipped"}) == 1,
          .separate_charges = choice_of(host, "charges", {"included", "separate"}) == 1,
          .refuse_unmarked = choice_of(host, "missing_mark", {"credit", "refuse"}) == 1};
}

void Warnings::warn(const std::string& sentence, std::uint32_t level) {
  if (++count_ <= kLogged) host_.log(level, sentence);
}

void Warnings::finish() const {
  if (count_ > kLogged)
    host_.log(SALDO_LOG_WARNING,
              std::to_string(count_ - kLogged) + " further remarks on the document are not shown");
}

}  // namespace saldo::bank
