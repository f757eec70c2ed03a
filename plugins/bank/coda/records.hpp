#pragma once

#include "saldo/fixed_records.hpp"

/// Where the fields of CODA records stand. Versions 1 and 2 differ only in record 2.3.
namespace saldo::bank::coda {

inline constexpr std::size_t kWidth = 128;

// 0, header
inline constexpr Columns kApplication{14, 16, "application code"};
inline constexpr Columns kDuplicate{16, 17, "duplicate code"};
inline constexpr Columns kBank{60, 71, "BIC of the bank"};
inline constexpr Columns kSeparate{83, 88, "separate application code"};
inline constexpr Columns kVersion{127, 128, "version code"};

// 1, old balance. The account stands one column further left in 8.
inline constexpr Columns kStructure{1, 2, "account structure"};
inline constexpr Columns kOldPaperNumber{2, 5, "statement number"};
inline constexpr Columns kOldAccount{5, 42, "account number and currency"};
inline constexpr Columns kOldSign{42, 43, "old balance sign"};
inline constexpr Columns kOldBalance{43, 58, "old balance"};
inline constexpr Columns kOldDate{58, 64, "old balance date"};
inline constexpr Columns kHolder{64, 90, "account holder"};
inline constexpr Columns kCodedNumber{125, 128, "coded statement number"};

// 2 and 3, movement and information
inline constexpr Columns kSequence{2, 6, "continuous sequence number"};
inline constexpr Columns kDetail{6, 10, "detail number"};
inline constexpr Columns kNext{125, 126, "next code"};
inline constexpr Columns kLink{127, 128, "link code"};

inline constexpr Columns kBankReference{10, 31, "bank reference"};
inline constexpr Columns kSign{31, 32, "movement sign"};
inline constexpr Columns kAmount{32, 47, "amount"};
inline constexpr Columns kValueDate{47, 53, "value date"};
inline constexpr Columns kCode{53, 61, "transaction code"};
inline constexpr Columns kCommunicationKind{61, 62, "communication type"};
inline constexpr Columns kText1{62, 115, "communication"};
inline constexpr Columns kEntryDate{115, 121, "entry date"};

inline constexpr Columns kText2{10, 63, "communication"};
inline constexpr Columns kCustomerReference{63, 98, "customer reference"};
inline constexpr Columns kBic{98, 109, "BIC of the counterparty"};
inline constexpr Columns kReturnKind{112, 113, "type of R-transaction"};
inline constexpr Columns kReturnReason{113, 117, "ISO reason code"};

inline constexpr Columns kPartyAccount{10, 44, "counterparty's account"};
inline constexpr Columns kPartyBban{10, 22, "counterparty's account"};
inline constexpr Columns kPartyName{47, 82, "counterparty's name"};
inline constexpr Columns kPartyName1{47, 73, "counterparty's name"};  // version 1
inline constexpr Columns kText3{82, 125, "communication"};

inline constexpr Columns kInfoKind{39, 40, "communication structure code"};
inline constexpr Columns kInfoText1{40, 113, "communication"};
inline constexpr Columns kInfoText2{10, 115, "communication"};
inline constexpr Columns kInfoText3{10, 100, "communication"};

// 8, new balance
inline constexpr Columns kNewAccount{4, 41, "account number and currency"};
inline constexpr Columns kNewSign{41, 42, "new balance sign"};
inline constexpr Columns kNewBalance{42, 57, "new balance"};
inline constexpr Columns kNewDate{57, 63, "new balance date"};

// 4, free communication
inline constexpr Columns kMessage{32, 112, "free communication"};

// 9, trailer
inline constexpr Columns kRecordCount{16, 22, "number of records"};
inline constexpr Columns kDebitSum{22, 37, "sum of debits"};
inline constexpr Columns kCreditSum{37, 52, "sum of credits"};
inline constexpr Columns kMultipleFile{127, 128, "multiple file code"};
inline constexpr std::size_t kTrailerFields = 52;

/// Amounts have three decimals, whatever the currency.
inline constexpr int kDecimals = 3;

}  // namespace saldo::bank::coda
