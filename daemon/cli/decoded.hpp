#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "flows/stage.hpp"
#include "saldo/records.hpp"

/// The records of one decoded document, as they are shown.
namespace saldo::cli {

/// A document whose records were all read once and found good. Borrows the stage; keeps statements
/// in memory and nothing else.
class DecodedDocument {
 public:
  /// Fails when a decoder gave what isn't a record: an unknown currency, fields out of order.
  static Result<DecodedDocument> read(const flows::Stage& stage);

  /// Statements that the decoder set aside; they and their transactions are in nothing else here.
  const std::vector<Refusal>& refusals() const { return refusals_; }
  std::int64_t statements() const { return statement_count_; }
  std::int64_t transactions() const { return transaction_count_; }
  /// "123.45" of one currency; "123.45 EUR + 5.00 USD" of several; "0" of none.
  std::string total_credit() const { return total(&Turnover::credit); }
  std::string total_debit() const { return total(&Turnover::debit); }

  /// Calls `each` with every record as JSON: a statement before its transactions, although decoders
  /// give it after them because it is proved by them; all else in the document's order.
  Result<void> for_each(const std::function<void(const boost::json::object&)>& each) const;

 private:
  struct Turnover {
    Money credit, debit;  ///< both positive
  };
  struct Refused;
  struct Noting;
  struct Showing;

  explicit DecodedDocument(const flows::Stage& stage) : stage_(&stage) {}
  std::string total(Money Turnover::*side) const;

  const flows::Stage* stage_;
  std::int64_t statement_count_ = 0, transaction_count_ = 0;
  std::map<std::int64_t, std::vector<Statement>> by_index_;
  std::map<Currency, Turnover> turnover_;
  std::vector<Refusal> refusals_;
  std::set<std::int64_t> refused_;
};

}  // namespace saldo::cli
