#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// A run that collects from customers by SEPA direct debit: what is handed to the bank as one
/// message. Plain data.
namespace saldo::render {

/// The scheme rulebook (LclInstrm). B2B debits can't be refunded and need a mandate for it.
enum class Scheme { core, b2b };

/// Which collection under the mandate (SeqTp).
enum class Sequence { first, recurring, final, one_off };

std::string_view to_string(Scheme scheme);
std::string_view to_string(Sequence sequence);

struct Debit {
  std::string instruction_id;  ///< for us and our bank only; may be empty
  std::string end_to_end_id;   ///< comes back with a return; one debit of the run has it
  Money amount;                ///< what we receive: positive, EUR
  std::string mandate_id;
  Date mandate_date;  ///< of signature
  std::string debtor_name, debtor_iban;
  std::string debtor_bic;            ///< may be empty: IBAN only
  std::string ultimate_debtor_name;  ///< may be empty
  std::string remittance;            ///< free text; or
  std::string creditor_reference;    ///< ISO 11649
};

/// Debits that the bank collects on one day under one scheme and sequence.
struct CollectionBatch {
  std::string id;
  Date collection_date;
  Scheme scheme = Scheme::core;
  Sequence sequence = Sequence::recurring;
  std::vector<Debit> debits;
};

struct CollectionRun {
  std::string message_id;  ///< never used twice: the bank refuses duplicates by it
  Instant created;
  std::string creditor_name, creditor_iban;
  std::string creditor_bic;  ///< may be empty: IBAN only
  std::string creditor_id;   ///< of the direct debit scheme, e.g. DE98ZZZ09999999999
  std::vector<CollectionBatch> batches;
};

/// Everything that the bank would refuse the message, a batch or a debit for, as far as it follows
/// from the run itself: lengths, characters, check digits, amounts, dates, references that repeat.
/// At most `most` faults; each names the batch and debit, the value and the remedy. Pure.
std::vector<Failure> find_faults(const CollectionRun& run, std::size_t most = 100);

}  // namespace saldo::render
