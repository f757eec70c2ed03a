#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "render/camt053_text.hpp"
#include "saldo/records.hpp"
#include "saldo/text.hpp"

/// Statements with every field at random.
namespace saldo::render {

struct RandomStatement {
  Statement statement;
  std::vector<Transaction> transactions;
};

/// Makes statements that foot. `tame` ones hold what camt.053 can carry; of wild ones texts are of
/// any length and character, and fields contradict each other.
class RandomStatements {
 public:
  RandomStatements(std::uint32_t seed, bool tame) : random_(seed), tame_(tame) {}

  RandomStatement statement(std::int64_t index) {
    currency_ = Currency::parse(pick({"EUR", "JPY", "BHD", "CLF"}));
    RandomStatement out;
    Statement& s = out.statement;
    s.index = index;
    s.kind = "booked";
    account(s);
    s.account_currency = currency_.code();
    s.account_name = maybe(140);
    s.id = text(35);
    if (chance(2)) s.sequence = std::to_string(below(100'000));
    s.from = day();
    s.to = s.from.plus_days(below(31));
    s.opening = {Money{signed_units(), currency_}, s.from};
    lines(out);
    Money closing = *s.opening.amount;
    Money credit{0, currency_}, debit{0, currency_};
    for (const Transaction& t : out.transactions)
      if (t.status == "booked") {
        closing += *t.amount;
        (t.amount->minor < 0 ? debit : credit).minor += std::abs(t.amount->minor);
      }
    s.closing = {closing, s.to};
    s.transactions = static_cast<std::int64_t>(out.transactions.size());
    s.total_credit = credit;
    s.total_debit = debit;
    return out;
  }

 private:
  std::int32_t below(std::int32_t n) { return std::uniform_int_distribution(0, n - 1)(random_); }
  bool chance(std::int32_t n) { return below(n) == 0; }
  std::string pick(std::initializer_list<const char*> values) {
    return values.begin()[below(static_cast<std::int32_t>(values.size()))];
  }

  /// Characters that matter to XML, to the decoder or to lengths. Outer ones aren't white.
  std::string text(std::size_t most) {
    static const std::vector<std::string> kInner = {
        "a",  "B",  "7",  "/",    "-",  "?", "&", "<", ">",  "\"", "'",       "]]>",   " ",
        "  ", "\t", "\n", "\r\n", "\r", "é", "ß", "€", "漢", "😀",  "e\u0301", "\u00A0"};
    static const std::vector<std::string> kForbidden = {"\x01", "\x1B", "\xEF\xBF\xBE", " ",
                                                        "\x7F"};
    if (!tame_ && chance(3)) most = most * 4 + 1;
    const auto length = 1 + static_cast<std::size_t>(below(static_cast<std::int32_t>(most)));
    std::string out = "x";
    for (std::size_t n = 1; n + 1 < length;) {
      const bool wild = !tame_ && chance(20);
      const std::string& piece = wild ? any(kForbidden) : any(kInner);
      const std::size_t size = saldo::text::count_characters(piece);
      if (n + size + 1 > length) break;
      out += piece;
      n += size;
    }
    return length > 1 ? out + "y" : out;
  }
  std::string maybe(std::size_t most) { return chance(2) ? text(most) : std::string(); }
  const std::string& any(const std::vector<std::string>& values) {
    return values[static_cast<std::size_t>(below(static_cast<std::int32_t>(values.size())))];
  }

  std::string iban() {
    std::string out = "DE";
    for (int i = 0; i < 20; ++i) out += static_cast<char>('0' + below(10));
    return out;
  }
  std::string bic() { return pick({"BYLADEM1001", "BKAUATWW", "NDEAFIHH"}); }
  Date day() { return Date::from_ymd(2026, 1, 1)->plus_days(below(300)); }
  std::int64_t units() { return chance(20) ? 0 : below(1'000'000'000); }
  std::int64_t signed_units() { return chance(2) ? units() : -units(); }

  void account(Statement& s) {
    if (chance(2))
      s.account_iban = iban();
    else
      s.account_number = text(34);
    if (!tame_ && chance(4)) s.account_iban = text(40);
    if (chance(2)) s.account_bank = bic();
    if (!tame_ && chance(2)) s.account_bank = text(20);
  }

  void lines(RandomStatement& out) {
    const int entries = below(12);
    for (int i = 0; i < entries; ++i) {
      const std::size_t first = out.transactions.size();
      const int members = chance(3) ? 2 + below(4) : 1;
      const Transaction head = transaction();
      for (int k = 0; k < members; ++k) {
        Transaction t = k == 0 ? head : transaction();
        t.booking_date = head.booking_date;
        t.value_date = head.value_date;
        t.status = head.status;
        t.reversal = head.reversal;
        if (chance(2)) t.bank_reference = head.bank_reference;
        out.transactions.push_back(t);
      }
      batch(out.transactions, first);
      if (!tame_ && chance(4)) out.transactions.back().value_date = day();
    }
    for (std::size_t i = 0; i < out.transactions.size(); ++i) {
      out.transactions[i].statement = out.statement.index;
      out.transactions[i].index = static_cast<std::int64_t>(i) + 1;
    }
  }

  void batch(std::vector<Transaction>& lines, std::size_t first) {
    const auto members = static_cast<std::int64_t>(lines.size() - first);
    const std::string id = members > 1 || chance(4) ? text(35) : std::string();
    if (id.empty()) return;
    for (std::size_t i = first; i < lines.size(); ++i) {
      lines[i].batch_id = id;
      lines[i].batch_count = members > 1 ? members : 1 + below(9);
      if (members > 1) lines[i].batch_index = static_cast<std::int64_t>(i - first) + 1;
    }
  }

  Transaction transaction() {
    Transaction t;
    t.amount = Money{signed_units(), currency_};
    if (chance(8) == false) t.booking_date = day();
    if (chance(4) == false) t.value_date = day();
    t.status = pick({"booked", "booked", "booked", "pending", "info"});
    t.reversal = chance(6);
    for (auto field : {&Transaction::bank_reference, &Transaction::customer_reference,
                       &Transaction::end_to_end_id, &Transaction::mandate_id,
                       &Transaction::creditor_id, &Transaction::code_proprietary})
      t.*field = maybe(35);
    if (chance(2)) {
      t.code_domain = "PMNT";
      t.code_family = pick({"RCDT", "ICDT", "RDDT"});
      t.code_sub_family = pick({"ESCT", "STDO"});
    }
    t.counterparty_name = maybe(140);
    t.ultimate_counterparty_name = maybe(140);
    if (chance(2)) t.counterparty_iban = iban();
    if (chance(2) && (t.counterparty_iban.empty() || !tame_)) t.counterparty_account = text(34);
    if (chance(2)) t.counterparty_bic = bic();
    if (chance(3)) t.creditor_reference = "RF18" + std::to_string(units());
    remittance(t);
    money_beside(t);
    return t;
  }

  void remittance(Transaction& t) {
    do {
      t.remittance.clear();
      for (int i = below(5); i > 0; --i) t.remittance.push_back(text(chance(3) ? 450 : 140));
    } while (tame_ && !camt053::lay_out(t.remittance).exact);
    for (int i = below(3); i > 0; --i) {
      RemittedDocument d;
      d.number = text(35);
      if (chance(2)) d.date = day();
      if (chance(2)) d.amount = Money{signed_units(), currency_};
      t.remitted_documents.push_back(d);
    }
    if (chance(6)) t.return_code = pick({"AM04", "AC01", "own reason"});
    if (chance(6))
      for (int i = below(40); i >= 0; --i)
        t.return_text += (i % 2 != 0 ? "ein Grund" : "Konto ") + std::string(i > 0 ? " " : "");
    t.return_text = saldo::text::collapse(t.return_text);
  }

  void money_beside(Transaction& t) {
    if (chance(3)) {
      t.instructed = Money{1 + units(), Currency::parse("USD")};
      if (t.amount->minor < 0 || (!tame_ && chance(3))) t.instructed = -*t.instructed;
    }
    for (int i = below(3); i > 0; --i)
      t.charges.push_back({Money{chance(3) ? 1 + units() : -1 - units(), currency_}});
  }

  std::mt19937 random_;
  bool tame_;
  Currency currency_;
};

}  // namespace saldo::render
