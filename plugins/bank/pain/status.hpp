#pragma once

#include <map>

#include "pain/elements.hpp"

namespace saldo::bank::pain {

/// Reads a file of status reports: emits a record for the message, each batch and each payment.
class StatusReader {
 public:
  StatusReader(const Host& host, InputWindow::Read read, Records& records, bool lenient);
  void read();

 private:
  /// Payments of one status in a batch or message: those that are listed, and what is said.
  struct Tally {
    std::int64_t listed = 0;
    ControlSum sum;
    bool all_have_amounts = true;
    std::optional<std::int64_t> says_count;
    std::string says_sum;
    Place at;
  };
  /// A message or batch.
  struct Scope {
    std::map<std::string, Tally> by_status;
    std::int64_t listed = 0;
    std::optional<std::int64_t> payments;
    Place payments_at;
  };

  void opened(const XmlEvent& event);
  void subtree(const XmlEvent& event);
  void closed(const XmlEvent& event);
  void take_group(Node group);
  void take_batch_child(const XmlEvent& event);
  void take_payment(Node tx);
  void take_original(Node original, PaymentStatus& status);
  void take_reason(Node sts_rsn_inf, PaymentStatus& status);
  void take_tally(Node per_status, Scope& scope);
  void take_count(Node node, PaymentStatus& status, Scope& scope);
  void emit_batch();
  void prove(const Scope& scope, const std::string& of);
  void refuse_count(Place at, const std::string& what, std::int64_t says, std::int64_t lists);
  void broken(const Rejected& fault);

  Host host_;
  Records& records_;
  bool lenient_;
  XmlSlices slices_;
  Fields fields_;
  PaymentStatus group_, batch_;
  Scope message_scope_, batch_scope_;
  bool in_message_ = false, in_batch_ = false, batch_emitted_ = false;
  std::int64_t messages_ = 0;
};

}  // namespace saldo::bank::pain
