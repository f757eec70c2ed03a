#include "out/payment_document.hpp"

#include <algorithm>

#include "fi.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

constexpr std::size_t kLinesMax = 999;  // BUZEI has three digits

/// The item as SAP names it: "0090000001/002" is line 2 of document 0090000001.
struct InvoiceReference {
  std::string document, year, line;
};

InvoiceReference reference_to(const ClearingLine& line) {
  const std::size_t slash = line.item.find('/');
  InvoiceReference r{.document = line.item.substr(0, slash),
                     .year = std::to_string(line.fiscal_year),
                     .line = slash == std::string::npos ? "001" : line.item.substr(slash + 1)};
  const bool is_line = r.line.size() == 3 && text::all_digits(r.line);
  if (r.document.empty() || r.document.size() > 10 || r.year.size() != 4 || !is_line)
    throw Rejected("proposal.document",
                   "item " + text::quoted(line.item) + " of fiscal year " + r.year +
                       " has no number of an FI document; set clearing_reference: assignment");
  return r;
}

/// Gathers the lines of one document.
class Document {
 public:
  Document(const ClearingProposal& proposal, const Posting& posting)
      : proposal_(proposal), posting_(posting), sum_{0, proposal.amount.currency} {}

  std::vector<OutSegment> build() {
    const std::string bank = account_of_bank();
    OutSegment head = header();
    if (proposal_.amount.minor != 0) {
      OutSegment line = ledger_line(bank, proposal_.amount);
      add(line, {"E1FISEG", "VALUT"}, sap_day(proposal_.value_date));
      add(line, {"E1FISEG", "SGTXT"}, proposal_.payment_reference);
      lines_.push_back(std::move(line));
    }
    for (const ClearingLine& line : proposal_.lines) {
      lines_.push_back(customer_line(line));
      if (line.discount.minor != 0)
        lines_.push_back(
            ledger_line(account(posting_.discounts, "discount_account", line), line.discount));
      if (line.write_off.minor != 0)
        lines_.push_back(
            ledger_line(account(posting_.write_offs, "write_off_account", line), line.write_off));
    }
    number_lines();
    head.below = std::move(lines_);
    return {std::move(head)};
  }

 private:
  /// Fields stand in the order of SAP's segment.
  static void add(OutSegment& segment, const Field& field, std::string value) {
    segment.fields.emplace_back(field, std::move(value));
  }

  OutSegment header() const {
    OutSegment head{.type = "E1FIKPF", .fields = {}, .below = {}};
    const std::string currency(proposal_.amount.currency.code());
    add(head, {"E1FIKPF", "BUKRS"}, proposal_.company_code);
    add(head, {"E1FIKPF", "BLART"}, posting_.document_type);
    add(head, {"E1FIKPF", "BLDAT"}, sap_day(proposal_.value_date));
    add(head, {"E1FIKPF", "BUDAT"}, sap_day(proposal_.booking_date));
    add(head, {"E1FIKPF", "XBLNR"}, proposal_.number);
    add(head, {"E1FIKPF", "WAERS"}, currency);
    add(head, {"E1FIKPF", "HWAER"}, currency);
    return head;
  }

  std::string account_of_bank() const {
    const auto found = posting_.banks.find(proposal_.bank_account);
    if (found == posting_.banks.end())
      throw Rejected("proposal.account", "bank_accounts has no G/L account for our bank account " +
                                             text::quoted(proposal_.bank_account) +
                                             "; add it there, then 'saldo retry' the proposal");
    return found->second;
  }

  static const std::string& account(const std::string& of, const char* option,
                                    const ClearingLine& line) {
    if (of.empty())
      throw Rejected("proposal.account",
                     "item " + line.item +
                         " is settled with a part that needs a G/L account; set " + option +
                         ", then 'saldo retry' the proposal");
    return of;
  }

  /// What is debited is above zero. SAP's amounts have no sign; S and H say the side.
  OutSegment line(const char* kind, const char* debit_key, const char* credit_key,
                  const Money& debit) {
    sum_ = sum_ + debit;
    const bool credit = debit.minor < 0;
    const std::string amount = (credit ? -debit : debit).to_string();
    OutSegment segment{.type = "E1FISEG", .fields = {}, .below = {}};
    add(segment, {"E1FISEG", "BUZEI"}, "");
    add(segment, {"E1FISEG", "BSCHL"}, credit ? credit_key : debit_key);
    add(segment, {"E1FISEG", "KOART"}, kind);
    add(segment, {"E1FISEG", "SHKZG"}, credit ? "H" : "S");
    add(segment, {"E1FISEG", "DMBTR"}, amount);
    add(segment, {"E1FISEG", "WRBTR"}, amount);
    return segment;
  }

  OutSegment ledger_line(const std::string& account, const Money& debit) {
    OutSegment segment = line("S", "40", "50", debit);
    ledger_accounts_.push_back(account);
    return segment;
  }

  OutSegment customer_line(const ClearingLine& of) {
    OutSegment segment = line("D", "05", "15", -of.gross);
    ledger_accounts_.emplace_back();
    add(segment, {"E1FISEG", "ZUONR"}, of.item);
    OutSegment terms{.type = "E1FINBU", .fields = {}, .below = {}};
    add(terms, {"E1FINBU", "KUNNR"}, proposal_.customer);
    if (of.discount.minor != 0)
      add(terms, {"E1FINBU", "WSKTO"},
          (of.discount.minor < 0 ? -of.discount : of.discount).to_string());
    if (posting_.names_documents) {
      const InvoiceReference invoice = reference_to(of);
      add(terms, {"E1FINBU", "REBZG"}, invoice.document);
      add(terms, {"E1FINBU", "REBZJ"}, invoice.year);
      add(terms, {"E1FINBU", "REBZZ"}, invoice.line);
    }
    segment.below.push_back(std::move(terms));
    return segment;
  }

  /// HKONT, too, since it is the last field of a line.
  void number_lines() {
    if (lines_.size() > kLinesMax)
      throw Rejected("proposal.lines", "the clearing needs " + std::to_string(lines_.size()) +
                                           " lines; an FI document has at most 999");
    if (sum_.minor != 0)
      throw Rejected("proposal.sum",
                     "debits less credits come to " + sum_.to_string() + " instead of 0");
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::string number = std::to_string(i + 1);
      lines_[i].fields.front().second = std::string(3 - number.size(), '0') + number;
      if (!ledger_accounts_[i].empty())
        add(lines_[i], {"E1FISEG", "HKONT"}, padded(ledger_accounts_[i]));
    }
  }

  const ClearingProposal& proposal_;
  const Posting& posting_;
  Money sum_;
  std::vector<OutSegment> lines_;
  std::vector<std::string> ledger_accounts_;  // of each line; a customer's has none
};

}  // namespace

std::map<std::string, std::string, std::less<>> read_bank_accounts(std::string_view list) {
  std::map<std::string, std::string, std::less<>> banks;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string_view pair = text::trim(list.substr(at, end - at));
    const std::size_t sign = pair.find('=');
    const std::string bank(text::trim(pair.substr(0, sign)));
    const std::string ledger(sign == std::string_view::npos ? std::string_view()
                                                            : text::trim(pair.substr(sign + 1)));
    if (bank.empty() || ledger.empty() || ledger.size() > 10 || !banks.emplace(bank, ledger).second)
      throw Stop(SALDO_E_CONFIG, "option bank_accounts has " + text::quoted(pair) +
                                     "; list each account once as IBAN=G/L account, such as "
                                     "DE19999000200000710001=113100, with commas between them");
    at = end + 1;
  }
  return banks;
}

std::vector<OutSegment> payment_document_of(const ClearingProposal& p, const Posting& posting) {
  if (!p.reverses.empty())
    throw Rejected("proposal.reversal",
                   "an FI document is reversed in SAP (FB08), not by another one: reverse the one "
                   "whose IDoc has ARCKEY " +
                       p.reverses + ", then 'saldo void' this proposal");
  if (p.amount.currency.code() != posting.local_currency)
    throw Rejected("proposal.currency",
                   "the payment is in " + std::string(p.amount.currency.code()) +
                       ", the company code's currency is " + posting.local_currency +
                       ": the rate at which SAP would post it is not known here; post it there");
  if (p.value_date.empty() || p.booking_date.empty())
    throw Rejected("proposal.form", "the payment has no value date or no booking date");
  return Document(p, posting).build();
}

}  // namespace saldo::sap
