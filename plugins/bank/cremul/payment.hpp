#pragma once

#include <vector>

#include "cremul/fields.hpp"

namespace saldo::bank::cremul {

/// One SEQ group: a payment, put together from its segments.
class PaymentReader {
 public:
  void begin(const Segment& seq, Currency currency);
  /// A segment of the group; those that aren't known are passed over.
  void take(const Segment& segment);
  /// The payment as a line in `currency`. Throws Rejected("entry.incomplete", "entry.currency").
  Transaction finish(Currency currency);

 private:
  /// What the amounts and dates that follow belong to.
  enum class Part { kPayment, kDocument, kCharges };
  struct Document {
    bool kid = false, credit_note = false;
    RemittedDocument said;
  };

  void take_amount(const Segment& moa);
  void take_reference(const Segment& rff);
  void take_party(const Segment& nad);
  void take_document(const Segment& doc);
  void fill_references(Transaction& line) const;
  void fill_documents(Transaction& line) const;
  std::string reference(std::initializer_list<const char*> qualifiers) const;

  Place at_;
  Currency currency_;
  Part part_ = Part::kPayment;
  bool charged_ = false;
  Transaction line_;
  std::vector<Amount> amounts_;
  std::vector<std::pair<std::string, std::string>> references_;
  std::vector<Document> documents_;
};

}  // namespace saldo::bank::cremul
