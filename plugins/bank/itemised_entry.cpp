#include "itemised_entry.hpp"

namespace saldo::bank {

void ItemisedEntry::begin(Transaction entry) {
  items_.clear();
  left_whole_ = false;
  items_.push_back({std::move(entry), 0});
}

void ItemisedEntry::add(Transaction item, int depth) {
  if (items_.size() > kItemsMax)
    throw Rejected("entry.limit", "line " + std::to_string(item.at.line) + ": the entry of line " +
                                      std::to_string(items_.front().line.at.line) +
                                      " lists more than " + std::to_string(kItemsMax) +
                                      " items; ask the bank to split it")
        .at_place(item.at);
  items_.push_back({std::move(item), depth});
}

/// Behind the items of item `i`.
std::size_t ItemisedEntry::end_of(std::size_t i) const {
  std::size_t end = i + 1;
  while (end < items_.size() && items_[end].depth > items_[i].depth) ++end;
  return end;
}

bool ItemisedEntry::sums_up(std::size_t i) const {
  const Transaction& entry = items_[i].line;
  const std::size_t end = end_of(i);
  std::int64_t rest = entry.amount->minor;
  for (std::size_t k = i + 1; k < end; k = end_of(k)) {
    const Transaction& item = items_[k].line;
    if (item.amount->currency != entry.amount->currency || item.status != entry.status ||
        __builtin_sub_overflow(rest, item.amount->minor, &rest))
      return false;
  }
  return rest == 0;
}

void ItemisedEntry::name_items(std::size_t i) {
  std::vector<std::string>& text = items_[i].line.remittance;
  const std::size_t end = end_of(i);
  for (std::size_t k = i + 1; k < end && k <= i + kNamedMax; ++k)
    text.push_back(describe_item(items_[k].line));
  if (end > i + 1 + kNamedMax)
    text.push_back("and " + std::to_string(end - i - 1 - kNamedMax) + " more");
}

namespace {

template <class T>
void take_if_absent(T& field, const T& other) {
  if (field == T{}) field = other;
}

}  // namespace

/// What an item doesn't say itself, its entry says for all.
void ItemisedEntry::complete(Transaction& item, const Transaction& entry, bool alone) {
  take_if_absent(item.booking_date, entry.booking_date);
  take_if_absent(item.value_date, entry.value_date);
  take_if_absent(item.bank_reference, entry.bank_reference);
  take_if_absent(item.customer_reference, entry.customer_reference);
  take_if_absent(item.code_proprietary, entry.code_proprietary);
  take_if_absent(item.remittance, entry.remittance);
  if (!alone) return;
  take_if_absent(item.end_to_end_id, entry.end_to_end_id);
  take_if_absent(item.mandate_id, entry.mandate_id);
  take_if_absent(item.creditor_id, entry.creditor_id);
  take_if_absent(item.creditor_reference, entry.creditor_reference);
  if (item.counterparty_iban.empty() && item.counterparty_account.empty()) {
    item.counterparty_iban = entry.counterparty_iban;
    item.counterparty_account = entry.counterparty_account;
  }
  take_if_absent(item.counterparty_name, entry.counterparty_name);
  take_if_absent(item.counterparty_bic, entry.counterparty_bic);
  take_if_absent(item.ultimate_counterparty_name, entry.ultimate_counterparty_name);
  take_if_absent(item.instructed, entry.instructed);
  take_if_absent(item.return_code, entry.return_code);
  take_if_absent(item.return_text, entry.return_text);
}

void ItemisedEntry::take(std::size_t i, std::vector<Transaction>& lines) {
  const std::size_t end = end_of(i);
  if (end > i + 1 && sums_up(i)) {
    const bool alone = end_of(i + 1) == end;
    for (std::size_t k = i + 1; k < end; k = end_of(k)) {
      complete(items_[k].line, items_[i].line, alone);
      take(k, lines);
    }
    return;
  }
  if (end > i + 1) {
    left_whole_ = true;
    name_items(i);
  }
  lines.push_back(std::move(items_[i].line));
}

std::vector<Transaction> ItemisedEntry::take_lines() {
  std::vector<Transaction> lines;
  if (items_.empty()) return lines;
  const bool splits = items_.size() > 1 && sums_up(0);
  take(0, lines);
  if (splits) {
    const Transaction& entry = items_.front().line;  // not moved from, as items stand for it
    std::int64_t index = 0;
    for (Transaction& line : lines) {
      line.batch_id =
          entry.bank_reference.empty() ? entry.customer_reference : entry.bank_reference;
      line.batch_index = ++index;
      line.batch_count = static_cast<std::int64_t>(lines.size());
    }
  }
  items_.clear();
  return lines;
}

std::string describe_item(const Transaction& item) {
  std::string out = item.amount->to_string() + " " + std::string(item.amount->currency.code());
  const auto add = [&](const std::string& part) {
    if (!part.empty()) out.append(", ").append(part);
  };
  add(item.counterparty_name);
  add(item.counterparty_iban);
  add(item.counterparty_account);
  add(item.creditor_reference);
  add(item.mandate_id);
  for (const std::string& text : item.remittance) add(text);
  return out;
}

}  // namespace saldo::bank
