#include "statement_proof.hpp"

#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

constexpr std::string_view kBooked = "booked";

[[noreturn]] void refuse_sum(Place at) {
  throw Rejected("amount.range", "line " + std::to_string(at.line) + ", byte " +
                                     std::to_string(at.offset) +
                                     ": the sum up to here is beyond 64 bits; no genuine "
                                     "statement holds that much")
      .at_place(at);
}

}  // namespace

void StatementLines::add(Transaction& line, HeldMoney& held) {
  line.index = ++count_;
  if (line.status != kBooked) return;
  if (line.amount->minor < 0) {
    debit_ = checked_sum(debit_, (-*line.amount).minor, line.at);
    return;
  }
  held.add(*line.amount);
  credit_ = checked_sum(credit_, line.amount->minor, line.at);
}

void fill_totals(Statement& statement, const StatementLines& lines, Currency currency) {
  statement.transactions = lines.count();
  if (currency.empty()) return;
  statement.total_credit = lines.credit(currency);
  statement.total_debit = lines.debit(currency);
}

void prove_balances(const Statement& statement, const StatementLines& lines, Place closing_at) {
  const Money& opening = *statement.opening.amount;
  const Money& closing = *statement.closing.amount;
  const Currency currency = opening.currency;
  const Money net{lines.credit(currency).minor - lines.debit(currency).minor, currency};
  const Money computed{checked_sum(opening.minor, net.minor, closing_at), currency};
  if (computed == closing) return;
  throw Rejected("statement.balance",
                 "line " + std::to_string(closing_at.line) + ", byte " +
                     std::to_string(closing_at.offset) + ": " + name_of(statement) +
                     " opens with " + opening.to_string() + ", its booked entries sum up to " +
                     net.to_string() + ", so it must close with " + computed.to_string() + " " +
                     std::string(currency.code()) + ", but says " + closing.to_string() +
                     "; ask the bank to send it again")
      .at_place(closing_at)
      .figures(computed.to_string(), closing.to_string());
}

std::string name_of(const Statement& statement) {
  std::string name = "statement " + std::to_string(statement.index);
  const auto& account =
      statement.account_iban.empty() ? statement.account_number : statement.account_iban;
  if (!statement.id.empty()) name += " " + text::quoted(statement.id);
  if (!account.empty()) name += " of account " + text::quoted(account);
  return name;
}

std::int64_t checked_sum(std::int64_t a, std::int64_t b, Place at) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) refuse_sum(at);
  return sum;
}

bool wants_lenient(const Host& host) {
  const std::string value = host.option("lenient").value_or("false");
  if (value == "true" || value == "false") return value == "true";
  throw Stop(SALDO_E_CONFIG, "option lenient is " + text::quoted(value) + "; use true or false");
}

}  // namespace saldo::bank
