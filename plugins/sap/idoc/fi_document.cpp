#include "idoc/messages.hpp"

/// FIDCC1, FIDCC2: each customer line of an FI document is one item. Amounts are unsigned; S is
/// debit, what the customer owes, H is credit.
namespace saldo::sap {

namespace {

constexpr std::int64_t kDaysMax = 36'500;

/// Reads the lines of one document.
class Document {
 public:
  Document(Segments& idoc, Node header, Output& out)
      : idoc_(idoc),
        header_(header),
        out_(out),
        currency_(idoc.currency(header, {"E1FIKPF", "WAERS"})),
        number_(padded(idoc.required(header, {"E1FIKPF", "BELNR"}))) {}

  void read() {
    const std::size_t before = out_.records.size();
    Money sum{0, currency_};
    for (Node line = idoc_.first(header_, "E1FISEG"); line; line = idoc_.next(line)) {
      const Money amount = signed_amount(line);
      if (!is_noted(line)) sum += amount;
      if (idoc_.field(line, {"E1FISEG", "KOART"}) == "D") read_line(line, amount);
    }
    if (sum.minor != 0)
      throw idoc_
          .fault("fi.balance", header_, {"E1FIKPF", "BELNR"},
                 "debits less credits of the document come to " + sum.to_string() +
                     " instead of 0: lines are missing or wrong")
          .figures(Money{0, currency_}.to_string(), sum.to_string());
    name_lines(before);
  }

 private:
  bool is_credit(Node line) {
    const Field side{"E1FISEG", "SHKZG"};
    const auto value = idoc_.required(line, side);
    if (value != "S" && value != "H")
      throw idoc_.fault("fi.side", line, side, "is neither S (debit) nor H (credit)");
    return value == "H";
  }

  Money signed_amount(Node line) {
    const Field field{"E1FISEG", "WRBTR"};
    const Money amount = idoc_.required_amount(line, field, currency_);
    if (amount.minor < 0)
      throw idoc_.fault("amount.sign", line, field, "is below zero although SHKZG says the side");
    return is_credit(line) ? -amount : amount;
  }

  std::string_view special_gl(Node line) {
    const auto own = idoc_.field(line, {"E1FISEG", "UMSKZ"});
    return own.empty() ? idoc_.field(idoc_.first(line, "E1FINBU"), {"E1FINBU", "UMSKZ"}) : own;
  }
  /// Noted items stand alone: nothing balances them.
  bool is_noted(Node line) { return special_gl(line) == "F"; }

  void read_line(Node line, const Money& amount) {
    const Node terms = idoc_.first(line, "E1FINBU");
    if (!terms)
      throw idoc_.fault("idoc.missing", line, "a customer line without E1FINBU names no customer");
    Item item;
    item.at = idoc_.place(line);
    item.special_gl = special_gl(line);
    if (!is_open_item(item.special_gl)) {
      out_.notes.push_back("line " + std::string(idoc_.field(line, {"E1FISEG", "BUZEI"})) +
                           " of document " + number_ + " has special G/L indicator " +
                           text::quoted(item.special_gl) + ", which is no open item");
      return;
    }
    item.kind =
        item_kind(idoc_.field(line, {"E1FISEG", "BSCHL"}), item.special_gl, amount.minor < 0);
    item.number = idoc_.field(line, {"E1FISEG", "BUZEI"});  // until it is known how many there are
    item.customer = padded(idoc_.required(terms, {"E1FINBU", "KUNNR"}));
    item.company_code = idoc_.required(header_, {"E1FIKPF", "BUKRS"});
    item.fiscal_year = idoc_.number(header_, {"E1FIKPF", "GJAHR"});
    item.document_date = idoc_.required_date(header_, {"E1FIKPF", "BLDAT"});
    item.posting_date = idoc_.required_date(header_, {"E1FIKPF", "BUDAT"});
    item.amount = amount;
    read_terms(line, terms, item);
    read_clearing(line, item);
    read_details(line, terms, item);
    if (!item.open_amount) out_.held.add(amount);
    out_.records.emplace_back(std::move(item));
  }

  std::int64_t days(Node terms, const Field& field) {
    const auto days = idoc_.number(terms, field).value_or(0);
    if (days > kDaysMax)
      throw idoc_.fault("number.invalid", terms, field, "is more than a century");
    return days;
  }

  /// ZBD1T and ZBD2T give a discount of ZBD1P and ZBD2P; net is the last of ZBD3T, ZBD2T and ZBD1T
  /// that isn't 0. A credit that belongs to no invoice (REBZG) is due at once.
  void read_terms(Node line, Node terms, Item& item) {
    item.baseline_date = idoc_.date(terms, {"E1FINBU", "ZFBDT"});
    if (item.baseline_date.empty()) item.baseline_date = item.document_date;
    item.due_date = item.baseline_date;
    item.related = padded(idoc_.field(terms, {"E1FINBU", "REBZG"}));
    if (is_credit(line) && item.related.empty()) return;
    const FiTerms told{.first_days = days(terms, {"E1FINBU", "ZBD1T"}),
                       .second_days = days(terms, {"E1FINBU", "ZBD2T"}),
                       .third_days = days(terms, {"E1FINBU", "ZBD3T"}),
                       .first_percent = idoc_.percent(terms, {"E1FINBU", "ZBD1P"}),
                       .second_percent = idoc_.percent(terms, {"E1FINBU", "ZBD2P"})};
    item.terms = told.tiers();
    item.due_date = item.baseline_date.plus_days(static_cast<std::int32_t>(told.net_days()));
  }

  void read_clearing(Node line, Item& item) {
    item.cleared_by = padded(idoc_.field(line, {"E1FISEG", "AUGBL"}));
    item.cleared_on = idoc_.date(line, {"E1FISEG", "AUGDT"});
    if (!item.cleared_by.empty() || !item.cleared_on.empty())
      item.open_amount = Money{0, currency_};
  }

  void read_details(Node line, Node terms, Item& item) {
    const auto refer = [&](const char* kind, std::string_view value) {
      if (!value.empty()) item.references.push_back({kind, std::string(value)});
    };
    refer("reference", idoc_.field(header_, {"E1FIKPF", "XBLNR"}));
    refer("assignment", idoc_.field(line, {"E1FISEG", "ZUONR"}));
    refer("billing", idoc_.field(line, {"E1FISEG", "VBELN"}));
    item.payment_reference = idoc_.field(terms, {"E1FINBU", "KIDNO"});
    refer("reference", item.payment_reference);
    item.payment_method = idoc_.field(terms, {"E1FINBU", "ZLSCH"});
    item.dunning_block = idoc_.field(terms, {"E1FINBU", "MANSP"});
    item.dunning_area = idoc_.field(terms, {"E1FINBU", "MABER"});
    item.dunning_level = idoc_.number(terms, {"E1FINBU", "MANST"});
    item.dunning_last = idoc_.date(terms, {"E1FINBU", "MADAT"});
  }

  /// Of several lines (instalments), each must say which it is.
  void name_lines(std::size_t from) {
    const bool alone = out_.records.size() == from + 1;
    for (std::size_t i = from; i < out_.records.size(); ++i) {
      Item& item = std::get<Item>(out_.records[i]);
      if (!alone && item.number.empty())
        throw idoc_.fault("idoc.missing", header_, {"E1FIKPF", "BELNR"},
                          "one of the document's customer lines has no number (BUZEI)");
      item.number = item_number(number_, item.number);
      if (item.number != number_) item.references.push_back({"reference", number_});
    }
  }

  Segments& idoc_;
  Node header_;
  Output& out_;
  Currency currency_;
  std::string number_;
};

}  // namespace

void read_fi_documents(Segments& idoc, Output& out) {
  Node header = idoc.first(idoc.root(), "E1FIKPF");
  if (!header) throw idoc.fault("idoc.missing", "the document header E1FIKPF is missing");
  for (; header; header = idoc.next(header)) Document(idoc, header, out).read();
}

}  // namespace saldo::sap
