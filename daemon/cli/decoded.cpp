#include "cli/decoded.hpp"

#include <set>

#include "base/record_json.hpp"
#include "saldo/record_fields.hpp"
#include "wire/records.hpp"

namespace saldo::cli {
namespace {

template <class See>
void dispatch(const saldo_record& record, See& see) {
  switch (record.kind) {
    case Customer::kKind:
      return see(read_record<Customer>(record));
    case Item::kKind:
      return see(read_record<Item>(record));
    case Statement::kKind:
      return see(read_record<Statement>(record));
    case Transaction::kKind:
      return see(read_record<Transaction>(record));
    case RemittanceAdvice::kKind:
      return see(read_record<RemittanceAdvice>(record));
    case Refusal::kKind:
      return see(read_record<Refusal>(record));
    case PaymentInstruction::kKind:
      return see(read_record<PaymentInstruction>(record));
    case PaymentStatus::kKind:
      return see(read_record<PaymentStatus>(record));
    default:
      throw FormatError("records of kind " + std::to_string(record.kind) +
                        " are unknown to this version of saldo");
  }
}

Failure none(const FormatError& e) {
  return {.kind = FailureKind::broken,
          .message = std::string("the decoder gave a record that is none: ") + e.what(),
          .rule = "record.form"};
}

template <class See>
void walk_batch(std::string_view batch, See& see) {
  wire::RecordReader reader(batch);
  while (const saldo_record* record = reader.next()) dispatch(*record, see);
}

template <class See>
Result<void> walk(const flows::Stage& stage, See& see) {
  try {
    return stage.replay([&](std::string_view batch) { walk_batch(batch, see); });
  } catch (const FormatError& e) {
    return none(e);
  }
}

}  // namespace

/// Before all passes: what was set aside.
struct DecodedDocument::Refused {
  DecodedDocument& document;

  void operator()(const Refusal& refusal) const {
    document.refusals_.push_back(refusal);
    document.refused_.insert(refusal.statement);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

/// The first pass: reads everything, keeps what must be known before the second.
struct DecodedDocument::Noting {
  DecodedDocument& document;

  void operator()(const Statement& statement) const {
    ++document.statement_count_;
    document.by_index_[statement.index].push_back(statement);
  }
  void operator()(const Transaction& transaction) const {
    if (document.refused_.contains(transaction.statement)) return;
    ++document.transaction_count_;
    if (!transaction.amount) return;
    const Money& amount = *transaction.amount;
    const Money nothing{0, amount.currency};
    Turnover& sums =
        document.turnover_.try_emplace(amount.currency, Turnover{nothing, nothing}).first->second;
    if (amount.minor > 0)
      sums.credit += amount;
    else
      sums.debit -= amount;
  }
  template <class Other>
  void operator()(const Other&) const {}
};

/// The second pass.
struct DecodedDocument::Showing {
  const DecodedDocument& document;
  const std::function<void(const boost::json::object&)>& each;
  std::set<std::int64_t> shown;

  void show_statements(std::int64_t index) {
    const auto found = document.by_index_.find(index);
    if (found == document.by_index_.end() || !shown.insert(index).second) return;
    for (const Statement& statement : found->second) each(to_json_with_place(statement));
  }
  void operator()(const Statement& statement) { show_statements(statement.index); }
  void operator()(const Refusal&) const {}
  void operator()(const Transaction& transaction) {
    if (document.refused_.contains(transaction.statement)) return;
    show_statements(transaction.statement);
    each(to_json_with_place(transaction));
  }
  template <class Other>
  void operator()(const Other& other) {
    each(to_json_with_place(other));
  }
};

Result<DecodedDocument> DecodedDocument::read(const flows::Stage& stage) {
  DecodedDocument document(stage);
  try {
    Refused refused{document};
    walk_batch(stage.verdicts(), refused);
  } catch (const FormatError& e) {
    return none(e);
  }
  Noting note{document};
  if (auto r = walk(stage, note); !r) return r.error();
  return document;
}

Result<void> DecodedDocument::for_each(
    const std::function<void(const boost::json::object&)>& each) const {
  Showing show{*this, each, {}};
  return walk(*stage_, show);
}

std::string DecodedDocument::total(Money Turnover::*side) const {
  if (turnover_.empty()) return "0";
  if (turnover_.size() == 1) return (turnover_.begin()->second.*side).to_string();
  std::string text;
  for (const auto& [currency, sums] : turnover_)
    text +=
        (text.empty() ? "" : " + ") + (sums.*side).to_string() + " " + std::string(currency.code());
  return text;
}

}  // namespace saldo::cli
