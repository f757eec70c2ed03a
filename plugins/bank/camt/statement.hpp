#pragma once

#include <string>
#include <vector>

#include "camt/entry.hpp"
#include "statement_proof.hpp"

namespace saldo::bank::camt {

/// One Stmt, Rpt or Ntfctn: takes its children in any order and emits its lines as they come, then
/// proves the controls and emits the statement itself.
class StatementReader {
 public:
  StatementReader(const Host& host, Records& records, HeldMoney& held, bool lenient)
      : host_(host), records_(records), held_(held), lenient_(lenient) {}

  void begin(std::int64_t index, std::string_view kind, Place at);
  /// A child element, as the slices' current event.
  void take(const XmlSlices& slices, const XmlEvent& event);
  /// Throws Rejected when a control doesn't hold, unless lenient.
  void finish();

 private:
  struct SignedAmount {
    Money amount;
    Date date;
    Place at;
  };
  /// Balances by ISO 20022 code. Of several the first opens and the last closes.
  struct Balances {
    std::optional<SignedAmount> opening, previous, closing, first_interim, last_interim;
  };
  /// A figure of TxsSummry and where it stands.
  template <class T>
  struct Figure {
    std::optional<T> says;
    Place at;
  };
  struct Summary {
    Figure<std::int64_t> entries, credits, debits;            // counts
    Figure<std::string> sum, credit_sum, debit_sum, net_sum;  // as written: they have no currency
    bool net_is_debit = false;
  };
  /// What the entries come to, all of them or those that are booked.
  struct Totals {
    std::int64_t credits = 0, debits = 0, credit_sum = 0, debit_sum = 0;
    void add(const Money& amount, Place at);
  };

  void take_entry(Node ntry);
  void take_account(Node acct);
  void take_balance(Node bal);
  void take_summary(Node summary);
  void take_period(Node period);
  void require_currency(Currency currency, Place at);
  void check_batch();
  void choose_balances();
  void check_balances();
  void check_summary();
  std::string summary_fault(const Totals& totals, Place& at, std::string& expected,
                            std::string& found) const;
  /// A control that doesn't hold: thrown, or noted on the statement when reading leniently.
  void broken(const Rejected& fault);

  Host host_;
  Records& records_;
  HeldMoney& held_;
  bool lenient_;
  Fields fields_;
  EntryReader entries_{fields_};
  Statement statement_;
  StatementLines lines_;
  Balances balances_;
  Place closing_at_;
  Summary summary_;
  Totals all_, booked_;
  Currency currency_;
};

}  // namespace saldo::bank::camt
