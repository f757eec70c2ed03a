#pragma once

#include "saldo/sdk.hpp"

namespace saldo::bank {

/// ISO 20022 pain.001, customer credit transfer initiation: the payments that we order, of all
/// versions. Elements are known by local name.
///
/// Proves NbOfTxs and CtrlSum of the message and of each batch. Refuses with the rules of XmlSlices
/// and with xml.root, document.empty, pain.order, entry.incomplete, sign, amount, date and count
/// faults; and, unless lenient, file.count, file.total, batch.count, batch.total.
class Pain001 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

/// ISO 20022 pain.008, customer direct debit initiation: the payments that we collect. As Pain001.
class Pain008 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

/// ISO 20022 pain.002, customer payment status report: what the bank says of payments that we
/// ordered, for the message, each batch and each payment, of all versions.
///
/// Proves the counts and sums by status (NbOfTxsPerSts) where the payments of a status are listed.
/// Refuses with the rules of XmlSlices and with xml.root, document.empty, pain.order, amount and
/// count faults; and, unless lenient, status.count, status.total.
class Pain002 : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::bank
