#pragma once

#include <string>

#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank {

/// Writes the statements of one document: gives lines and statements their numbers, sums up, marks
/// what is read leniently, and sets aside what can't be proved.
///
///     writer.begin("notification", record.at);
///     … fill writer.statement(), writer.emit(line) …
///     writer.broken(fault);  // throws unless the connector asked for a lenient reading
///     writer.accept(currency);
class StatementWriter {
 public:
  StatementWriter(const Host& host, Records& records)
      : host_(host), records_(records), set_(records), lenient_(wants_lenient(host)) {}

  /// The next statement; what the one before had is forgotten.
  Statement& begin(std::string kind, Place at);
  bool is_open() const { return open_; }
  Statement& statement() { return statement_; }
  const StatementLines& lines() const { return lines_; }
  std::int64_t count() const { return set_.count(); }

  /// Gives the line its place and emits it.
  void emit(Transaction& line);
  /// Counts a line that isn't emitted, because its statement is refused, to the money held up.
  void hold(const Transaction& line);
  /// A control that doesn't hold: thrown, or marked and logged in a lenient reading.
  void broken(const Rejected& fault);
  /// As broken, for what proves opening + lines = closing.
  void check_balances(Place closing_at);
  bool lenient() const { return lenient_; }
  void warn(const std::string& message) { host_.log(SALDO_LOG_WARNING, message); }

  /// The statement at hand is proved, and emitted with the sums of its lines.
  void accept(Currency currency);
  /// The statement at hand has nothing to tell, and isn't emitted.
  void leave_out() { open_ = false; }
  /// The statement at hand is set aside, or one that couldn't even begin; the rest of the document
  /// goes on.
  void refuse(const Rejected& fault);
  /// At the end of the document; throws when none of its statements was good.
  void finish() const { set_.finish(); }

  /// All incoming money so far, for a refusal of the whole document.
  std::optional<Money> held() const { return all_held_.sum(); }

 private:
  Host host_;
  Records& records_;
  StatementSet set_;
  Statement statement_;
  StatementLines lines_;
  HeldMoney all_held_;
  bool lenient_, open_ = false;
};

}  // namespace saldo::bank
