#include "mt940/mt940.hpp"

#include "mt940/information.hpp"
#include "mt940/statement_line.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"
#include "statement_proof.hpp"

namespace saldo::bank {

namespace {

using mt940::Field;

/// "NL77INGB0574908765EUR", "50880050/0194774600888", "1020 30 EUR", an IBAN.
void read_account(const Field& field, Statement& s) {
  auto account = text::trim(std::string_view(field.text).substr(0, field.text.find('\n')));
  if (account.starts_with("//")) account.remove_prefix(2);
  if (account.size() > 3 && Currency::find(account.substr(account.size() - 3))) {
    const auto rest = text::trim(account.substr(0, account.size() - 3));
    if (rest.size() + 3 < account.size() || mt940::looks_like_iban(rest)) account = rest;
  }
  if (mt940::looks_like_iban(account)) {
    s.account_iban = account;
    return;
  }
  const auto slash = account.find('/');
  if (slash != account.npos) {
    s.account_bank = text::trim(account.substr(0, slash));
    account = text::trim(account.substr(slash + 1));
  }
  s.account_number = account;
}

/// Reads one file.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : host_(host),
        records_(records),
        lenient_(wants_lenient(host)),
        fields_([host, &input, done = std::uint64_t{0}](char* buffer, std::size_t size) mutable {
          host.stop_if_asked();
          const std::size_t got = input.read(buffer, size);
          host.progress(done += got, input.size());
          return got;
        }) {}

  void read() {
    Field field;
    for (;;) {
      switch (fields_.next(field)) {
        case mt940::FieldReader::Kind::kField:
          take(field);
          break;
        case mt940::FieldReader::Kind::kEndOfMessage:
          finish_statement();
          break;
        case mt940::FieldReader::Kind::kEndOfFile:
          return finish_statement();
      }
    }
  }
  const HeldMoney& held() const { return held_; }

 private:
  void take(const Field& field) {
    const std::string& tag = field.tag;
    if (tag == "20")
      begin(field);
    else if (!open_)
      throw field.fault("mt940.order", 0, "the field stands outside a statement");
    else if (tag == "25" || tag == "25P")
      read_account(field, statement_);
    else if (tag == "28" || tag == "28C")
      statement_.sequence = text::collapse(field.text);
    else if (tag == "60F" || tag == "60M")
      take_opening(field);
    else if (tag == "61")
      take_line(field);
    else if (tag == "86")
      take_information(field);
    else if (tag == "NS")
      take_numbered_lines(field);
    else if (tag == "62F" || tag == "62M")
      take_closing(field);
    else if (tag == "34F" || tag == "90C" || tag == "90D")
      throw field.fault("mt940.message", 0, "the message is an MT942, which isn't read");
  }

  void begin(const Field& field) {
    finish_statement();
    statement_ = {};
    statement_.at = field.at;
    statement_.index = ++statements_;
    statement_.kind = "booked";
    statement_.id = text::collapse(field.text);
    lines_ = {};
    open_ = true;
  }

  void take_opening(const Field& field) {
    if (statement_.account_iban.empty() && statement_.account_number.empty())
      throw field.fault("mt940.order", 0, "the statement names no account (:25:) before");
    statement_.opening = mt940::read_balance(field, {}, notes_);
    currency_ = statement_.opening.amount->currency;
    statement_.account_currency = currency_.code();
    check_page(field);
  }

  /// A page opens with what the page before closed with.
  void check_page(const Field& field) {
    const auto number = statement_.sequence.substr(0, statement_.sequence.find('/'));
    const bool follows = field.tag == "60M" && previous_closing_ && !number.empty() &&
                         previous_.account_iban == statement_.account_iban &&
                         previous_.account_number == statement_.account_number &&
                         previous_.sequence.substr(0, previous_.sequence.find('/')) == number;
    if (!follows || *previous_closing_ == *statement_.opening.amount) return;
    broken(field
               .fault("statement.page", 0,
                      name_of(statement_) + " goes on with " +
                          statement_.opening.amount->to_string() +
                          " but the page before ends with " + previous_closing_->to_string())
               .figures(previous_closing_->to_string(), statement_.opening.amount->to_string()));
  }

  void take_line(const Field& field) {
    if (!statement_.opening.amount)
      throw field.fault("mt940.order", 0, "the statement has no opening balance (:60F:) before");
    emit_pending();
    pending_ = mt940::read_statement_line(field, currency_, supplementary_, notes_);
  }

  void take_information(const Field& field) {
    if (!pending_) return;  // of the statement, not of a line
    mt940::read_information(field.text, *pending_);
  }

  void take_numbered_lines(const Field& field) {
    if (pending_) return mt940::read_numbered_lines(field.text, *pending_);
    if (field.text.starts_with("22"))
      statement_.account_name =
          text::trim(std::string_view(field.text).substr(2, field.text.find('\n') - 2));
  }

  void take_closing(const Field& field) {
    if (!statement_.opening.amount)
      throw field.fault("mt940.order", 0, "the statement has no opening balance (:60F:) before");
    emit_pending();
    statement_.closing = mt940::read_balance(field, currency_, notes_);
    closing_at_ = field.at;
  }

  void emit_pending() {
    if (!pending_) return;
    mt940::read_supplementary(supplementary_, *pending_);
    pending_->statement = statement_.index;
    lines_.add(*pending_, held_);
    records_.emit(*pending_);
    for (const auto& note : notes_) host_.log(SALDO_LOG_WARNING, xml::where(pending_->at) + note);
    notes_.clear();
    pending_.reset();
  }

  void finish_statement() {
    if (!open_) return;
    open_ = false;
    if (!statement_.closing.amount) {
      const Place at = fields_.end();
      throw Rejected("mt940.truncated", xml::where(at) + name_of(statement_) +
                                            " has no closing balance (:62F:): fetch the file again")
          .at_place(at)
          .figures(":62F:", "none");
    }
    fill_totals(statement_, lines_, currency_);
    try {
      prove_balances(statement_, lines_, closing_at_);
    } catch (const Rejected& fault) {
      broken(fault);
    }
    records_.emit(statement_);
    previous_closing_ = statement_.closing.amount;
    previous_ = statement_;
  }

  void broken(const Rejected& fault) {
    if (!lenient_) throw fault;
    statement_.unbalanced = true;
    host_.log(SALDO_LOG_WARNING, fault.message);
  }

  Host host_;
  Records& records_;
  bool lenient_;
  HeldMoney held_;
  mt940::FieldReader fields_;
  Statement statement_, previous_;
  std::optional<Money> previous_closing_;
  StatementLines lines_;
  std::optional<Transaction> pending_;
  std::string supplementary_;
  mt940::Notes notes_;
  Currency currency_;
  Place closing_at_;
  std::int64_t statements_ = 0;
  bool open_ = false;
};

/// Where a line begins with `tag`; npos if none does.
std::size_t find_tag(std::string_view head, std::string_view tag) {
  for (auto i = head.find(tag); i != head.npos; i = head.find(tag, i + 1))
    if (i == 0 || head[i - 1] == '\n' || head[i - 1] == '\r' || head[i - 1] == '\x01') return i;
  return head.npos;
}

}  // namespace

int Mt940::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto has = [&](const char* tag) { return find_tag(head, tag) != head.npos; };
  const auto start = find_tag(head, ":20:");
  if (start == head.npos || start > 400 || text::trim(head).starts_with('<')) return 0;
  if (has(":34F:") || has(":90D:") || has(":90C:")) return 0;  // MT942
  const bool account = has(":25:") || has(":25P:");
  const bool balance = has(":60F:") || has(":60M:");
  const bool more = has(":28C:") || has(":28:") || has(":61:") || has(":62F:") || has(":62M:");
  if (account && balance) return 95;
  return account && more ? 90 : 0;
}

void Mt940::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(file.held().sum());
  }
}

}  // namespace saldo::bank
