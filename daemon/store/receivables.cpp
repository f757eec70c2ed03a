#include "store/receivables.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/record_json.hpp"
#include "model/keys.hpp"
#include "store/columns.hpp"
#include "store/erp_clearings.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

template <class R>
[[noreturn]] void refuse(FailureKind kind, const std::string& rule, const std::string& message,
                         const R& record, const std::string& expected = {},
                         const std::string& found = {}) {
  throw FailureException({.kind = kind,
                          .message = message,
                          .line = record.at.line,
                          .offset = record.at.offset,
                          .rule = rule,
                          .expected = expected,
                          .found = found});
}

/// The named list of a record as it is printed; empty when the record has none.
template <class R>
std::string list_json(const R& record, const char* path) {
  const json::object all = to_json(record);
  const json::value* list = all.if_contains(path);
  return list == nullptr ? std::string() : json::serialize(*list);
}

}  // namespace

std::optional<std::int64_t> fiscal_year_of(const Item& i) {
  if (i.fiscal_year) return i.fiscal_year;
  const Date posted = i.posting_date.empty() ? i.document_date : i.posting_date;
  if (posted.empty()) return std::nullopt;
  return static_cast<int>(posted.ymd().year());
}

ReceivablesWriter::ReceivablesWriter(soci::session& sql, std::int64_t document_id,
                                     std::string source_system, Instant now)
    : sql_(sql),
      document_id_(document_id),
      source_system_(std::move(source_system)),
      now_(now),
      recorded_at_(to_column(now)) {
  int posted = 0;
  sql << "SELECT COALESCE((SELECT CASE WHEN status = 'posted' THEN 1 ELSE 0 END FROM document "
         "WHERE id = :id), 0)",
      soci::use(document_id, "id"), soci::into(posted);
  again_ = posted != 0;
}

std::int64_t ReceivablesWriter::customer_id(const std::string& number) {
  std::int64_t id = 0;
  sql_ << "SELECT COALESCE((SELECT id FROM customer WHERE source_system = :system AND "
          "number = :number), 0)",
      soci::use(source_system_, "system"), soci::use(number, "number"), soci::into(id);
  return id;
}

void ReceivablesWriter::add_version(const char* kind, std::int64_t id, std::int64_t version,
                                    const Place& at, const std::string& content) {
  const std::string name = kind;
  const auto line = static_cast<std::int64_t>(at.line);
  const auto offset = static_cast<std::int64_t>(at.offset);
  sql_ << "INSERT INTO record_version (kind, record_id, version, document_id, line, byte_offset, "
          "content_json, recorded_at) VALUES (:kind, :id, :version, :document, :line, :offset, "
          ":content, :at)",
      soci::use(name, "kind"), soci::use(id, "id"), soci::use(version, "version"),
      soci::use(document_id_, "document"), soci::use(line, "line"), soci::use(offset, "offset"),
      soci::use(content, "content"), soci::use(recorded_at_, "at");
}

std::string ReceivablesWriter::latest_content(const char* kind, std::int64_t id) {
  const std::string name = kind;
  std::string content;
  sql_ << "SELECT COALESCE((SELECT content_json FROM record_version WHERE kind = :kind AND "
          "record_id = :id ORDER BY version DESC LIMIT 1), '')",
      soci::use(name, "kind"), soci::use(id, "id"), soci::into(content);
  return content;
}

/// Whether an earlier attempt at the document took this record. What the book has had and what
/// isn't listed as refused, it took; doing so again would undo what came since.
bool ReceivablesWriter::was_taken(const char* kind, std::int64_t id, const Place& at,
                                  const std::string& content) {
  if (!again_) return false;
  const std::string name = kind;
  const auto line = static_cast<std::int64_t>(at.line);
  const auto offset = static_cast<std::int64_t>(at.offset);
  int taken = 0;
  sql_ << "SELECT CASE WHEN EXISTS (SELECT 1 FROM record_version WHERE kind = :kind AND record_id "
          "= :id AND content_json = :content) AND NOT EXISTS (SELECT 1 FROM quarantine WHERE "
          "document_id = :document AND resolved_at IS NULL AND statement IS NOT NULL AND line = "
          ":line AND byte_offset = :offset) THEN 1 ELSE 0 END",
      soci::use(name, "kind"), soci::use(id, "id"), soci::use(content, "content"),
      soci::use(document_id_, "document"), soci::use(line, "line"), soci::use(offset, "offset"),
      soci::into(taken);
  return taken != 0;
}

/// What a change doesn't say stays as it was. Lists aren't touched by it: contacts that it has none
/// of stay, too.
Customer ReceivablesWriter::completed(const Customer& change, std::int64_t known) {
  Customer c = change;
  std::string name, country, language, tax_id, limit_currency, contacts;
  std::int64_t limit = 0;
  sql_ << "SELECT name, COALESCE(country, ''), COALESCE(language, ''), COALESCE(tax_id, ''), "
          "COALESCE(credit_limit_minor, 0), COALESCE(credit_limit_currency, '') FROM customer "
          "WHERE id = :id",
      soci::use(known, "id"), soci::into(name), soci::into(country), soci::into(language),
      soci::into(tax_id), soci::into(limit), soci::into(limit_currency);
  const auto keep = [](std::string& told, std::string& before) {
    if (told.empty()) told = std::move(before);
  };
  keep(c.name, name);
  keep(c.country, country);
  keep(c.language, language);
  keep(c.tax_id, tax_id);
  if (!c.credit_limit && !limit_currency.empty())
    c.credit_limit = Money{limit, Currency::parse(limit_currency)};
  std::string terms, procedure, block;
  std::int64_t level = -1;
  sql_ << "SELECT COALESCE(payment_terms, ''), COALESCE(dunning_procedure, ''), "
          "COALESCE(dunning_block, ''), dunning_level FROM customer_company WHERE customer_id = "
          ":id AND company_code = :company",
      soci::use(known, "id"), soci::use(c.company_code, "company"), soci::into(terms),
      soci::into(procedure), soci::into(block), soci::into(level);
  keep(c.payment_terms, terms);
  keep(c.dunning_procedure, procedure);
  keep(c.dunning_block, block);
  if (!c.dunning_level && level >= 0) c.dunning_level = level;
  return c;
}

Change ReceivablesWriter::customer(const Customer& told) {
  if (told.number.empty())
    refuse(FailureKind::invalid, "customer.number", "a customer has no number", told);
  const std::string content = json::serialize(to_json(told));
  const std::int64_t known = customer_id(told.number);
  if (told.partial && known == 0 && told.name.empty())
    refuse(FailureKind::invalid, "customer.unknown",
           "customer " + told.number +
               " is changed but not in the book; deliver the customer as a whole first, this "
               "document is then posted by itself",
           told, "a known customer", told.number);
  // A customer is told once for each company code; the latest telling of this one counts.
  const std::string kind = "customer/" + told.company_code;
  if (known != 0 && latest_content(kind.c_str(), known) == content) return Change::none;
  if (known != 0 && was_taken(kind.c_str(), known, told.at, content)) return Change::none;
  const Customer c = told.partial && known != 0 ? completed(told, known) : told;
  const std::string contacts = list_json(c, "contacts");
  const std::string number_key = model::number_key(c.number), name_key = model::name_key(c.name);
  const std::int64_t limit = c.credit_limit ? c.credit_limit->minor : 0;
  const std::string limit_currency(c.credit_limit ? c.credit_limit->currency.code() : "");
  const auto line = static_cast<std::int64_t>(c.at.line);
  const auto offset = static_cast<std::int64_t>(c.at.offset);
  const int partial = c.partial ? 1 : 0;
  sql_ << "INSERT INTO customer (source_system, number, number_key, name, name_key, country, "
          "language, tax_id, "
          "credit_limit_minor, credit_limit_currency, contacts_json, version, document_id, line, "
          "byte_offset) VALUES (:system, :number, :number_key, :name, :name_key, NULLIF(:country, "
          "''), "
          "NULLIF(:language, ''), NULLIF(:tax, ''), CASE WHEN :currency = '' THEN NULL ELSE :limit "
          "END, NULLIF(:currency, ''), NULLIF(:contacts, ''), 1, :document, :line, :offset) "
          "ON CONFLICT (source_system, number) DO UPDATE SET name = excluded.name, name_key = "
          "excluded.name_key, "
          "country = excluded.country, language = excluded.language, tax_id = excluded.tax_id, "
          "credit_limit_minor = excluded.credit_limit_minor, credit_limit_currency = "
          "excluded.credit_limit_currency, contacts_json = CASE WHEN :partial = 1 THEN "
          "COALESCE(excluded.contacts_json, customer.contacts_json) ELSE excluded.contacts_json "
          "END, "
          "version = customer.version + 1, document_id = excluded.document_id, "
          "line = excluded.line, byte_offset = excluded.byte_offset",
      soci::use(source_system_, "system"), soci::use(c.number, "number"),
      soci::use(number_key, "number_key"), soci::use(c.name, "name"),
      soci::use(name_key, "name_key"), soci::use(c.country, "country"),
      soci::use(c.language, "language"), soci::use(c.tax_id, "tax"),
      soci::use(limit_currency, "currency"), soci::use(limit, "limit"),
      soci::use(contacts, "contacts"), soci::use(document_id_, "document"), soci::use(line, "line"),
      soci::use(offset, "offset"), soci::use(partial, "partial");
  const std::int64_t id = customer_id(c.number);
  std::int64_t version = 0;
  sql_ << "SELECT version FROM customer WHERE id = :id", soci::use(id, "id"), soci::into(version);
  add_version(kind.c_str(), id, version, c.at, content);
  company(id, c);
  return known == 0 ? Change::created : Change::changed;
}

/// A change keeps the areas that it doesn't name.
void ReceivablesWriter::dunning_areas(std::int64_t customer, const Customer& c) {
  if (!c.partial)
    sql_ << "DELETE FROM customer_dunning_area WHERE customer_id = :customer AND company_code = "
            ":company",
        soci::use(customer, "customer"), soci::use(c.company_code, "company");
  for (const DunningArea& a : c.dunning_areas)
    sql_ << "INSERT INTO customer_dunning_area (customer_id, company_code, area, "
            "dunning_procedure, dunning_block, document_id) VALUES (:customer, :company, :area, "
            "NULLIF(:procedure, ''), NULLIF(:block, ''), :document) ON CONFLICT (customer_id, "
            "company_code, area) DO UPDATE SET dunning_procedure = excluded.dunning_procedure, "
            "dunning_block = excluded.dunning_block, document_id = excluded.document_id",
        soci::use(customer, "customer"), soci::use(c.company_code, "company"),
        soci::use(a.area, "area"), soci::use(a.procedure, "procedure"), soci::use(a.block, "block"),
        soci::use(document_id_, "document");
}

void ReceivablesWriter::company(std::int64_t customer, const Customer& c) {
  if (!c.company_code.empty()) {
    const int level = static_cast<int>(c.dunning_level.value_or(0));
    sql_ << "INSERT INTO customer_company (customer_id, company_code, payment_terms, "
            "dunning_procedure, dunning_block, dunning_level, document_id) VALUES (:customer, "
            ":company, NULLIF(:terms, ''), NULLIF(:procedure, ''), NULLIF(:block, ''), :level, "
            ":document) ON CONFLICT (customer_id, company_code) DO UPDATE SET payment_terms = "
            "excluded.payment_terms, dunning_procedure = excluded.dunning_procedure, "
            "dunning_block = excluded.dunning_block, dunning_level = excluded.dunning_level, "
            "document_id = excluded.document_id",
        soci::use(customer, "customer"), soci::use(c.company_code, "company"),
        soci::use(c.payment_terms, "terms"), soci::use(c.dunning_procedure, "procedure"),
        soci::use(c.dunning_block, "block"), soci::use(level, "level"),
        soci::use(document_id_, "document");
    dunning_areas(customer, c);
  }
  // Banks that a later delivery doesn't name are kept: absent isn't cleared (SAP reduced messages).
  for (const std::string& iban : c.ibans)
    sql_ << "INSERT INTO customer_iban (iban, customer_id, provenance, document_id) VALUES (:iban, "
            ":customer, 'master_data', :document) ON CONFLICT DO NOTHING",
        soci::use(iban, "iban"), soci::use(customer, "customer"),
        soci::use(document_id_, "document");
}

void ReceivablesWriter::check_change(const Item& record, const ItemState& before,
                                     std::int64_t allocated_minor) {
  const Money allocated{allocated_minor, Currency::parse(before.currency)};
  const bool covers = allocated_minor < 0 ? record.amount->minor <= allocated_minor
                                          : record.amount->minor >= allocated_minor;
  if (record.amount->currency == allocated.currency && covers) return;
  refuse(FailureKind::conflict, "item.conflict",
         "item " + record.number + " (" + std::to_string(before.id) +
             ") comes again with an amount below what has been allocated to it; undo the "
             "allocations or correct the document",
         record, "at least " + allocated.to_string() + " " + before.currency,
         record.amount->to_string() + " " + std::string(record.amount->currency.code()));
}

/// The book must tie out: whether a part that the ERP settled by itself is what was allocated here,
/// nobody knows.
void ReceivablesWriter::refuse_settled_elsewhere(const Item& i) {
  refuse(FailureKind::conflict, "item.settled_elsewhere",
         "item " + i.number + " comes with " + i.open_amount->to_string() + " open of " +
             i.amount->to_string() + (i.cleared_by.empty() ? "" : ", cleared by " + i.cleared_by) +
             "; a part that the ERP has settled by itself isn't taken over: settle it here, too",
         i, i.amount->to_string(), i.open_amount->to_string());
}

Change ReceivablesWriter::item(const Item& i) {
  if (i.number.empty() || !i.amount)
    refuse(FailureKind::invalid, "item.incomplete", "an item lacks its number or amount", i);
  if (i.due_date.empty() || (i.posting_date.empty() && i.document_date.empty()))
    refuse(FailureKind::invalid, "item.dates",
           "item " + i.number + " has no due date or no posting date", i);
  const std::int64_t customer = customer_id(i.customer);
  if (customer == 0)
    refuse(FailureKind::invalid, "customer.unknown",
           "item " + i.number + " is for customer " + i.customer +
               ", who is not in the book; deliver the customer (DEBMAS) first, this document is "
               "then posted by itself",
           i, "a known customer", i.customer);
  const int year = static_cast<int>(fiscal_year_of(i).value());  // it has one of the two dates
  const ItemState before = item_state(i, year);
  const bool cleared = i.open_amount && i.open_amount->minor == 0 && i.amount->minor != 0;
  if (i.open_amount && *i.open_amount != *i.amount && !cleared) refuse_settled_elsewhere(i);
  // What was settled before saldo knew of it was never open here.
  if (cleared && before.id == 0) return Change::none;
  const std::string content = json::serialize(to_json(i));
  const bool known = before.id != 0 && latest_content("item", before.id) == content;
  if (before.id != 0 && !known && was_taken("item", before.id, i.at, content)) return Change::none;
  std::int64_t id = before.id;
  if (!known) {
    const std::int64_t allocated = before.amount_minor - before.open_minor;
    if (allocated != 0) check_change(i, before, allocated);
    put_item(i, customer, year, allocated);
    if (id == 0) id = item_state(i, year).id;
    put_references(i, id);
    add_version("item", id, before.version + 1, i.at, content);
  }
  const bool settled = before.id != 0 && follow_erp(i, id, cleared);
  if (before.id == 0) return Change::created;
  return known && !settled ? Change::none : Change::changed;
}

/// Only a list tells that an item is open again: a document that comes once more is an old one.
bool ReceivablesWriter::follow_erp(const Item& i, std::int64_t id, bool cleared) {
  const ClearingSource source{.document = document_id_,
                              .extract = told_ ? told_->extract : 0,
                              .as_of = told_ ? told_->began : now_,
                              .now = now_};
  if (cleared) return clear_in_erp(sql_, id, i, source);
  return told_ && reopen_in_erp(sql_, id, source);
}

ReceivablesWriter::ItemState ReceivablesWriter::item_state(const Item& i, int year) {
  ItemState state;
  sql_ << "SELECT id, open_minor, amount_minor, currency, version FROM item WHERE source_system = "
          ":system AND company_code = :company AND number = :number AND fiscal_year = :year",
      soci::use(source_system_, "system"), soci::use(i.company_code, "company"),
      soci::use(i.number, "number"), soci::use(year, "year"), soci::into(state.id),
      soci::into(state.open_minor), soci::into(state.amount_minor), soci::into(state.currency),
      soci::into(state.version);
  return state;
}

void ReceivablesWriter::put_item(const Item& i, std::int64_t customer, int year,
                                 std::int64_t allocated_minor) {
  const std::int64_t open = i.amount->minor - allocated_minor;
  const std::string state = open == 0 ? "cleared" : allocated_minor == 0 ? "open" : "partly_paid";
  const std::string key = model::number_key(i.number), currency(i.amount->currency.code());
  const std::string terms = list_json(i, "terms"), references = list_json(i, "references");
  const auto line = static_cast<std::int64_t>(i.at.line);
  const auto offset = static_cast<std::int64_t>(i.at.offset);
  sql_ << "INSERT INTO item (source_system, company_code, number, fiscal_year, number_key, "
          "customer_id, kind, document_day, posting_day, baseline_day, due_day, amount_minor, "
          "currency, open_minor, state, terms_json, references_json, dunning_block, dunning_area, "
          "version, document_id, line, byte_offset) VALUES (:system, :company, :number, :year, "
          ":key, "
          ":customer, :kind, "
          "NULLIF(:document_day, -2147483648), NULLIF(:posting_day, -2147483648), "
          "NULLIF(:baseline_day, -2147483648), :due_day, :amount, :currency, :open, :state, "
          "NULLIF(:terms, ''), NULLIF(:references, ''), NULLIF(:block, ''), NULLIF(:area, ''), 1, "
          ":document, :line, "
          ":offset) ON CONFLICT (source_system, company_code, number, fiscal_year) DO UPDATE SET "
          "customer_id = excluded.customer_id, kind = excluded.kind, document_day = "
          "excluded.document_day, posting_day = excluded.posting_day, baseline_day = "
          "excluded.baseline_day, due_day = excluded.due_day, amount_minor = "
          "excluded.amount_minor, currency = excluded.currency, open_minor = excluded.open_minor, "
          "state = excluded.state, terms_json = excluded.terms_json, references_json = "
          "excluded.references_json, dunning_block = excluded.dunning_block, dunning_area = "
          "excluded.dunning_area, version = item.version + 1, document_id = "
          "excluded.document_id, line = excluded.line, byte_offset = excluded.byte_offset",
      soci::use(source_system_, "system"), soci::use(i.company_code, "company"),
      soci::use(i.number, "number"), soci::use(year, "year"), soci::use(key, "key"),
      soci::use(customer, "customer"), soci::use(i.kind, "kind"),
      soci::use(i.document_date.days(), "document_day"),
      soci::use(i.posting_date.days(), "posting_day"),
      soci::use(i.baseline_date.days(), "baseline_day"), soci::use(i.due_date.days(), "due_day"),
      soci::use(i.amount->minor, "amount"), soci::use(currency, "currency"),
      soci::use(open, "open"), soci::use(state, "state"), soci::use(terms, "terms"),
      soci::use(references, "references"), soci::use(i.dunning_block, "block"),
      soci::use(i.dunning_area, "area"), soci::use(document_id_, "document"),
      soci::use(line, "line"), soci::use(offset, "offset");
}

void ReceivablesWriter::put_references(const Item& i, std::int64_t id) {
  for (const Reference& r : i.references) {
    const std::string reference_key = model::number_key(r.value);
    if (reference_key.empty()) continue;
    sql_ << "INSERT INTO item_reference (value_key, kind, item_id) VALUES (:key, :kind, :item) "
            "ON CONFLICT DO NOTHING",
        soci::use(reference_key, "key"), soci::use(r.kind, "kind"), soci::use(id, "item");
  }
}

bool ReceivablesWriter::has_advice(const RemittanceAdvice& a) {
  const auto line = static_cast<std::int64_t>(a.at.line);
  const auto offset = static_cast<std::int64_t>(a.at.offset);
  int there = 0;
  sql_ << "SELECT COUNT(*) FROM remittance_advice WHERE document_id = :document AND line = :line "
          "AND byte_offset = :offset AND COALESCE(number, '') = :number",
      soci::use(document_id_, "document"), soci::use(line, "line"), soci::use(offset, "offset"),
      soci::use(a.number, "number"), soci::into(there);
  return there != 0;
}

void ReceivablesWriter::advice(const RemittanceAdvice& a) {
  if (has_advice(a)) return;  // of a document that is read again
  const std::string lines = list_json(a, "lines");
  const std::int64_t amount = a.amount ? a.amount->minor : 0;
  const std::string currency(a.amount ? a.amount->currency.code() : "");
  const auto line = static_cast<std::int64_t>(a.at.line);
  const auto offset = static_cast<std::int64_t>(a.at.offset);
  const std::string number_key = model::number_key(a.number);
  sql_
      << "INSERT INTO remittance_advice (document_id, number, number_key, customer_number, "
         "payment_day, amount_minor, currency, lines_json, line, byte_offset) VALUES (:document, "
         "NULLIF(:number, ''), NULLIF(:key, ''), NULLIF(:customer, ''), NULLIF(:day, -2147483648), "
         "CASE WHEN :currency = '' THEN NULL ELSE :amount END, NULLIF(:currency, ''), :lines, "
         ":line, :offset)",
      soci::use(document_id_, "document"), soci::use(a.number, "number"),
      soci::use(number_key, "key"), soci::use(a.customer, "customer"),
      soci::use(a.payment_date.days(), "day"), soci::use(currency, "currency"),
      soci::use(amount, "amount"), soci::use(lines, "lines"), soci::use(line, "line"),
      soci::use(offset, "offset");
}

}  // namespace saldo::store
