#pragma once

#include "saldo/fixed_records.hpp"

/// Where the fields of BgMax records stand. The first two characters are the transaction code.
namespace saldo::bank::bgmax {

inline constexpr std::size_t kWidth = 80;

inline constexpr Columns kCode{0, 2, "transaction code"};

// 01, start of the file
inline constexpr Columns kLayout{2, 22, "layout"};
inline constexpr Columns kTestMark{44, 45, "test mark"};

// 05, start of a section
inline constexpr Columns kReceiver{2, 12, "receiver's bankgiro number"};
inline constexpr Columns kSectionCurrency{22, 25, "currency"};

// 20 payment, 21 deduction, 22 and 23 extra references
inline constexpr Columns kPayer{2, 12, "payer's bankgiro number"};
inline constexpr Columns kReference{12, 37, "reference"};
inline constexpr Columns kAmount{37, 55, "amount"};
inline constexpr Columns kReferenceCode{55, 56, "reference code"};
inline constexpr Columns kChannel{56, 57, "payment channel"};
inline constexpr Columns kSerial{57, 69, "BGC serial number"};

inline constexpr Columns kText{2, 52, "information"};  // 25
inline constexpr Columns kName{2, 37, "name"};         // 26
inline constexpr Columns kMoreName{37, 72, "extra name"};

// 15, deposit
inline constexpr Columns kAccount{2, 37, "receiver's account"};
inline constexpr Columns kDate{37, 45, "payment date"};
inline constexpr Columns kDepositNumber{45, 50, "deposit number"};
inline constexpr Columns kDeposit{50, 68, "deposited amount"};
inline constexpr Columns kDepositCurrency{68, 71, "currency"};
inline constexpr Columns kDepositCount{71, 79, "number of payments and deductions"};

// 70, end of the file
inline constexpr Columns kPayments{2, 10, "number of payments"};
inline constexpr Columns kDeductions{10, 18, "number of deductions"};
inline constexpr Columns kExtras{18, 26, "number of extra references"};
inline constexpr Columns kDeposits{26, 34, "number of deposits"};

}  // namespace saldo::bank::bgmax
