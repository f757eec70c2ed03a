#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ofx/scanner.hpp"

namespace saldo::bank::ofx {

/// One aggregate of bounded size with all that is in it, such as a STMTTRN. Reuses its memory.
///
/// Version 1 doesn't close elements, and an empty one looks like the beginning of an aggregate
/// until the end tag of what it stands in shows that it was none.
class Aggregate {
 public:
  explicit Aggregate(Scanner& scanner) : scanner_(scanner) {}

  /// Reads from a start tag, just scanned, to its end. Throws Rejected("ofx.structure",
  /// "ofx.truncated", "text.limit").
  void read(const Tag& start);

  Place at() const { return scanner_.place(nodes_[0].begin); }

  /// The text of an element, found by a path such as "CURRENCY/CURSYM" from the aggregate itself;
  /// empty if there is none.
  std::string text(std::string_view path) const;
  /// Of all elements of this name, without empty ones.
  std::vector<std::string> texts(std::string_view name) const;
  bool repeats(std::string_view name) const;
  bool has(std::string_view path) const { return find(path) != nullptr; }

  /// An amount, signed as written; nothing where the element is missing or empty. Decimals behind
  /// a point or a comma, thousands grouped by the other one. Throws amount.invalid, amount.range.
  std::optional<Money> amount(std::string_view path, Currency currency) const;
  /// The civil date of a date with or without time and zone, as written; none where the element is
  /// missing, empty or all zeros. Throws date.invalid.
  Date date(std::string_view path) const;
  /// An ISO 4217 code; an empty currency where there is none. Throws amount.currency.
  Currency currency(std::string_view path) const;

  /// A fault of the element, or of the aggregate where it isn't there, to be thrown.
  Rejected fault(const char* rule, std::string_view path, const std::string& why) const;

 private:
  struct Node {
    Range name, text;
    std::size_t begin = 0;
    int parent = -1;
  };
  const Node* find(std::string_view path) const;
  void start(const Tag& tag);
  bool end(const Tag& tag);
  void close_empty_elements(std::size_t depth);

  Scanner& scanner_;
  std::vector<Node> nodes_;
  std::vector<int> open_;
};

/// As Aggregate::date, for an element that stands alone; `offset` is its place.
Date read_date(const Scanner& scanner, std::string_view name, Range text, std::size_t offset);
/// As Aggregate::currency.
Currency read_currency(const Scanner& scanner, std::string_view name, Range text,
                       std::size_t offset);

}  // namespace saldo::bank::ofx
