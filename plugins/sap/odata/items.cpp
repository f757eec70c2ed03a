#include "odata/items.hpp"

#include "fi.hpp"

/// A_OperationalAcctgDocItemCube of API_OPLACCTGDOCITEMCUBE_SRV; its fields are FI's of BSID.
namespace saldo::sap::odata {

namespace {

constexpr std::int64_t kDaysMax = 36'500;

std::string plain(const Value& entity, std::string_view field) {
  const Value* v = entity.find(field);
  return v == nullptr ? std::string() : v->text;
}

std::string key_text(const Value& entity) {
  return "item " + plain(entity, "CompanyCode") + "/" + plain(entity, "FiscalYear") + "/" +
         plain(entity, "AccountingDocument") + "/" + plain(entity, "AccountingDocumentItem");
}

Money amount_of(const Entity& e, const Conventions& conventions) {
  constexpr const char* kAmount = "AmountInTransactionCurrency";
  const Money amount = e.amount(kAmount, e.currency("TransactionCurrency"), conventions.amounts);
  const std::string side = e.required("DebitCreditCode");
  if (side != "S" && side != "H")
    throw e.fault("fi.side", "DebitCreditCode", side, "is neither S (debit) nor H (credit)");
  const bool credit = side == "H";
  if (conventions.unsigned_amounts) {
    if (amount.minor < 0)
      throw e.fault("amount.sign", kAmount, e.text(kAmount),
                    "is below zero although option amounts says that none is");
    return credit ? -amount : amount;
  }
  if (credit ? amount.minor > 0 : amount.minor < 0)
    throw e.fault("amount.sign", kAmount, e.text(kAmount),
                  "contradicts DebitCreditCode " + side +
                      "; where a system writes all amounts without a sign, set option amounts to "
                      "unsigned");
  return amount;
}

std::int64_t days(const Entity& e, std::string_view field) {
  const std::int64_t n = e.integer(field).value_or(0);
  if (n > kDaysMax) throw e.fault("number.invalid", field, e.text(field), "is more than a century");
  return n;
}

/// NetDueDate is what SAP computed; where it isn't given, it follows from the terms. A credit that
/// belongs to no invoice is due at once.
void read_terms(const Entity& e, Item& item) {
  item.baseline_date = e.date("DueCalculationBaseDate");
  if (item.baseline_date.empty()) item.baseline_date = item.document_date;
  item.related = padded(e.text("InvoiceReference"));
  item.due_date = e.date("NetDueDate");
  if (item.amount->minor < 0 && item.related.empty()) {
    if (item.due_date.empty()) item.due_date = item.baseline_date;
    return;
  }
  const FiTerms told{.first_days = days(e, "CashDiscount1Days"),
                     .second_days = days(e, "CashDiscount2Days"),
                     .third_days = days(e, "NetPaymentDays"),
                     .first_percent = e.percent("CashDiscount1Percent"),
                     .second_percent = e.percent("CashDiscount2Percent")};
  item.terms = told.tiers();
  if (item.due_date.empty())
    item.due_date = item.baseline_date.plus_days(static_cast<std::int32_t>(told.net_days()));
}

void read_clearing(const Entity& e, Item& item) {
  item.cleared_by = padded(e.text("ClearingAccountingDocument"));
  item.cleared_on = e.date("ClearingDate");
  if (e.flag("IsCleared") || !item.cleared_by.empty())
    item.open_amount = Money{0, item.amount->currency};
}

void read_details(const Entity& e, Item& item) {
  const auto refer = [&](const char* kind, std::string value) {
    if (!value.empty()) item.references.push_back({kind, std::move(value)});
  };
  refer("reference", e.text("DocumentReferenceID"));
  refer("assignment", e.text("AssignmentReference"));
  refer("billing", e.text("BillingDocument"));
  item.payment_reference = e.text("PaymentReference");
  refer("reference", item.payment_reference);
  item.payment_method = e.text("PaymentMethod");
  item.dunning_block = e.text("DunningBlockingReason");
  item.dunning_area = e.text("DunningArea");
  item.dunning_level = e.integer("DunningLevel");
  item.dunning_last = e.date("LastDunningDate");
}

}  // namespace

ExtractKey item_key(const Value& entity) {
  ExtractKey key{.company_code = plain(entity, "CompanyCode"), .fiscal_year = {}};
  const std::string document = plain(entity, "AccountingDocument"),
                    line = plain(entity, "AccountingDocumentItem");
  if (!document.empty() && !line.empty()) key.number = item_number(document, line);
  const Entity e(entity, {});
  try {
    key.fiscal_year = e.integer("FiscalYear");
  } catch (const Rejected&) {
    // The row is refused for it; its key stays incomplete, and nothing is concluded from it.
  }
  return key;
}

std::optional<Item> read_item(const Value& entity, const Conventions& conventions) {
  const Entity e(entity, key_text(entity));
  Item item;
  item.at = entity.at;
  item.company_code = e.required("CompanyCode");
  const std::string document = padded(e.required("AccountingDocument"));
  item.number = item_number(document, e.required("AccountingDocumentItem"));
  e.required("FiscalYear");
  item.fiscal_year = e.integer("FiscalYear");
  if (const std::string type = e.text("FinancialAccountType"); !type.empty() && type != "D")
    throw e.fault("odata.account_type", "FinancialAccountType", type,
                  "is not D: the line is none of a customer");
  item.special_gl = e.text("SpecialGLCode");
  if (!is_open_item(item.special_gl)) return std::nullopt;
  item.customer = padded(e.required("Customer"));
  item.amount = amount_of(e, conventions);
  item.kind = item_kind(e.text("PostingKey"), item.special_gl, item.amount->minor < 0);
  item.document_date = e.required_date("DocumentDate");
  item.posting_date = e.required_date("PostingDate");
  read_terms(e, item);
  read_clearing(e, item);
  if (item.number != document) item.references.push_back({"reference", document});
  read_details(e, item);
  return item;
}

}  // namespace saldo::sap::odata
