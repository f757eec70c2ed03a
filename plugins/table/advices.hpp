#pragma once

#include <map>
#include <string>
#include <vector>

#include "cells.hpp"
#include "columns.hpp"
#include "saldo/sdk.hpp"
#include "sheet.hpp"

namespace saldo::table {

/// What the connector's options say about values.
struct Reading {
  std::string decimal = "auto";
  bool month_first = false;
  std::string currency;  ///< where the table doesn't say
};

/// Turns the rows of a table into advices and proves their totals. Throws Rejected.
class Advices {
 public:
  Advices(const Header& header, const Reading& reading)
      : header_(header), reading_(reading), mark_(reading.decimal) {}

  /// A row above the table: a label with its value in the same cell or the next.
  void add_label(const Row& row, const ColumnNames& names);
  void add_row(const Row& row, const ColumnNames& names);
  std::vector<RemittanceAdvice> take();

 private:
  struct Sheet {
    Place at;
    std::string number, customer, payment_date, currency, total;
    Place total_at;
    std::vector<const Row*> rows;
  };

  std::string value(const Row& row, Role role) const;
  RemittanceAdvice advice_of(const Sheet& sheet) const;
  Money amount(const Row& row, Role role, Currency currency) const;
  void prove(RemittanceAdvice& advice, const Sheet& sheet, Currency currency) const;
  void add_total(const Row& row);
  void learn(const Row& row);

  Header header_;
  Reading reading_;
  DecimalMark mark_;
  std::map<Role, std::string> labels_;
  std::vector<Row> rows_;
  std::string total_row_;  // what a last row without a document comes to
  Place total_row_at_;
};

}  // namespace saldo::table
