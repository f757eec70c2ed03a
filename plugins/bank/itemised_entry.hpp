#pragma once

#include <vector>

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// An entry below which its bank lists the payments that it consists of. The balance knows the
/// entry alone. Where the items sum up to it they take its place, as members of a batch, and each
/// can be matched; else the entry stays one line and says in its text what the items were. So
/// nothing is lost and nothing is counted twice.
class ItemisedEntry {
 public:
  /// Of one entry; what an account's day can hold, and a bound for memory.
  static constexpr std::size_t kItemsMax = 50'000;
  /// How many items an entry that stays one line names in its text.
  static constexpr std::size_t kNamedMax = 200;

  bool empty() const { return items_.empty(); }
  void begin(Transaction entry);
  /// An item at a depth below the entry, from 1; deeper ones belong to the item before them.
  /// Throws Rejected("entry.limit").
  void add(Transaction item, int depth);
  const Transaction& entry() const { return items_.front().line; }
  /// What was begun or added last.
  Transaction& newest() { return items_.back().line; }
  /// The lines that stand for the entry, in the order of the document. Empties the object.
  std::vector<Transaction> take_lines();
  /// Whether take_lines() had to leave an entry, or an item with items, as one line.
  bool left_whole() const { return left_whole_; }

 private:
  struct Item {
    Transaction line;
    int depth = 0;
  };
  std::size_t end_of(std::size_t i) const;
  bool sums_up(std::size_t i) const;
  void take(std::size_t i, std::vector<Transaction>& lines);
  void name_items(std::size_t i);
  static void complete(Transaction& item, const Transaction& entry, bool alone);

  std::vector<Item> items_;
  bool left_whole_ = false;
};

/// "12.50 EUR, Acme NV, BE68539007547034, 101000003515846, invoice 12", for texts.
std::string describe_item(const Transaction& item);

}  // namespace saldo::bank
