#include "x12/advice.hpp"

#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::x12 {

namespace {

constexpr std::size_t kLinesMax = 100'000;
constexpr std::size_t kLongestNumber = 256;

/// "4408.75", "-50": not a code like PO or PI.
bool is_decimal(std::string_view s) {
  s = text::trim(s);
  bool digits = false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool digit = s[i] >= '0' && s[i] <= '9';
    if (!digit && s[i] != '.' && !(i == 0 && s[i] == '-')) return false;
    digits = digits || digit;
  }
  return digits;
}

std::string number_of(const Segment& segment, std::size_t n) {
  std::string number = segment.text(n);
  if (number.size() <= kLongestNumber) return number;
  throw segment.fault("text.limit", n, "is longer than 256 bytes");
}

}  // namespace

Advice::Advice(const Segment& st) : currency_(*Currency::find("USD")) { record_.at = st.at; }

void Advice::take(const Segment& segment) {
  const auto id = segment.id();
  if (id == "RMR") return begin_line(segment);
  if (id == "ADX") return adjust(segment, 1, 2);
  if (id == "ENT") {
    in_header_ = in_line_ = false;
  } else if (id == "CUR") {
    take_currency(segment);
  } else if (in_header_) {
    take_header(segment);
  }
}

void Advice::take_header(const Segment& segment) {
  const auto id = segment.id();
  if (id == "BPR") {
    if (std::exchange(has_payment_, true))
      throw segment.fault("x12.order", "stands twice; ask the sender for a correct file");
    total_text_ = segment.element(2);
    total_at_ = segment.at;
    is_debit_ = segment.element(3) == "D";
    if (!text::trim(segment.element(16)).empty()) record_.payment_date = segment.date(16);
  } else if (id == "TRN") {
    if (record_.number.empty()) record_.number = number_of(segment, 2);
  } else if (id == "N1" && segment.element(1) == "PR") {
    // The number by which the payer is known; its name where it gives none.
    if (record_.customer.empty()) record_.customer = number_of(segment, 4);
    if (record_.customer.empty()) record_.customer = number_of(segment, 2);
  } else if (id == "DTM" && record_.payment_date.empty()) {
    const auto what = segment.element(1);
    if (what == "007" || what == "055" || what == "234") record_.payment_date = segment.date(2);
  }
}

void Advice::take_currency(const Segment& segment) {
  const std::string code = segment.text(2);
  const auto currency = Currency::find(code);
  if (!currency) throw segment.fault("amount.currency", 2, "is not an ISO 4217 code");
  if (!lines_.empty() && *currency != currency_)
    throw segment.fault("amount.currency", 2, "is another currency than the lines before have");
  currency_ = *currency;
}

/// RMR03 is a code; some senders leave it out and its separator too, so that the amounts stand one
/// element earlier.
void Advice::begin_line(const Segment& rmr) {
  if (lines_.size() == kLinesMax)
    throw rmr.fault("text.limit", "is one of more than 100000 lines; have the sender split them");
  in_header_ = false;
  in_line_ = true;
  Line& line = lines_.emplace_back();
  line.at = rmr.at;
  line.adjusted = nothing();
  line.document = number_of(rmr, 2);
  const std::size_t first = is_decimal(rmr.element(3)) ? 3 : 4;
  line.paid = rmr.amount(first, currency_);
  line.gross = rmr.amount(first + 1, currency_);
  line.discount = rmr.amount(first + 2, currency_);
  if (first == 4 && !text::trim(rmr.element(8)).empty()) adjust(rmr, 8, 7);
}

/// ADX01 and ADX02, or RMR08 and RMR07. Outside a line it is one of its own.
void Advice::adjust(const Segment& segment, std::size_t amount_at, std::size_t reason_at) {
  const auto amount = segment.amount(amount_at, currency_);
  if (!amount) throw segment.fault("amount.invalid", amount_at, "is missing");
  const std::string reason = number_of(segment, reason_at);
  if (!in_line_) {
    if (lines_.size() == kLinesMax)
      throw segment.fault("text.limit",
                          "is one of more than 100000 lines; have the sender split them");
    in_header_ = false;
    lines_.push_back(
        {segment.at, number_of(segment, 4), reason, *amount, nothing(), std::nullopt, *amount, 1});
    return;
  }
  Line& line = lines_.back();
  const std::string before = line.adjusted.to_string();
  line.adjusted += *amount;
  if (++line.adjustments == 1) {
    line.reasons = reason;
    return;
  }
  // Of several, each reason says its amount.
  if (line.adjustments == 2) line.reasons += " " + before;
  line.reasons += "; " + reason + " " + amount->to_string();
  if (line.reasons.size() > 4 * kLongestNumber)
    throw segment.fault("text.limit", "is one of too many adjustments of one line");
}

/// What a line pays, with its adjustments. Senders count them in RMR04 or on top of it; RMR05 tells
/// which. Without it both are possible.
Money Advice::paid_by(const Line& line, bool& ambiguous) const {
  const Money discount = line.discount.value_or(nothing());
  if (line.paid && line.gross) {
    const Money net = *line.gross - discount;
    if (*line.paid == net + line.adjusted) return *line.paid;
    if (*line.paid == net) return net + line.adjusted;
    throw Rejected("remittance.line",
                   xml::where(line.at) + "RMR of document " + text::quoted(line.document) +
                       " pays " + line.paid->to_string() + " (RMR04), but its amount " +
                       line.gross->to_string() + " (RMR05) less discount " + discount.to_string() +
                       " (RMR06) and adjustments " + line.adjusted.to_string() + " (ADX) gives " +
                       (net + line.adjusted).to_string() + "; ask the sender for a correct file")
        .at_place(line.at)
        .figures((net + line.adjusted).to_string(), line.paid->to_string());
  }
  ambiguous = line.paid && line.adjusted.minor != 0;
  if (line.paid) return *line.paid;
  if (line.gross) return *line.gross - discount + line.adjusted;
  throw Rejected("amount.missing", xml::where(line.at) + "RMR of document " +
                                       text::quoted(line.document) +
                                       " says no amount (RMR04); ask the sender for a correct file")
      .at_place(line.at);
}

/// All lines; what is wrong with the first that is wrong is kept.
void Advice::finish_lines() {
  std::vector<Money> paid;
  Money included = nothing(), on_top = nothing();
  std::vector<bool> unsure;
  for (const Line& line : lines_) {
    bool ambiguous = false;
    Money amount = line.paid.value_or(nothing());
    try {
      amount = paid_by(line, ambiguous);
    } catch (const Rejected& fault) {
      if (!line_fault_) line_fault_ = fault;
    }
    paid.push_back(amount);
    unsure.push_back(ambiguous);
    included += amount;
    on_top += ambiguous ? amount + line.adjusted : amount;
  }
  const bool adds = record_.amount && *record_.amount != included && *record_.amount == on_top;
  for (std::size_t i = 0; i < lines_.size(); ++i)
    add_line(lines_[i], adds && unsure[i] ? paid[i] + lines_[i].adjusted : paid[i]);
}

void Advice::add_line(const Line& line, const Money& paid) {
  AdviceLine& out = record_.lines.emplace_back();
  out.document = line.document;
  out.amount = paid;
  if (line.discount && line.discount->minor != 0) out.discount = line.discount;
  if (line.adjustments == 0) return;
  out.deduction = -line.adjusted;
  out.deduction_reason = line.reasons;
}

std::optional<Rejected> Advice::total_fault() const {
  Money sum = nothing();
  for (const AdviceLine& line : record_.lines) sum += *line.amount;
  if (record_.lines.empty() || sum == *record_.amount) return std::nullopt;
  return Rejected("remittance.total",
                  xml::where(total_at_) + "the advice " + text::quoted(record_.number) + " pays " +
                      record_.amount->to_string() + " " + std::string(currency_.code()) +
                      " (BPR02), but its lines come to " + sum.to_string() +
                      "; ask the sender for a correct file")
      .at_place(total_at_)
      .figures(sum.to_string(), record_.amount->to_string());
}

void Advice::finish() {
  if (!has_payment_)
    throw Rejected("x12.order", xml::where(record_.at) +
                                    "the transaction set has no BPR segment; ask the sender for a "
                                    "correct file")
        .at_place(record_.at)
        .figures("BPR", "none");
  try {
    record_.amount = Money::parse(text::trim(total_text_), currency_);
  } catch (const FormatError& e) {
    throw Rejected("amount.invalid", xml::where(total_at_) + "BPR02 " + text::quoted(total_text_) +
                                         " is not an amount of " + std::string(currency_.code()) +
                                         "; ask the sender for a correct file")
        .at_place(total_at_);
  }
  finish_lines();
  const auto fault = line_fault_ ? line_fault_ : total_fault();
  if (is_debit_) turn_signs();
  if (fault) throw Rejected(*fault);
}

/// The payer takes money.
void Advice::turn_signs() {
  record_.amount = -*record_.amount;
  for (AdviceLine& line : record_.lines)
    for (auto* money : {&line.amount, &line.discount, &line.deduction})
      if (*money) *money = -**money;
}

}  // namespace saldo::bank::x12
