#pragma once

#include "pain/elements.hpp"
#include "saldo/held_money.hpp"

namespace saldo::bank::pain {

/// What the two initiation messages call things.
struct Initiation {
  const char* kind;  ///< of PaymentInstruction
  const char* roots[2];
  const char *own, *own_account, *own_agent;
  const char *other, *other_account, *other_agent, *ultimate;
  const char *transaction, *date;
  bool debit;  ///< we collect
};
extern const Initiation kCreditTransfers, kDirectDebits;

/// Reads a file of one or more messages: emits each payment as it comes, then proves the counts and
/// sums of its batch and of the message.
class InstructionReader {
 public:
  InstructionReader(const Host& host, InputWindow::Read read, Records& records,
                    const Initiation& initiation, bool lenient);
  void read();
  const HeldMoney& held() const { return held_; }

 private:
  /// NbOfTxs and CtrlSum, and what they must be.
  struct Control {
    std::optional<std::int64_t> says_count;
    std::string says_sum;
    Place count_at, sum_at;
    std::int64_t count = 0;
    ControlSum sum;
  };

  void opened(const XmlEvent& event);
  void subtree(const XmlEvent& event);
  void closed(const XmlEvent& event);
  bool is_root(std::string_view name) const;
  void take_header(Node header);
  void take_batch_child(const XmlEvent& event);
  void take_type(Node pmt_tp_inf, PaymentInstruction& payment);
  void take_payment(Node tx);
  std::optional<Money> amount_of(Node tx);
  void read_control(Node child, Control& control);
  void prove(const Control& control, const char* rule_of_count, const char* rule_of_sum,
             const std::string& of);
  void end_message(Place at);
  void broken(const Rejected& fault);

  Host host_;
  Records& records_;
  const Initiation& names_;
  bool lenient_;
  XmlSlices slices_;
  Fields fields_;
  HeldMoney held_;
  Control message_, batch_;
  std::string message_id_;
  PaymentInstruction head_;  // what the payments of a batch share
  bool in_message_ = false, in_batch_ = false;
  std::int64_t messages_ = 0;
};

}  // namespace saldo::bank::pain
