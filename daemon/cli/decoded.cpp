#include "cli/decoded.hpp"

#include "base/record_json.hpp"
#include "saldo/record_fields.hpp"
#include "wire/records.hpp"

namespace saldo::cli {
namespace {

Failure no_record(const FormatError& e) {
  return {.kind = FailureKind::broken,
          .message = std::string("the decoder gave a record that is none: ") + e.what(),
          .rule = "record.form"};
}

[[noreturn]] void unknown_kind(const saldo_record& record) {
  throw FormatError("records of kind " + std::to_string(record.kind) +
                    " are unknown to this version of saldo");
}

std::string total(const Turnovers& turnovers, Money Turnover::*side) {
  if (turnovers.empty()) return "0";
  if (turnovers.size() == 1) return (turnovers.begin()->second.*side).to_string();
  std::string text;
  for (const auto& [currency, sums] : turnovers)
    text +=
        (text.empty() ? "" : " + ") + (sums.*side).to_string() + " " + std::string(currency.code());
  return text;
}

Turnover& turnover_in(Turnovers& turnovers, Currency currency) {
  const Money nothing{0, currency};
  return turnovers.try_emplace(currency, Turnover{nothing, nothing}).first->second;
}

/// Brings the records of a stage into the order in which they are shown.
class Walk {
 public:
  Walk(const DecodedTotals& totals, RecordVisitor& visitor) : totals_(totals), visitor_(visitor) {}

  void record(const saldo_record& r) {
    switch (r.kind) {
      case Statement::kKind:
        return statements(read_record<Statement>(r).index);
      case Transaction::kKind:
        return transaction(read_record<Transaction>(r));
      case Refusal::kKind:
        return;
      case Customer::kKind:
        return visitor_.see(read_record<Customer>(r));
      case Item::kKind:
        return visitor_.see(read_record<Item>(r));
      case RemittanceAdvice::kKind:
        return visitor_.see(read_record<RemittanceAdvice>(r));
      case PaymentInstruction::kKind:
        return visitor_.see(read_record<PaymentInstruction>(r));
      case PaymentStatus::kKind:
        return visitor_.see(read_record<PaymentStatus>(r));
      case Extract::kKind:
        return visitor_.see(read_record<Extract>(r));
      case Correspondence::kKind:
        return visitor_.see(read_record<Correspondence>(r));
      default:
        unknown_kind(r);
    }
  }

 private:
  void statements(std::int64_t index) {
    const auto found = totals_.sheets().find(index);
    if (found == totals_.sheets().end() || !shown_.insert(index).second) return;
    for (const Statement& s : found->second.statements) visitor_.see(s);
  }
  void transaction(const Transaction& t) {
    if (totals_.is_refused(t.statement)) return;
    statements(t.statement);
    visitor_.see(t);
  }

  const DecodedTotals& totals_;
  RecordVisitor& visitor_;
  std::set<std::int64_t> shown_;
};

class JsonVisitor final : public RecordVisitor {
 public:
  explicit JsonVisitor(const std::function<void(const boost::json::object&)>& each) : each_(each) {}
  void see(const Statement& r) override { each_(to_json_with_place(r)); }
  void see(const Transaction& r) override { each_(to_json_with_place(r)); }
  void see(const Customer& r) override { each_(to_json_with_place(r)); }
  void see(const Item& r) override { each_(to_json_with_place(r)); }
  void see(const RemittanceAdvice& r) override { each_(to_json_with_place(r)); }
  void see(const PaymentInstruction& r) override { each_(to_json_with_place(r)); }
  void see(const PaymentStatus& r) override { each_(to_json_with_place(r)); }
  void see(const Extract& r) override { each_(to_json_with_place(r)); }
  void see(const Correspondence& r) override { each_(to_json_with_place(r)); }

 private:
  const std::function<void(const boost::json::object&)>& each_;
};

}  // namespace

void Turnover::add(const Money& amount) {
  if (amount.minor > 0)
    credit += amount;
  else
    debit -= amount;
}

Result<void> DecodedTotals::add(std::string_view batch) {
  try {
    wire::RecordReader reader(batch);
    while (const saldo_record* record = reader.next()) take(*record);
    return {};
  } catch (const FormatError& e) {
    return no_record(e);
  }
}

void DecodedTotals::take(const saldo_record& record) {
  switch (record.kind) {
    case Transaction::kKind:
      return take_transaction(record);
    case Statement::kKind: {
      Statement s = read_record<Statement>(record);
      sheets_[s.index].statements.push_back(std::move(s));
      return;
    }
    case Refusal::kKind:
      refusals_.push_back(read_record<Refusal>(record));
      refused_.insert(refusals_.back().statement);
      return;
    case Customer::kKind:
      ++others_["customer"];
      return;
    case Item::kKind:
      ++others_["item"];
      return;
    case RemittanceAdvice::kKind:
      ++others_["remittance advice"];
      return;
    case PaymentInstruction::kKind:
      ++others_["payment instruction"];
      return;
    case PaymentStatus::kKind:
      ++others_["payment status"];
      return;
    case Extract::kKind:
      ++others_["extract"];
      return;
    case Correspondence::kKind:
      ++others_["correspondence"];
      return;
    default:
      unknown_kind(record);
  }
}

/// Reads three fields of many: a large file has nothing but transactions.
void DecodedTotals::take_transaction(const saldo_record& record) {
  // As describe_transaction numbers them.
  constexpr std::uint16_t kStatement = 1, kAmount = 5, kStatus = 6;
  std::int64_t statement = 0;
  const saldo_money* amount = nullptr;
  std::string_view status;
  for (std::uint32_t i = 0; i < record.field_count && record.fields[i].id <= kStatus; ++i) {
    const saldo_field& field = record.fields[i];
    if (field.id == kStatement && field.type == SALDO_FIELD_INTEGER)
      statement = field.value.integer;
    if (field.id == kAmount && field.type == SALDO_FIELD_MONEY) amount = &field.value.money;
    if (field.id == kStatus && field.type == SALDO_FIELD_TEXT)
      status = {field.value.text.data, field.value.text.size};
  }
  if (last_ == nullptr || last_index_ != statement) {
    last_ = &sheets_[statement];
    last_index_ = statement;
  }
  const bool booked = status == "booked";
  ++last_->transactions;
  if (!booked) ++last_->unbooked;
  if (amount == nullptr) return;
  const Money money = from_abi(*amount);
  turnover_in(booked ? last_->turnovers : last_->beside, money.currency).add(money);
}

std::int64_t DecodedTotals::statements() const {
  std::int64_t n = 0;
  for (const auto& [index, sheet] : sheets_)
    n += static_cast<std::int64_t>(sheet.statements.size());
  return n;
}

std::int64_t DecodedTotals::transactions() const {
  std::int64_t n = 0;
  for (const auto& [index, sheet] : sheets_)
    if (!is_refused(index)) n += sheet.transactions;
  return n;
}

Turnovers DecodedTotals::turnovers() const {
  Turnovers all;
  for (const auto& [index, sheet] : sheets_)
    if (!is_refused(index))
      for (const Turnovers* part : {&sheet.turnovers, &sheet.beside})
        for (const auto& [currency, sums] : *part) {
          Turnover& sum = turnover_in(all, currency);
          sum.credit += sums.credit;
          sum.debit += sums.debit;
        }
  return all;
}

std::string total_credit(const Turnovers& turnovers) { return total(turnovers, &Turnover::credit); }
std::string total_debit(const Turnovers& turnovers) { return total(turnovers, &Turnover::debit); }

Result<void> visit_records(const flows::Stage& stage, const DecodedTotals& totals,
                           RecordVisitor& visitor) {
  Walk walk(totals, visitor);
  try {
    return stage.replay([&](std::string_view batch) {
      wire::RecordReader reader(batch);
      while (const saldo_record* record = reader.next()) walk.record(*record);
    });
  } catch (const FormatError& e) {
    return no_record(e);
  }
}

Result<void> show_records(const flows::Stage& stage, const DecodedTotals& totals,
                          const std::function<void(const boost::json::object&)>& each) {
  RecordVisitor nothing;
  if (auto good = visit_records(stage, totals, nothing); !good) return good;
  JsonVisitor json(each);
  return visit_records(stage, totals, json);
}

}  // namespace saldo::cli
