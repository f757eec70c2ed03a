#include "statement_writer.hpp"

namespace saldo::bank {

Statement& StatementWriter::begin(std::string kind, Place at) {
  statement_ = {};
  statement_.index = set_.begin();
  statement_.kind = std::move(kind);
  statement_.at = at;
  lines_ = {};
  open_ = true;
  return statement_;
}

void StatementWriter::emit(Transaction& line) {
  line.statement = statement_.index;
  lines_.add(line, set_.held());
  if (line.status == "booked" && line.amount->minor > 0) all_held_.add(*line.amount);
  records_.emit(line);
}

void StatementWriter::hold(const Transaction& line) {
  if (line.amount->minor <= 0) return;
  set_.held().add(*line.amount);
  all_held_.add(*line.amount);
}

void StatementWriter::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  warn(fault.message);
}

void StatementWriter::check_balances(Place closing_at) {
  try {
    prove_balances(statement_, lines_, closing_at);
  } catch (const Rejected& fault) {
    broken(fault);
  }
}

void StatementWriter::accept(Currency currency) {
  fill_totals(statement_, lines_, currency);
  set_.accept(statement_);
  open_ = false;
}

void StatementWriter::refuse(const Rejected& fault) {
  if (!open_) begin("", fault.at);
  set_.refuse(fault);
  open_ = false;
}

}  // namespace saldo::bank
