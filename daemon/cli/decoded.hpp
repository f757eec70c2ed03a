#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "flows/stage.hpp"
#include "saldo/records.hpp"

struct saldo_record;

/// The records of one decoded document, as they are counted and shown.
namespace saldo::cli {

/// Money that came in and went out; both positive.
struct Turnover {
  Money credit, debit;
  void add(const Money& amount);
};
using Turnovers = std::map<Currency, Turnover>;

/// Counts and sums records as they come from a decoder, without keeping them. What belongs to a
/// statement that the decoder sets aside in the end isn't counted.
class DecodedTotals {
 public:
  /// Fails for what isn't a record: an unknown currency, fields out of order.
  Result<void> add(std::string_view batch);

  struct Sheet {
    std::vector<Statement> statements;  ///< the statement itself, once it was proved
    std::int64_t transactions = 0;
    std::int64_t unbooked = 0;  ///< of them: pending, or information
    Turnovers turnovers;        ///< of those that are booked
    Turnovers beside;           ///< of the others
  };
  /// By the statement's index; 0: what belongs to none.
  const std::map<std::int64_t, Sheet>& sheets() const { return sheets_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }
  bool is_refused(std::int64_t statement) const { return refused_.contains(statement); }
  /// Other records by what they are called: "customer", "item" …
  const std::map<std::string, std::int64_t>& others() const { return others_; }

  std::int64_t statements() const;
  std::int64_t transactions() const;
  Turnovers turnovers() const;

 private:
  void take(const saldo_record& record);
  void take_transaction(const saldo_record& record);

  std::map<std::int64_t, Sheet> sheets_;
  Sheet* last_ = nullptr;
  std::int64_t last_index_ = -1;
  std::vector<Refusal> refusals_;
  std::set<std::int64_t> refused_;
  std::map<std::string, std::int64_t> others_;
};

/// "123.45" of one currency; "123.45 EUR + 5.00 USD" of several; "0" of none.
std::string total_credit(const Turnovers& turnovers);
std::string total_debit(const Turnovers& turnovers);

/// Gets each record in the order in which it is shown.
class RecordVisitor {
 public:
  virtual ~RecordVisitor() = default;
  virtual void see(const Statement&) {}
  virtual void see(const Transaction&) {}
  virtual void see(const Customer&) {}
  virtual void see(const Item&) {}
  virtual void see(const RemittanceAdvice&) {}
  virtual void see(const PaymentInstruction&) {}
  virtual void see(const PaymentStatus&) {}
  virtual void see(const Extract&) {}
  virtual void see(const Correspondence&) {}
};

/// Visits every record of `stage` but those of refused statements: a statement before its
/// transactions, although decoders give it after them because it is proved by them; all else in the
/// document's order. Fails for what isn't a record.
Result<void> visit_records(const flows::Stage& stage, const DecodedTotals& totals,
                           RecordVisitor& visitor);

/// The same as JSON objects. Nothing is shown of a document that isn't good as a whole.
Result<void> show_records(const flows::Stage& stage, const DecodedTotals& totals,
                          const std::function<void(const boost::json::object&)>& each);

}  // namespace saldo::cli
