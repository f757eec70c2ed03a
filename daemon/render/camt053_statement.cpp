#include "render/camt053_statement.hpp"

#include "render/camt053_text.hpp"
#include "saldo/text.hpp"

namespace saldo::render::camt053 {

namespace {

constexpr std::size_t kReference = 35, kAccount = 34, kAccountName = 70, kName = 140;
constexpr std::size_t kInformation = 500;

class Head {
 public:
  Head(XmlWriter& xml, const Statement& s, const Camt053Entries& entries, std::int64_t number,
       const Warn& warn)
      : xml_(xml), s_(s), entries_(entries), number_(number), margin_(name_of(s), warn) {}

  std::string write() {
    identification();
    period();
    account();
    balance("OPBD", "opening", s_.opening, first_day(s_.from, s_.closing.date, s_.to));
    balance("CLBD", "closing", s_.closing, first_day(s_.to, s_.opening.date, s_.from));
    if (s_.unbalanced && s_.opening.amount && s_.closing.amount)
      margin_.tell(
          "its own controls don't hold, and it is written as the bank wrote it; saldo reads "
          "the message only leniently");
    summary();
    const std::string kept = margin_.kept_as_one();
    const std::size_t n = bytes_of(kept, kInformation);
    if (n != kept.size())
      margin_.tell("AddtlStmtInf holds 500 characters of what is kept; the rest isn't written: " +
                   text::quoted(kept.substr(n)));
    return kept.substr(0, n);
  }

 private:
  void identification() {
    std::string id = margin_.fit("id", s_.id, kReference);
    if (id.empty()) id = made_id();
    xml_.element("Id", id);
    // SWIFT has "7/2": the second page of number 7.
    if (const auto number = s_.sequence.substr(0, s_.sequence.find('/')); is_number(number))
      xml_.element("ElctrncSeqNb", number);
    if (s_.sequence.empty() || is_number(s_.sequence)) return;
    if (const auto sequence = margin_.fit("sequence", s_.sequence, kReference); !sequence.empty())
      xml_.path({"RptgSeq", "EQSeq"}, sequence);
  }

  /// Unique in the message, and the same each time.
  std::string made_id() const {
    std::string day = first_day(s_.closing.date, s_.to, s_.opening.date).to_string();
    std::erase(day, '-');
    return (day.empty() ? std::string("STATEMENT") : day) + "-" + std::to_string(number_);
  }

  void period() {
    if (s_.from.empty() && s_.to.empty()) return;
    if (s_.from.empty() || s_.to.empty()) return half_period();
    xml_.open("FrToDt");
    xml_.element("FrDtTm", s_.from.to_string() + "T00:00:00");
    xml_.element("ToDtTm", s_.to.to_string() + "T23:59:59");
    xml_.close();
  }

  /// The schema wants both ends.
  void half_period() {
    const bool first = s_.to.empty();
    const Date day = first ? s_.from : s_.to;
    const Date of_balance = first ? s_.opening.date : s_.closing.date;
    if (day != of_balance)
      margin_.keep(first ? "from" : "to", day.to_string(),
                   "is one end of a period, of which the schema wants both");
  }

  void account() {
    xml_.open("Acct");
    const bool iban = is_iban(s_.account_iban);
    std::string number = s_.account_number;
    if (!iban && !s_.account_iban.empty()) {
      margin_.tell("account.iban " + text::quoted(s_.account_iban) +
                   " isn't formed as an IBAN and is written as a number of another kind");
      if (!number.empty())
        margin_.keep("account.number", number, "has no element beside the other number");
      number = s_.account_iban;
    }
    if (iban && s_.account_iban.find(number) == std::string::npos)
      margin_.keep("account.number", number, "has no element beside the IBAN");
    number = iban ? std::string() : margin_.fit("account.number", number, kAccount);
    if (!iban && number.empty()) {
      margin_.tell("the statement names no account; NOTPROVIDED stands for it");
      number = "NOTPROVIDED";
    }
    write_account_id(xml_, iban ? s_.account_iban : std::string(), number);
    if (const auto currency = Currency::find(s_.account_currency))
      xml_.element("Ccy", currency->code());
    owner();
    if (!s_.account_bank.empty()) {
      xml_.open("Svcr");
      write_bank(xml_, s_.account_bank, "account.bank", margin_);
      xml_.close();
    }
    xml_.close();
  }

  /// The name of a party may be longer than that of an account.
  void owner() {
    const std::string name = margin_.fit("account.name", s_.account_name, kName);
    if (name.empty()) return;
    if (text::count_characters(name) <= kAccountName)
      xml_.element("Nm", name);
    else
      xml_.path({"Ownr", "Nm"}, name);
  }

  void balance(const char* code, const char* which, const Balance& balance, Date instead) {
    if (!balance.amount)
      return margin_.tell(std::string("there is no ") + which +
                          " balance, so nothing proves the entries; saldo reads the message only "
                          "leniently");
    Date day = balance.date;
    if (day.empty()) {
      day = first_day(instead, entries_.first_day, {});
      margin_.tell(std::string("the ") + which + " balance has no date; " + day.to_string() +
                   " of the statement's other dates stands for it");
    }
    const Money& amount = *balance.amount;
    xml_.open("Bal");
    xml_.open("Tp");
    xml_.path({"CdOrPrtry", "Cd"}, code);
    xml_.close();
    xml_.element("Amt", digits_of(amount), "Ccy=\"" + std::string(amount.currency.code()) + "\"");
    xml_.element("CdtDbtInd", amount.minor < 0 ? "DBIT" : "CRDT");
    xml_.path({"Dt", "Dt"}, day.to_string());
    xml_.close();
  }

  void summary() {
    xml_.open("TxsSummry");
    const std::int64_t all = entries_.credits + entries_.debits;
    xml_.path({"TtlNtries", "NbOfNtries"}, std::to_string(all));
    group("TtlCdtNtries", entries_.credits, entries_.credit_minor);
    group("TtlDbtNtries", entries_.debits, entries_.debit_minor);
    xml_.close();
  }
  void group(const char* name, std::int64_t count, std::int64_t minor) {
    const Money& balance = s_.closing.amount ? *s_.closing.amount : *s_.opening.amount;
    xml_.open(name);
    xml_.element("NbOfNtries", std::to_string(count));
    if (entries_.has_sums) xml_.element("Sum", Money{minor, balance.currency}.to_string());
    xml_.close();
  }

  static Date first_day(Date a, Date b, Date c) { return !a.empty() ? a : !b.empty() ? b : c; }

  XmlWriter& xml_;
  const Statement& s_;
  const Camt053Entries& entries_;
  std::int64_t number_;
  Margin margin_;
};

}  // namespace

std::string write_statement_head(XmlWriter& xml, const Statement& statement,
                                 const Camt053Entries& entries, std::int64_t number,
                                 const Warn& warn) {
  return Head(xml, statement, entries, number, warn).write();
}

std::string name_of(const Statement& s) {
  std::string name = "statement " + std::to_string(s.index);
  const std::string& account = s.account_iban.empty() ? s.account_number : s.account_iban;
  if (!s.id.empty()) name += " " + text::quoted(s.id);
  if (!account.empty()) name += " of account " + text::quoted(account);
  return name;
}

}  // namespace saldo::render::camt053
