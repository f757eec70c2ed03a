#pragma once

#include "saldo/fixed_records.hpp"

/// Where the fields of Nets' records stand ("NY", service, kind, record type, …).
namespace saldo::bank::ocr_giro {

inline constexpr std::size_t kWidth = 80;

inline constexpr Columns kService{2, 4, "service code"};
inline constexpr Columns kKind{4, 6, "assignment or transaction type"};
inline constexpr Columns kRecord{6, 8, "record type"};

// 10, start of a transmission
inline constexpr Columns kTransmission{16, 23, "transmission number"};
// 20, start of an assignment
inline constexpr Columns kAssignment{17, 24, "assignment number"};
inline constexpr Columns kAccount{24, 35, "assignment account"};

// 30, amount item 1
inline constexpr Columns kNumber{8, 15, "transaction number"};
inline constexpr Columns kDate{15, 21, "date"};
inline constexpr Columns kSign{31, 32, "sign"};
inline constexpr Columns kAmount{32, 49, "amount"};
inline constexpr Columns kKid{49, 74, "KID"};

// 31, amount item 2: of OCR giro, then of AvtaleGiro
inline constexpr Columns kForm{15, 25, "form number"};
inline constexpr Columns kArchive{25, 34, "archive reference"};
inline constexpr Columns kArchiveMore{34, 41, "archive reference"};
inline constexpr Columns kDebitAccount{47, 58, "debit account"};
inline constexpr Columns kPayer{15, 25, "payer"};
inline constexpr Columns kExternal{50, 75, "external reference"};

inline constexpr Columns kText{15, 55, "text"};           // 32, amount item 3
inline constexpr Columns kSpecification{20, 60, "text"};  // 49, specification

// 88 and 89, ends of assignment and transmission
inline constexpr Columns kTransactions{8, 16, "number of transactions"};
inline constexpr Columns kRecords{16, 24, "number of records"};
inline constexpr Columns kTotal{24, 41, "total amount"};

}  // namespace saldo::bank::ocr_giro
