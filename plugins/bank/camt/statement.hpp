#pragma once

#include <string>

#include "camt/entry.hpp"
#include "statement_chain.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::camt {

/// MsgPgntn or StmtPgntn: which page, and whether it is the last one.
struct Page {
  std::optional<std::int64_t> number;
  bool last = true;
};

/// Reads Stmt, Rpt and Ntfctn elements, one after the other: takes their children in the order in
/// which they come and emits lines as it goes, then proves the controls and emits the statement
/// itself. Pages of one statement that follow each other become one.
class StatementReader {
 public:
  StatementReader(const Host& host, Records& records);
  /// Throws Stop(CONFIG) for options that aren't what they can be.
  static void check_options(const Host& host);

  /// `page` is that of the message, where the statement has none of its own.
  void begin(std::string_view kind, Place at, const Page& page);
  /// The next event of the document, for take() if it is a child element.
  const XmlEvent& next_of(XmlSlices& slices) { return fields_.next(slices); }
  /// A child element, as the slices' current event. Throws Rejected only for broken XML, which
  /// costs the document.
  void take(const XmlSlices& slices, const XmlEvent& event);
  void end();
  /// The document ended in order. Throws the first fault when no statement was good.
  void finish();
  /// How many statements began.
  std::int64_t count() const { return begun_; }
  /// The incoming money of the document so far.
  std::optional<Money> held();

  /// PgNb and LastPgInd.
  Page read_page(const XmlSlices& slices, const XmlEvent& event, std::string_view container);

 private:
  struct SignedAmount {
    Money amount;
    Date date;
    Place at;
  };
  /// Balances by ISO 20022 code. Of several the earliest opens and the latest closes.
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
  /// What entries come to: all of them, or those that are booked.
  struct Totals {
    std::int64_t credits = 0, debits = 0, credit_sum = 0, debit_sum = 0;
    void add(const Money& amount, Place at);
  };
  /// What Stmt says before its first balance or entry.
  struct Header {
    Statement statement;
    Page page;
    Currency currency;
    Place currency_at;
  };

  void dispatch(std::string_view name, Node node);
  /// Where what the element says of itself belongs.
  Statement& head() { return settled_ ? statement_ : header_.statement; }
  /// False for a page whose others aren't all in the document.
  bool is_whole() const { return from_first_ && page_.last; }
  void hold_only(Node ntry);
  void settle();
  bool continues();
  void open_statement();
  void close_statement();
  void prove();
  void fail(const Rejected& fault);
  void broken(const Rejected& fault);

  void take_entry(Node ntry);
  void take_account(Node acct);
  void take_period(Node period);
  void take_page(Node pagination);
  void require_currency(Currency currency, Place at);
  void check_batch();
  bool is_future(const Entry& entry) const;

  // balances.cpp
  void take_balance(Node bal);
  void choose_balances();
  void check_balances();
  std::string hint() const;

  // summary.cpp
  void take_summary(Node summary);
  void check_summary();
  std::string summary_fault(const Totals& totals, Place& at, std::string& expected,
                            std::string& found) const;

  Host host_;
  Records& records_;
  Conventions conventions_;
  bool future_is_pending_;
  StatementSet set_;
  StatementChain chain_;
  Warnings warnings_;
  HeldMoney document_held_;
  Fields fields_;
  EntryReader entries_{fields_, conventions_};

  Header header_;
  bool settled_ = false;  // statement_ is that of the element at hand
  std::int64_t begun_ = 0;

  bool open_ = false;
  Statement statement_;
  std::optional<Rejected> fault_;
  Page page_;               // read last
  bool from_first_ = true;  // the first page was there
  std::int64_t pages_ = 1;
  StatementLines lines_;
  Balances balances_;
  Place closing_at_;
  Summary summary_;
  Totals all_, booked_;
  Money reversals_, future_;  // booked: what the entries come to that banks treat differently
  Currency currency_;
};

}  // namespace saldo::bank::camt
