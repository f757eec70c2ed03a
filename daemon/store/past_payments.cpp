#include "store/past_payments.hpp"

#include "store/native_statement.hpp"

namespace saldo::store {
namespace {

constexpr const char* kPayments =
    "SELECT t.id, t.amount_minor, t.currency, t.booking_day, t.state, t.customer_id, "
    "t.end_to_end_id, "
    "t.customer_reference FROM bank_transaction t "
    "WHERE t.status = 'booked' AND t.state NOT IN ('provisional', 'superseded') AND ";

constexpr const char* kShares =
    "SELECT a.id, a.item_id, i.number, a.paid_minor, a.discount_minor, a.write_off_minor, "
    "a.currency, COALESCE(a.cash_minor, a.paid_minor), COALESCE(a.cash_currency, a.currency) FROM "
    "allocation a JOIN item i ON i.id = a.item_id WHERE a.transaction_id = ?1 AND a.reverses_id IS "
    "NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses_id = a.id) ORDER BY a.id";
constexpr const char* kWrittenOff =
    "SELECT COALESCE(SUM(ABS(a.write_off_minor)), 0) FROM allocation a WHERE a.budget_customer_id "
    "= ?1 AND a.value_day BETWEEN ?2 AND ?3 AND a.currency = ?4 AND NOT EXISTS (SELECT 1 FROM "
    "allocation r WHERE r.reverses_id = a.id)";

std::vector<PastPaymentRow::Share> shares_of(NativeStatement::Rows rows) {
  std::vector<PastPaymentRow::Share> shares;
  while (rows.next()) {
    const Currency currency = Currency::parse(rows.text(6));
    shares.push_back({.allocation = rows.number(0),
                      .item = model::ItemId{rows.number(1)},
                      .number = std::string(rows.text(2)),
                      .paid = {rows.number(3), currency},
                      .discount = {rows.number(4), currency},
                      .write_off = {rows.number(5), currency},
                      .cash = {rows.number(7), Currency::parse(rows.text(8))}});
  }
  return shares;
}

std::vector<PastPaymentRow> payments_of(NativeStatement::Rows rows, NativeStatement& shares) {
  std::vector<PastPaymentRow> found;
  while (rows.next())
    found.push_back({.id = model::TransactionId{rows.number(0)},
                     .amount = {rows.number(1), Currency::parse(rows.text(2))},
                     .booking_date = rows.day(3),
                     .state = std::string(rows.text(4)),
                     .customer = rows.number(5),
                     .end_to_end_id = std::string(rows.text(6)),
                     .customer_reference = std::string(rows.text(7)),
                     .shares = {}});
  for (PastPaymentRow& row : found) row.shares = shares_of(shares.rows(model::raw(row.id)));
  return found;
}

}  // namespace

struct PastPayments::Statements {
  explicit Statements(soci::session& session) : sql(session) {}
  NativeStatement payments(const std::string& condition) {
    return {sql, kPayments + condition + " AND t.amount_minor > 0 ORDER BY t.booking_day, t.id"};
  }

  soci::session& sql;
  NativeStatement shares{sql, kShares};
  NativeStatement by_end_to_end_id = payments("t.end_to_end_id = ?1 AND t.mandate_id IS NOT NULL");
  NativeStatement by_mandate = payments("t.mandate_id = ?1 AND t.mandate_id IS NOT NULL");
  NativeStatement of_customer = payments("t.customer_id = ?1 AND t.end_to_end_id = ?2");
  NativeStatement written_off{sql, kWrittenOff};
};

PastPayments::PastPayments(soci::session& sql) : statements_(std::make_unique<Statements>(sql)) {}
PastPayments::~PastPayments() = default;

std::vector<PastPaymentRow> PastPayments::debits_by_end_to_end_id(const std::string& id) {
  return payments_of(statements_->by_end_to_end_id.rows(id), statements_->shares);
}

std::vector<PastPaymentRow> PastPayments::debits_by_mandate(const std::string& mandate_id) {
  return payments_of(statements_->by_mandate.rows(mandate_id), statements_->shares);
}

std::vector<PastPaymentRow> PastPayments::of_customer(model::CustomerId customer,
                                                      const std::string& end_to_end_id) {
  return payments_of(statements_->of_customer.rows(model::raw(customer), end_to_end_id),
                     statements_->shares);
}

std::int64_t PastPayments::written_off(model::CustomerId customer, Currency currency, Date from,
                                       Date to) {
  auto rows =
      statements_->written_off.rows(model::raw(customer), from.days(), to.days(), currency.code());
  rows.next();
  return rows.number(0);
}

}  // namespace saldo::store
