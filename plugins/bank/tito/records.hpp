#pragma once

#include "saldo/fixed_records.hpp"

/// Where the fields of TITO records stand: "T", two digits of type, three digits of length, fields.
namespace saldo::bank::tito {

inline constexpr Columns kId{0, 3, "record"};
inline constexpr Columns kLength{3, 6, "record length"};

// T00, statement
inline constexpr Columns kAccount{9, 23, "account number"};
inline constexpr Columns kNumber{23, 26, "statement number"};
inline constexpr Columns kFrom{26, 32, "first day"};
inline constexpr Columns kTo{32, 38, "last day"};
inline constexpr Columns kOpeningDate{65, 71, "opening balance date"};
inline constexpr Columns kOpeningSign{71, 72, "opening balance sign"};
inline constexpr Columns kOpening{72, 90, "opening balance"};
inline constexpr Columns kCurrency{96, 99, "currency"};
inline constexpr Columns kOwner{147, 182, "account owner"};
inline constexpr Columns kIbanAndBic{292, 322, "IBAN and BIC"};
inline constexpr std::size_t kStatementFields = 99;

// T10, entry; T80, notice of an entry
inline constexpr Columns kArchive{12, 30, "archive identifier"};
inline constexpr Columns kBooked{30, 36, "booking date"};
inline constexpr Columns kValue{36, 42, "value date"};
inline constexpr Columns kType{48, 49, "entry type"};
inline constexpr Columns kCode{49, 52, "entry code"};
inline constexpr Columns kDescription{52, 87, "entry description"};
inline constexpr Columns kSign{87, 88, "amount sign"};
inline constexpr Columns kAmount{88, 106, "amount"};
inline constexpr Columns kName{108, 143, "payer or receiver"};
inline constexpr Columns kReceiver{144, 158, "receiver's account"};
inline constexpr Columns kReference{159, 179, "reference"};
inline constexpr Columns kLevel{187, 188, "level"};
inline constexpr std::size_t kEntryFields = 106;

// T11 and T81, more about an entry
inline constexpr Columns kMoreType{6, 8, "type of information"};
inline constexpr std::size_t kMoreFields = 8;

// T40, balance
inline constexpr Columns kBalanceDate{6, 12, "balance date"};
inline constexpr Columns kBalanceSign{12, 13, "balance sign"};
inline constexpr Columns kBalance{13, 31, "balance"};
inline constexpr std::size_t kBalanceFields = 31;

// T50, turnover; T51, its corrections
inline constexpr Columns kPeriod{6, 7, "period"};
inline constexpr Columns kDeposits{13, 21, "number of deposits"};
inline constexpr Columns kDepositsSum{22, 40, "sum of deposits"};
inline constexpr Columns kWithdrawals{40, 48, "number of withdrawals"};
inline constexpr Columns kWithdrawalsSum{49, 67, "sum of withdrawals"};
inline constexpr std::size_t kTurnoverFields = 67;

}  // namespace saldo::bank::tito
