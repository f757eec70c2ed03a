#pragma once

#include <string_view>
#include <vector>

#include "saldo/fixed_records.hpp"

namespace saldo::bank::lockbox {

/// Where the fields of lockbox records stand. BAI fixes what the records are for; each bank lays
/// them out by itself, so every field can be moved. A field of no width isn't there.
struct Layout {
  Columns origin{13, 23, "origin"}, file_date{23, 29, "file date"};                     // 1
  Columns lockbox{7, 14, "lockbox number"}, deposit_date{14, 20, "deposit date"};       // 5
  Columns batch{1, 4, "batch number"}, item{4, 7, "item number"};                       // 6
  Columns amount{7, 17, "check amount"}, routing{17, 26, "transit routing number"};     // 6
  Columns account{26, 36, "account number"}, check_number{36, 46, "check number"};      // 6
  Columns name{52, 82, "remitter name"}, payee{82, 102, "payee name"};                  // 6
  Columns batch_count{20, 23, "number of checks"}, batch_total{23, 33, "batch total"};  // 7
  Columns total_count{20, 24, "number of checks"}, total{24, 34, "total"};              // 8
  Columns records{1, 7, "number of records"};                                           // 9

  /// An invoice that a check pays, and how much of it.
  struct Document {
    Columns invoice, paid;
  };
  std::vector<Document> check_documents;  ///< in record 6: none
  std::vector<Document> overflow_documents{
      {{11, 27, "invoice number"}, {27, 37, "invoice amount"}}};  ///< in record 4

  /// Moves fields: "6.amount=8-18 6.payee=none 4.invoice=12-31 4.paid=32-41 4.invoice=…". Columns
  /// count from 1, as in banks' descriptions. Throws Stop(SALDO_E_CONFIG).
  void change(std::string_view option);
};

}  // namespace saldo::bank::lockbox
