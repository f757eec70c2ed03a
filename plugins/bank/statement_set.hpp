#pragma once

#include <optional>

#include "saldo/held_money.hpp"
#include "saldo/sdk.hpp"

namespace saldo::bank {

/// The statements of one document, each of which stands for itself: one that can't be proved is set
/// aside with its money while the rest goes on.
///
///     const std::int64_t index = statements.begin();
///     try {
///       … emit transactions, fill `statement`, prove it …
///       statements.accept(statement);
///     } catch (const Rejected& fault) {
///       statements.refuse(fault);
///       … skip to where the next statement begins …
///     }
///     …
///     statements.finish();
///
/// A fault that isn't one statement's (the file is cut off, is another format, its control totals
/// are wrong) isn't caught: it costs the document.
class StatementSet {
 public:
  explicit StatementSet(Records& records) : records_(records) {}

  /// The index of the statement that begins, from 1.
  std::int64_t begin() {
    held_ = {};
    return ++index_;
  }
  /// The incoming money of the statement at hand, for what it holds up when it is refused.
  HeldMoney& held() { return held_; }
  /// A Statement; or what else stands for itself, as a remittance advice.
  template <class Record>
  void accept(const Record& statement) {
    records_.emit(statement);
    accepted_ = true;
  }
  void refuse(Rejected fault) {
    if (!fault.held) fault.holds(held_.sum());
    refuse(index_, fault);
  }
  /// An earlier one that waited for a total which covers several; `fault` has the money it holds.
  void refuse(std::int64_t index, const Rejected& fault) {
    records_.refuse(index, fault);
    if (fault.held) all_held_.add(*fault.held);
    if (!first_) first_ = fault;
  }
  /// The first that was refused.
  const std::optional<Rejected>& first_fault() const { return first_; }
  /// At the end of the document: throws the first fault when no statement was good.
  void finish() const {
    if (first_ && !accepted_) throw Rejected(*first_).holds(all_held_.sum());
  }
  /// How many began.
  std::int64_t count() const { return index_; }

 private:
  Records& records_;
  HeldMoney held_, all_held_;
  std::int64_t index_ = 0;
  bool accepted_ = false;
  std::optional<Rejected> first_;
};

}  // namespace saldo::bank
