#pragma once

#include "saldo/sdk.hpp"
#include "x12/segments.hpp"

namespace saldo::bank::x12 {

/// One payment order/remittance advice (transaction set 820), from ST to SE.
///
/// A line pays RMR04 = RMR05 - RMR06 + its adjustments (ADX, RMR07/08), and the lines and the
/// adjustments outside of lines come to BPR02.
class Advice {
 public:
  explicit Advice(const Segment& st);
  /// Any segment between ST and SE. Throws Rejected: amount.invalid, amount.range, amount.currency,
  /// date.invalid, text.limit.
  void take(const Segment& segment);
  /// At SE: completes the record and proves its sums. Throws Rejected: x12.order, amount.missing,
  /// remittance.line, remittance.total.
  void finish();

  /// What was read; leniently also after a fault of finish().
  const RemittanceAdvice& record() const { return record_; }
  /// Of a line of the record.
  Place place_of(std::size_t line) const { return lines_[line].at; }

 private:
  struct Line {
    Place at;
    std::string document, reasons;
    std::optional<Money> paid, gross, discount;
    Money adjusted;
    std::size_t adjustments = 0;
  };
  void take_header(const Segment& segment);
  void take_currency(const Segment& segment);
  void begin_line(const Segment& rmr);
  void adjust(const Segment& segment, std::size_t amount_at, std::size_t reason_at);
  void finish_lines();
  Money paid_by(const Line& line, bool& ambiguous) const;
  void add_line(const Line& line, const Money& paid);
  std::optional<Rejected> total_fault() const;
  void turn_signs();
  Money nothing() const { return {0, currency_}; }

  RemittanceAdvice record_;
  Currency currency_;
  bool in_header_ = true, in_line_ = false;
  bool has_payment_ = false, is_debit_ = false;
  std::string total_text_;
  Place total_at_;
  std::vector<Line> lines_;
  std::optional<Rejected> line_fault_;
};

}  // namespace saldo::bank::x12
