#include "flows/held_money.hpp"

#include "saldo/record_fields.hpp"
#include "wire/records.hpp"

namespace saldo::flows {

namespace {

void add(std::optional<Money>& sum, const std::optional<Money>& amount) {
  if (!amount || amount->minor <= 0) return;
  if (!sum)
    sum = *amount;
  else if (sum->currency == amount->currency)
    *sum += *amount;
}

}  // namespace

std::optional<Money> held_money(const Stage& stage) {
  std::optional<Money> sum;
  try {
    const auto batch_reader = [&](std::string_view batch) {
      wire::RecordReader reader(batch);
      while (const saldo_record* r = reader.next()) {
        if (r->kind == SALDO_RECORD_TRANSACTION) add(sum, read_record<Transaction>(*r).amount);
        if (r->kind == SALDO_RECORD_ITEM) add(sum, read_record<Item>(*r).amount);
      }
    };
    if (!stage.replay(batch_reader)) return std::nullopt;
  } catch (const FormatError&) {
    return std::nullopt;
  }
  return sum;
}

}  // namespace saldo::flows
