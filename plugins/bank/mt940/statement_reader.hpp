#pragma once

#include <optional>
#include <string>

#include "mt940/fields.hpp"
#include "mt940/information.hpp"
#include "mt940/statement_line.hpp"
#include "reading_options.hpp"
#include "statement_chain.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::mt940 {

/// Makes statements of fields. An MT940 of several messages (pages) becomes one statement where
/// they prove to follow each other; an MT942 is an intraday statement. Lines are emitted as they
/// come, a statement when the next one begins.
class StatementReader {
 public:
  StatementReader(const Host& host, Records& records, const Conventions& conventions);

  /// Throws Rejected only for what costs the document: a field outside a statement.
  void take(const Field& field);
  /// The message is over: its terminator was there, or the next one begins, or the file ended.
  void end_message();
  /// The file ended in order. Throws the first fault when no statement was good.
  void finish();
  /// The incoming money of the document so far.
  std::optional<Money> held();

 private:
  /// What a message says before its first balance or line.
  struct Header {
    Statement statement;
    StatementNumber number;
  };
  /// The page that was read last, of the statement at hand.
  struct Page {
    StatementNumber number;
    std::optional<Money> closing;
    Place closing_at;
    bool intermediate = false;  ///< :62M:
  };
  /// The entries of one direction, and what the :90C: or :90D: of an MT942 says of them.
  struct Side {
    std::int64_t listed = 0, sum = 0;             // sum in the currency's minor unit
    std::int64_t expected = 0, expected_sum = 0;  // of these, EC and ED
    std::optional<EntrySum> says;
    std::string field;
    Place at;
    std::optional<Money> floor;
  };

  void read(const Field& field);
  void begin_message(const Field& field);
  void complete_message();
  void open_statement();
  void close_statement();
  void fail(const Rejected& fault);
  void broken(const Rejected& fault);

  void take_number(const Field& field);
  void take_opening(const Field& field);
  bool continues(const Field& field, const Balance& opening);
  bool is_same_number() const;
  void take_closing(const Field& field);
  void take_line(const Field& field);
  void take_information(const Field& field);
  void take_numbered_lines(const Field& field);
  void take_floor_limit(const Field& field);
  void take_created(const Field& field);
  void take_entry_sum(const Field& field);
  void begin_interim(const Field& field);
  void use_currency(Currency currency);
  void count_entry(const Transaction& entry);
  void emit_pending();
  void tell_notes();
  void emit_without_charges();
  void emit(Transaction& t);
  void prove_closing();
  void prove_side(const Side& side, const Side& other, const char* what);
  void prove_bank_summary(const Field& field);

  Host host_;
  Records& records_;
  Conventions conventions_;
  StatementSet set_;
  StatementChain chain_;
  Warnings warnings_;
  HeldMoney document_held_;
  InformationReader information_;

  Header header_;
  bool in_message_ = false;
  bool attached_ = false;  // the message belongs to statement_
  bool skipping_ = false;  // to the next message

  bool open_ = false;
  Statement statement_;
  StatementLines lines_;
  std::optional<Rejected> fault_;
  Page page_;
  Side credits_, debits_;
  std::int64_t reversals_ = 0;  // what booked reversals come to
  bool odd_entries_ = false;    // reversals and lines without money, which banks count either way
  LineOptions line_options_;
  LastDates last_dates_;

  Transaction pending_;
  bool has_pending_ = false;
  std::string supplementary_;
  Notes notes_;
};

}  // namespace saldo::bank::mt940
