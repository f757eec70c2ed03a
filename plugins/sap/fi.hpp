#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/records.hpp"

/// What is the same of an FI document whichever way it comes (FORMATS: FIDCC IDoc, OData).
namespace saldo::sap {

/// Ids of only digits with zeros in front, ten in all (SAP's ALPHA conversion); others unchanged.
std::string padded(std::string_view id);

/// The line of a document as an item's number: the first line has the document's, others say which
/// they are, so that a line is called the same whatever else is open: "1400000123/002".
std::string item_number(std::string_view document, std::string_view line);

/// Special G/L items are kept apart: down payments (A) and their requests (F) are items, others
/// (guarantees, bills of exchange …) aren't open items of the customer.
bool is_open_item(std::string_view special_gl);
/// By the special G/L indicator, else by the posting key, where it says more than the side does.
const char* item_kind(std::string_view posting_key, std::string_view special_gl, bool credit);

/// ZBD1T, ZBD1P, ZBD2T, ZBD2P, ZBD3T.
struct FiTerms {
  std::int64_t first_days = 0, second_days = 0, third_days = 0;
  std::string first_percent = "0", second_percent = "0";

  /// Net is the last of the three that isn't 0.
  std::int64_t net_days() const;
  /// The discounts, then net.
  std::vector<Term> tiers() const;
};

}  // namespace saldo::sap
