#include "cremul/payment.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::bank::cremul {

namespace {

// Qualifiers of MOA (directory 5025).
constexpr const char* kPosted = "60";
constexpr const char* kTransfer = "143";
constexpr const char* kReceived = "119";
constexpr const char* kOriginal = "98";
constexpr const char* kCharge = "23";
constexpr const char* kAllCharges = "131";
constexpr const char* kRemitted = "12";
// Of DOC (1001).
constexpr std::string_view kKid = "999", kCreditNote = "381";

void add_text(std::vector<std::string>& lines, std::string text) {
  if (!text.empty()) lines.push_back(std::move(text));
}

}  // namespace

void PaymentReader::begin(const Segment& seq, Currency currency) {
  at_ = seq.at;
  currency_ = currency;
  part_ = Part::kPayment;
  line_ = {};
  amounts_.clear();
  references_.clear();
  documents_.clear();
}

void PaymentReader::take(const Segment& segment) {
  const std::string_view tag = segment.tag();
  if (tag == "MOA") {
    take_amount(segment);
  } else if (tag == "RFF") {
    take_reference(segment);
  } else if (tag == "NAD") {
    take_party(segment);
  } else if (tag == "FTX") {
    for (std::size_t i = 0; i < segment.components(4); ++i)
      add_text(line_.remittance, segment.text(4, i));
  } else if (tag == "DOC") {
    take_document(segment);
  } else if (tag == "FCA") {
    part_ = Part::kCharges;
    charged_ = false;
  } else if (tag == "PRC") {
    part_ = Part::kPayment;
  } else if (tag == "DTM") {
    if (part_ == Part::kDocument)
      documents_.back().said.date = read_date(segment);
    else if (segment.raw(1) == "209")
      line_.value_date = read_date(segment);
    else if (segment.raw(1) == "202")
      line_.booking_date = read_date(segment);
  } else if (tag == "BUS") {
    line_.code_proprietary = segment.text(4);
  } else if (tag == "FII" && segment.raw(1) == "OR") {
    const Account account = read_account(segment);
    line_.counterparty_iban = account.iban;
    line_.counterparty_account = account.number;
    line_.counterparty_bic = account.bic;
    if (line_.counterparty_name.empty()) line_.counterparty_name = account.name;
  }
}

void PaymentReader::take_amount(const Segment& moa) {
  Amount amount = read_amount(moa, currency_);
  switch (part_) {
    case Part::kPayment:
      amounts_.push_back(std::move(amount));
      break;
    case Part::kDocument:  // what was due, and discounts, may stand beside what was remitted
      if (!documents_.back().said.amount || amount.qualifier == kRemitted)
        documents_.back().said.amount =
            documents_.back().credit_note ? -amount.money : amount.money;
      break;
    case Part::kCharges:  // what we pay: one amount, or the sum of several
      if (amount.qualifier == kCharge || (amount.qualifier == kAllCharges && !charged_))
        line_.charges.push_back({-amount.money});
      charged_ = true;
      break;
  }
}

void PaymentReader::take_reference(const Segment& rff) {
  auto value = rff.text(1, 1);
  if (value.empty()) return;
  // Remittance advice, and references of documents.
  if (part_ == Part::kDocument || rff.raw(1) == "RA")
    line_.remittance.push_back(std::move(value));
  else
    references_.emplace_back(rff.text(1, 0), std::move(value));
}

void PaymentReader::take_party(const Segment& nad) {
  const std::string_view role = nad.raw(1);
  if (role == "PL") {  // payer
    if (auto name = read_name(nad); !name.empty()) line_.counterparty_name = std::move(name);
  } else if (role == "IV") {  // who was invoiced: our number of the customer
    add_text(line_.remittance, nad.text(2, 0));
    line_.ultimate_counterparty_name = read_name(nad);
  }
}

void PaymentReader::take_document(const Segment& doc) {
  part_ = Part::kDocument;
  Document& document = documents_.emplace_back();
  document.kid = doc.raw(1) == kKid;
  document.credit_note = doc.raw(1) == kCreditNote;
  document.said.number = doc.text(2, 0);
}

std::string PaymentReader::reference(std::initializer_list<const char*> qualifiers) const {
  for (const char* qualifier : qualifiers)
    for (const auto& [name, value] : references_)
      if (name == qualifier) return value;
  return {};
}

/// Bank's: archive reference, bank reference, the bank's numbers of transactions. Payer's: his own
/// references, the originator's, the number of the payment order, in Denmark the customer's (CR).
/// CT is an agreement of AvtaleGiro. BID is ours: what a Danish inpayment form (FIK) identifies.
void PaymentReader::fill_references(Transaction& line) const {
  line.bank_reference = reference({"ACD", "ACK", "AII", "AIK"});
  line.customer_reference = reference({"AGN", "AHK", "ABO", "AEK", "CR"});
  line.mandate_id = reference({"CT"});
  line.creditor_reference = reference({"BID"});
}

/// One KID is the payment's reference. Of several, each is a document with its own amount.
void PaymentReader::fill_documents(Transaction& line) const {
  std::size_t kids = 0;
  for (const Document& d : documents_) kids += d.kid ? 1 : 0;
  for (const Document& d : documents_) {
    if (d.said.number.empty()) continue;
    if (d.kid && kids == 1)
      line.creditor_reference = d.said.number;
    else
      line.remitted_documents.push_back(d.said);
  }
}

Transaction PaymentReader::finish(Currency currency) {
  Transaction line = std::move(line_);
  line.at = at_;
  line.status = "booked";
  for (const char* qualifier : {kPosted, kTransfer, kReceived, kOriginal})
    for (const Amount& amount : amounts_) {
      if (amount.qualifier != qualifier) continue;
      if (!line.amount && amount.money.currency == currency) line.amount = amount.money;
      if (amount.qualifier == kOriginal) line.instructed = amount.money;
    }
  if (!line.amount) {
    const bool none = amounts_.empty();
    throw Rejected(none ? "entry.incomplete" : "entry.currency",
                   xml::where(at_) + "SEQ: the payment has no amount (MOA+60, 143, 119 or 98) in " +
                       std::string(currency.code()) + "; ask the bank for a correct file")
        .at_place(at_)
        .figures(std::string(currency.code()),
                 none ? "none" : std::string(amounts_[0].money.currency.code()));
  }
  fill_references(line);
  fill_documents(line);
  return line;
}

}  // namespace saldo::bank::cremul
