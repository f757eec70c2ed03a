#pragma once

#include "saldo/fixed_records.hpp"

/// Where the fields of reference payment records stand.
namespace saldo::bank::ktl {

inline constexpr std::size_t kWidth = 90;

// 0, batch
inline constexpr Columns kWritten{1, 7, "date of the file"};
inline constexpr Columns kTime{7, 11, "time of the file"};
inline constexpr Columns kService{13, 22, "service identifier"};
inline constexpr Columns kBatchCurrency{22, 23, "currency code"};
inline constexpr std::size_t kBatchFields = 23;

// 3, reference payment; 5, direct debit
inline constexpr Columns kAccount{1, 15, "receiver's account"};
inline constexpr Columns kBooked{15, 21, "booking date"};
inline constexpr Columns kPaid{21, 27, "payment date"};
inline constexpr Columns kArchive{27, 43, "archive identifier"};
inline constexpr Columns kReference{43, 63, "reference"};
inline constexpr Columns kPayer{63, 75, "payer's name"};
inline constexpr Columns kCurrency{75, 76, "currency code"};
inline constexpr Columns kAmount{77, 87, "amount"};
inline constexpr Columns kCorrection{87, 88, "correction code"};
inline constexpr Columns kFeedback{89, 90, "feedback code"};
inline constexpr std::size_t kPaymentFields = 88;

// 9, sums
inline constexpr Columns kCount{1, 7, "number of payments"};
inline constexpr Columns kSum{7, 18, "sum of payments"};
inline constexpr Columns kCorrectionCount{18, 24, "number of corrections"};
inline constexpr Columns kCorrectionSum{24, 35, "sum of corrections"};
inline constexpr Columns kFailedCount{35, 41, "number of failed direct debits"};
inline constexpr Columns kFailedSum{41, 52, "sum of failed direct debits"};
inline constexpr std::size_t kSumFields = 35, kAllSumFields = 52;

}  // namespace saldo::bank::ktl
