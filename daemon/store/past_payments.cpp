#include "store/past_payments.hpp"

#include <soci/soci.h>

#include "store/prepared.hpp"

namespace saldo::store {
namespace {

constexpr const char* kPayments =
    "SELECT t.id, t.amount_minor, t.currency, t.booking_day, t.state, COALESCE(t.customer_id, 0), "
    "COALESCE(t.end_to_end_id, ''), COALESCE(t.customer_reference, '') FROM bank_transaction t "
    "WHERE t.status = 'booked' AND t.state NOT IN ('provisional', 'superseded') AND ";

class SharesQuery {
 public:
  explicit SharesQuery(soci::session& sql) : query_(sql) {
    query_.prepare(
        "SELECT a.id, a.item_id, i.number, a.paid_minor, a.discount_minor, a.write_off_minor, "
        "a.currency, COALESCE(a.cash_minor, a.paid_minor), COALESCE(a.cash_currency, a.currency) "
        "FROM allocation a JOIN item i ON i.id = a.item_id WHERE a.transaction_id = CAST(:key AS "
        "BIGINT) AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE "
        "r.reverses_id = a.id) ORDER BY a.id",
        id_, item_, number_, paid_, discount_, write_off_, currency_, cash_, cash_currency_);
  }
  std::vector<PastPaymentRow::Share> run(model::TransactionId transaction) {
    query_.key = std::to_string(model::raw(transaction));
    std::vector<PastPaymentRow::Share> shares;
    query_.start();
    while (query_.next()) {
      const Currency currency = Currency::parse(currency_);
      shares.push_back({.allocation = id_,
                        .item = model::ItemId{item_},
                        .number = number_,
                        .paid = {paid_, currency},
                        .discount = {discount_, currency},
                        .write_off = {write_off_, currency},
                        .cash = {cash_, Currency::parse(cash_currency_)}});
    }
    return shares;
  }

 private:
  Prepared query_;
  std::int64_t id_ = 0, item_ = 0, paid_ = 0, discount_ = 0, write_off_ = 0, cash_ = 0;
  std::string number_, currency_, cash_currency_;
};

class PaymentsQuery {
 public:
  PaymentsQuery(soci::session& sql, const std::string& condition) : query_(sql) {
    query_.prepare(kPayments + condition + " ORDER BY t.booking_day, t.id", id_, amount_, currency_,
                   day_, state_, customer_, end_to_end_, reference_);
  }
  std::vector<PastPaymentRow> run(const std::string& key, SharesQuery& shares,
                                  const std::string& other = {}) {
    query_.key = key;
    query_.other = other;
    std::vector<PastPaymentRow> found;
    query_.start();
    while (query_.next())
      found.push_back({.id = model::TransactionId{id_},
                       .amount = {amount_, Currency::parse(currency_)},
                       .booking_date = Date::from_days(day_),
                       .state = state_,
                       .customer = customer_,
                       .end_to_end_id = end_to_end_,
                       .customer_reference = reference_,
                       .shares = {}});
    for (PastPaymentRow& row : found) row.shares = shares.run(row.id);
    return found;
  }

 private:
  Prepared query_;
  std::int64_t id_ = 0, amount_ = 0, customer_ = 0;
  int day_ = 0;
  std::string currency_, state_, end_to_end_, reference_;
};

class WrittenOffQuery {
 public:
  explicit WrittenOffQuery(soci::session& sql)
      : statement_(
            (sql.prepare << "SELECT COALESCE(SUM(ABS(a.write_off_minor)), 0) FROM allocation a "
                            "WHERE a.budget_customer_id = :customer AND a.value_day BETWEEN :from "
                            "AND :to AND a.currency = :currency AND NOT EXISTS (SELECT 1 FROM "
                            "allocation r WHERE r.reverses_id = a.id)",
             soci::use(customer_, "customer"), soci::use(from_, "from"), soci::use(to_, "to"),
             soci::use(currency_, "currency"), soci::into(sum_))) {}
  std::int64_t run(model::CustomerId customer, Currency currency, Date from, Date to) {
    customer_ = model::raw(customer);
    currency_ = currency.code();
    from_ = from.days();
    to_ = to.days();
    statement_.execute(true);
    return sum_;
  }

 private:
  std::int64_t customer_ = 0, sum_ = 0;
  std::int32_t from_ = 0, to_ = 0;
  std::string currency_;
  soci::statement statement_;
};

}  // namespace

struct PastPayments::Statements {
  explicit Statements(soci::session& sql)
      : shares(sql),
        by_end_to_end_id(sql,
                         "t.end_to_end_id = :key AND t.mandate_id IS NOT NULL AND "
                         "t.amount_minor > 0"),
        by_mandate(sql, "t.mandate_id = :key AND t.mandate_id IS NOT NULL AND t.amount_minor > 0"),
        of_customer(sql,
                    "t.customer_id = CAST(:key AS BIGINT) AND t.end_to_end_id = :other AND "
                    "t.amount_minor > 0"),
        written_off(sql) {}
  SharesQuery shares;
  PaymentsQuery by_end_to_end_id, by_mandate, of_customer;
  WrittenOffQuery written_off;
};

PastPayments::PastPayments(soci::session& sql) : statements_(std::make_unique<Statements>(sql)) {}
PastPayments::~PastPayments() = default;

std::vector<PastPaymentRow> PastPayments::debits_by_end_to_end_id(const std::string& id) {
  return statements_->by_end_to_end_id.run(id, statements_->shares);
}

std::vector<PastPaymentRow> PastPayments::debits_by_mandate(const std::string& mandate_id) {
  return statements_->by_mandate.run(mandate_id, statements_->shares);
}

std::vector<PastPaymentRow> PastPayments::of_customer(model::CustomerId customer,
                                                      const std::string& end_to_end_id) {
  return statements_->of_customer.run(std::to_string(model::raw(customer)), statements_->shares,
                                      end_to_end_id);
}

std::int64_t PastPayments::written_off(model::CustomerId customer, Currency currency, Date from,
                                       Date to) {
  return statements_->written_off.run(customer, currency, from, to);
}

}  // namespace saldo::store
