#include "statement_chain.hpp"

#include "saldo/text.hpp"
#include "statement_proof.hpp"

namespace saldo::bank {

namespace {

std::string key_of(const Statement& s) {
  return s.account_iban + '\n' + s.account_bank + '\n' + s.account_number + '\n' +
         s.account_currency;
}

std::string numbered(const std::string& name, const std::string& sequence) {
  return sequence.empty() ? name : name + " (number " + text::quoted(sequence) + ")";
}

}  // namespace

std::optional<std::string> StatementChain::follow(const Statement& s) {
  if (!s.opening.amount || !s.closing.amount) return std::nullopt;
  const auto key = key_of(s);
  const auto found = ends_.find(key);
  if (found == ends_.end()) {
    if (ends_.size() < kAccounts) ends_[key] = {*s.closing.amount, name_of(s), s.sequence};
    return std::nullopt;
  }
  const End before = std::exchange(found->second, End{*s.closing.amount, name_of(s), s.sequence});
  if (before.closing == *s.opening.amount) return std::nullopt;
  return numbered(name_of(s), s.sequence) + " opens with " + s.opening.amount->to_string() +
         " but " + numbered(before.name, before.sequence) + " closes with " +
         before.closing.to_string() +
         "; a statement is missing between them, out of order or repeated";
}

void StatementChain::forget(const Statement& statement) { ends_.erase(key_of(statement)); }

}  // namespace saldo::bank
