#pragma once

#include <vector>

#include "camt/fields.hpp"

namespace saldo::bank::camt {

/// What Ntry says about itself: the direction and the amount as booked. RvslInd doesn't change the
/// sign: CdtDbtInd is already the effect on the account (ISO 20022).
struct Entry {
  Money amount;  ///< signed
  bool booked = false;
  Place at;
};

/// An entry whose batch says another number of transactions than it lists.
struct BatchFault {
  Node where;
  std::int64_t says = 0, lists = 0;
};

/// The children of an Ntry that are read.
struct EntryNodes {
  Node amt, mark, reversal, status, booking, value, bank_reference, own_reference, code, amounts,
      charges, info, details;
};

/// The children of a TxDtls that are read.
struct DetailNodes {
  Node self, amt, mark, references, code, parties, agents, remittance, amounts, charges, returned,
      info;
};

/// Turns one Ntry into lines. A batch is split only when its details prove to be the whole entry.
class EntryReader {
 public:
  explicit EntryReader(Fields& fields) : fields_(fields) {}

  /// The lines of the entry; their amounts sum up to it exactly. Valid until the next call.
  std::vector<Transaction>& read(Node ntry);
  const Entry& entry() const { return entry_; }
  /// The first batch of the entry whose count is wrong.
  const std::optional<BatchFault>& batch_fault() const { return batch_fault_; }
  /// True when the details didn't prove, so that the entry stayed one line.
  bool unsplit() const { return unsplit_; }

 private:
  struct Detail {
    DetailNodes nodes;
    std::optional<Money> amount;  // signed, in the entry's currency
    std::int64_t charges = 0;     // signed, of the detail itself
  };

  void read_head(Node ntry);
  void collect_details();
  void check_batch(Node btch, std::size_t listed);
  Detail read_detail(Node tx);
  std::int64_t signed_charges(Node chrgs);
  enum class Split { kNone, kGross, kNet, kWithEntryCharges };
  Split prove_split();

  void add_single();
  void add_details(Split split);
  void add_charge_line();
  void gather_references(Transaction& line);

  void fill_from_detail(Transaction& line, const DetailNodes& tx, bool credit);
  void fill_parties(Transaction& line, const DetailNodes& tx, bool credit);
  void fill_references(Transaction& line, Node refs);
  void fill_codes(Transaction& line, Node bk_tx_cd);
  void fill_remittance(Transaction& line, Node rmt_inf);
  void fill_structured(Transaction& line, Node strd);
  void fill_documents(Transaction& line, Node strd);
  void fill_charges(Transaction& line, Node chrgs);
  void fill_instructed(Transaction& line, Node amt_dtls, bool credit);
  void fill_return(Transaction& line, Node rtr_inf);
  std::string status(Node ntry);
  std::string reference(Node node);

  Fields& fields_;
  EntryNodes nodes_;
  Entry entry_;
  Transaction head_;  // what all lines of the entry share
  std::string batch_id_;
  std::vector<Detail> details_;
  std::vector<Transaction> lines_;
  std::optional<std::int64_t> batch_says_;
  std::optional<BatchFault> batch_fault_;
  bool unsplit_ = false;
};

}  // namespace saldo::bank::camt
