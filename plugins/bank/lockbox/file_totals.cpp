#include "lockbox/file.hpp"
#include "saldo/xml_characters.hpp"

/// Totals of batches, deposits and files.
namespace saldo::bank::lockbox {

namespace {

constexpr std::size_t kWaitingMax = 50'000;

}  // namespace

Rejected File::total_fault(const char* rule, const std::string& whose, const char* what,
                           const std::string& expected, const std::string& found) const {
  return Rejected(rule, xml::where(record_.at) + "the total (record " + record_.line()[0] +
                            ") of " + whose + " says " + what + " " + found +
                            ", but what was read gives " + expected +
                            "; ask the bank to send it again")
      .at_place(record_.at)
      .figures(expected, found);
}

/// A count that the layout leaves out, or that is blank, isn't checked.
File::Sums File::read_totals(const Columns& count, const Columns& total) const {
  Sums says{-1, -1};
  if (has(count) && !record_.is_blank(count)) says.count = record_.number(count);
  if (has(total)) says.minor = record_.amount(total, currency_.decimals(), currency_).minor;
  return says;
}

void File::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void File::prove_batch(const Sums& says, const std::string& whose) {
  const auto money = [&](std::int64_t minor) { return Money{minor, currency_}.to_string(); };
  if (says.minor != batch_.minor)
    broken(
        total_fault("statement.total", whose, "a sum of", money(batch_.minor), money(says.minor)));
  if (says.count >= 0 && says.count != batch_.count)
    broken(total_fault("statement.count", whose, "a number of checks of",
                       std::to_string(batch_.count), std::to_string(says.count)));
}

void File::end_batch() {
  if (!inside_batch_) begin_batch();
  statement_.id = record_.text(layout_.batch);
  emit_check();
  std::optional<Sums> says;
  try {
    says = read_totals(layout_.batch_count, layout_.batch_total);
    if (!fault_) prove_batch(*says, name_of(statement_));
  } catch (const Rejected& fault) {
    if (!fault_) fault_ = fault;
  }
  close_batch(says);
}

/// `says` is what the batch's own total says, if it has one.
void File::close_batch(const std::optional<Sums>& says) {
  emit_check();
  inside_batch_ = false;
  if (!says && !fault_)
    fault_ = Rejected("statement.total", xml::where(record_.at) + name_of(statement_) +
                                             " ends without its total (record 7 or 8), so nothing "
                                             "proves its checks; ask the bank to send it again")
                 .at_place(record_.at)
                 .figures("7", record_.line().substr(0, 1));
  ++deposit_batches_;
  const Place at = record_.at;
  const Sums& counted = says && says->minor >= 0 ? *says : batch_;
  deposit_says_ = {checked_sum(deposit_says_.count, std::max<std::int64_t>(counted.count, 0), at),
                   checked_sum(deposit_says_.minor, counted.minor, at)};
  deposit_is_ = {deposit_is_.count + batch_.count,
                 checked_sum(deposit_is_.minor, batch_.minor, at)};
  const auto money = statements_.held().sum();
  if (money) all_money_.add(*money);
  if (fault_) {
    statements_.refuse(*fault_);
    return;
  }
  fill_totals(statement_, lines_, currency_);
  if (waiting_.size() == kWaitingMax)
    throw record_.fault("group.limit", "the deposit has more than 50000 batches up to here");
  waiting_.push_back({std::move(statement_), money});
}

/// The total of a deposit covers all batches since the one before. Where a bank sends no totals of
/// batches, it is that of the one batch.
void File::end_deposit() {
  std::optional<Rejected> fault;
  try {
    const Sums says = read_totals(layout_.total_count, layout_.total);
    if (inside_batch_) {
      emit_check();
      Sums batch = says;
      batch.minor = checked_sum(says.minor, -deposit_is_.minor, record_.at);
      if (says.count >= 0) batch.count = says.count - deposit_is_.count;
      try {
        if (!fault_) prove_batch(batch, name_of(statement_));
      } catch (const Rejected& wrong) {
        fault_ = wrong;
      }
      close_batch(batch_);
    }
    const auto money = [&](std::int64_t minor) { return Money{minor, currency_}.to_string(); };
    if (says.minor != deposit_is_.minor && says.minor != deposit_says_.minor)
      fault = total_fault("group.total", "the deposit", "a sum of", money(deposit_is_.minor),
                          money(says.minor));
    else if (says.count >= 0 && says.count != deposit_is_.count &&
             says.count != deposit_says_.count)
      fault = total_fault("group.count", "the deposit", "a number of checks of",
                          std::to_string(deposit_is_.count), std::to_string(says.count));
  } catch (const Rejected& unreadable) {
    fault = unreadable;
  }
  if (fault && deposit_batches_ == 0) throw Rejected(*fault);
  if (fault && lenient_) host_.log(SALDO_LOG_WARNING, fault->message);
  for (Waiting& w : waiting_) {
    if (!fault) break;
    w.statement.unbalanced = true;
    if (!lenient_) statements_.refuse(w.statement.index, fault->holds(w.money));
  }
  if (fault && !lenient_) waiting_.clear();
  settle();
}

void File::settle() {
  for (const Waiting& w : waiting_) statements_.accept(w.statement);
  waiting_.clear();
  deposit_is_ = deposit_says_ = {};
  deposit_batches_ = 0;
}

/// Some banks leave record 8 out; then batches stand for themselves.
void File::end_file() {
  if (inside_batch_) close_batch(std::nullopt);
  inside_file_ = false;
  const std::int64_t says = record_.number(layout_.records);
  if (says != count_) {
    const Rejected fault = total_fault("file.count", "the file", "a number of records of",
                                       std::to_string(count_), std::to_string(says));
    if (!lenient_) throw Rejected(fault);
    host_.log(SALDO_LOG_WARNING, fault.message);
    for (Waiting& w : waiting_) w.statement.unbalanced = true;
  }
  settle();
}

}  // namespace saldo::bank::lockbox
