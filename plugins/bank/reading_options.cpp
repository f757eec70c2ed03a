#include "reading_options.hpp"

#include "saldo/text.hpp"

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

bool would_foot_without(std::int64_t minor, const Statement& s, const StatementLines& lines) {
  const Currency currency = s.opening.amount->currency;
  std::int64_t sum = lines.credit(currency).minor - lines.debit(currency).minor;
  return minor != 0 && !__builtin_sub_overflow(sum, minor, &sum) &&
         !__builtin_add_overflow(sum, s.opening.amount->minor, &sum) &&
         sum == s.closing.amount->minor;
}

std::string reversals_hint(std::int64_t reversals, const Conventions& conventions,
                           const Statement& statement, const StatementLines& lines) {
  std::int64_t twice = 0;
  if (__builtin_add_overflow(reversals, reversals, &twice) ||
      !would_foot_without(twice, statement, lines))
    return {};
  return conventions.flip_reversals
             ? ". It would foot with option reversals as-marked"
             : ". It would foot if the bank marks reversals with the direction of the entry that "
               "they reverse: option reversals flipped";
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
