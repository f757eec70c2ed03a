#pragma once

#include "cash/text_numbers.hpp"

namespace saldo::cash {

/// Marks the chunks that are dates, amounts, account numbers, references, customers' or other
/// numbers, notes what word stands before each number, and collects the creditor references (RULES
/// §2.3).
void mark_what_is_not_ours(ScannedText& scanned, const Payment& payment);

}  // namespace saldo::cash
