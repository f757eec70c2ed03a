#include "integration/desk.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace saldo::test {

Desk::Desk() {
  saldod_.configure(two_connectors() + kReconcileJob);
  saldod_.start();
  submit("erp", "customers.xml",
         debmas({{.number = "0000100001", .name = "Müller GmbH", .iban = ""},
                 {.number = "0000100002", .name = "Peña S.L.", .iban = ""}}));
  submit("erp", "invoices.xml",
         invoic({{.number = "0090000001",
                  .customer = "0000100001",
                  .date = Date::parse_iso("2026-01-15"),
                  .cents = 119'000}}));
}

std::int64_t Desk::submit(const std::string& connector, const std::string& name,
                          std::string_view bytes) {
  const auto answer = saldod_.submit(connector, name, bytes);
  const auto run = saldod_.wait_for_run(number(answer, "run"));
  EXPECT_EQ(text(run, "state"), "done") << boost::json::serialize(run);
  saldod_.settle();
  return number(answer, "document");
}

boost::json::object Desk::refusal(std::int64_t document) const {
  const auto rows = saldod_.get("/v1/quarantine/" + std::to_string(document)).lines();
  return rows.empty() ? boost::json::object() : rows.back();
}

boost::json::object Desk::expect_refused(const std::string& connector, const std::string& name,
                                         std::string_view bytes, const std::string& rule,
                                         bool has_place) {
  const std::string before = saldod_.exported();
  const auto refused = refusal(submit(connector, name, bytes));
  const std::string shown = boost::json::serialize(refused);
  EXPECT_EQ(text(refused, "rule"), rule) << shown;
  EXPECT_GT(text(refused, "message").size(), 20u) << shown;
  if (has_place) {
    EXPECT_GT(number(refused, "line"), 0) << shown;
  }
  EXPECT_EQ(saldod_.exported(), before) << "something of the refused document is in the book";
  EXPECT_EQ(saldod_.broken(), "");
  expect_good_statement_posted();
  return refused;
}

void Desk::expect_good_statement_posted() {
  const std::size_t before = saldod_.rows("transactions").size();
  ++statements_;
  submit("bank", "good-" + std::to_string(statements_) + ".xml",
         camt053(
             {{.account = iban("DE", "500105170000000009"),
               .number = statements_,
               .day = Date::parse_iso("2026-02-01").plus_days(statements_),
               .opening = 100 * (statements_ - 1),
               .transfers = {{.cents = 100, .reference = "GOOD" + std::to_string(statements_)}}}}));
  EXPECT_EQ(saldod_.rows("transactions").size(), before + 1);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == text.npos) throw std::runtime_error("'" + from + "' isn't in the document");
  return text.replace(at, from.size(), to);
}

}  // namespace saldo::test
