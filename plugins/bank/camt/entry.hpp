#pragma once

#include <span>
#include <vector>

#include "camt/fields.hpp"
#include "reading_options.hpp"

namespace saldo::bank::camt {

/// What Ntry says about itself: the direction and the amount as booked.
struct Entry {
  Money amount;  ///< signed
  Date value_date;
  bool booked = false, reversal = false;
  Place at;
};

/// An entry whose batch says another number of transactions than it lists.
struct BatchFault {
  Node where;
  std::int64_t says = 0, lists = 0;
};

/// Who we are, as the statement says: the other party of a transaction is somebody else.
struct Owner {
  std::string iban, number, name;
};

/// The children of an Ntry that are read.
struct EntryNodes {
  Node own_reference, amt, mark, reversal, status, booking, value, bank_reference, code, amounts,
      charges, details, info;
};

/// The children of a TxDtls that are read.
struct DetailNodes {
  Node self, references, amt, mark, amounts, code, charges, parties, agents, remittance, returned,
      info;
};

/// Turns one Ntry into lines. A batch is split only when its details prove to be the whole entry.
class EntryReader {
 public:
  EntryReader(Fields& fields, const Conventions& conventions)
      : fields_(fields), conventions_(conventions) {}

  void set_owner(Owner owner) { owner_ = std::move(owner); }
  /// The lines of the entry; their amounts sum up to it exactly. Valid until the next call.
  std::span<Transaction> read(Node ntry);
  const Entry& entry() const { return entry_; }
  /// The first batch of the entry whose count is wrong.
  const std::optional<BatchFault>& batch_fault() const { return batch_fault_; }
  /// True when the details didn't prove, so that the entry stayed one line.
  bool unsplit() const { return unsplit_; }

 private:
  struct Detail {
    DetailNodes nodes;
    int mark = 0;                 // its own CdtDbtInd
    std::optional<Money> amount;  // signed, in the entry's currency
    std::int64_t charges = 0;     // signed, of the detail itself
    std::size_t batch = 0;        // index in batches_
  };
  struct Batch {
    std::string_view id;
    std::size_t listed = 0;
  };
  /// What of the details sums up to the entry.
  enum class Split { kNone, kGross, kNet, kWithEntryCharges };

  void read_head(Node ntry);
  std::string_view status(Node ntry);

  // batch.cpp
  void collect_details();
  void check_batch(Node btch, std::size_t first);
  Detail read_detail(Node tx) const;
  std::optional<Money> amount_of(const Detail& detail, Node amt);
  bool take_amounts(std::size_t source);
  Split prove_split();
  Split prove_amounts();
  void add_single();
  void add_details(Split split);
  Transaction& add_line(const Transaction& from);
  void add_charge_line(std::int64_t charges);
  void gather_references(Transaction& line);
  void add_entry_info(Transaction& line);

  // charges.cpp
  std::int64_t signed_charges(Node chrgs);
  void fill_charges(Transaction& line, Node chrgs);
  void fill_instructed(Transaction& line, const DetailNodes& tx, Node amt_dtls);
  bool separate_charges(Transaction& line);

  // entry_details.cpp
  void fill_from_detail(Transaction& line, const DetailNodes& tx);
  void fill_references(Transaction& line, Node refs);
  void fill_codes(Transaction& line, Node bk_tx_cd);
  void fill_return(Transaction& line, Node rtr_inf);

  // parties.cpp
  struct Party {
    Node name, account, agent, ultimate;
    bool is_us = false;
  };
  Party party(const DetailNodes& tx, bool debtor);
  bool is_us(Node name, Node account);
  void fill_parties(Transaction& line, const DetailNodes& tx);
  Node scheme_id(Node creditor);

  // remittance.cpp
  void fill_remittance(Transaction& line, Node rmt_inf);
  void fill_structured(Transaction& line, Node strd);
  void fill_documents(Transaction& line, Node strd);
  std::optional<Money> paid_for(Node rfrd_doc_amt, bool credit_note);

  Fields& fields_;
  const Conventions& conventions_;
  Owner owner_;
  EntryNodes nodes_;
  Entry entry_;
  Transaction head_;  // what the lines of a split entry share
  std::vector<Batch> batches_;
  std::vector<Detail> details_;
  std::vector<Transaction> lines_ = std::vector<Transaction>(1);  // the first used_ are the entry's
  std::size_t used_ = 0;
  std::optional<std::int64_t> batch_says_;
  std::optional<BatchFault> batch_fault_;
  bool unsplit_ = false;
};

}  // namespace saldo::bank::camt
