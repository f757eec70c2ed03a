#include "store/receivables.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

using Changes = std::vector<Change>;

Failure refusal(TestBook& book, const Item& record) {
  const std::string before = book.dump();
  try {
    book.post_receivables("refused.idoc", {}, {record});
  } catch (const FailureException& e) {
    EXPECT_EQ(book.dump(), before);
    return e.failure;
  }
  ADD_FAILURE() << "it was posted";
  return {};
}

/// Settles so much of the item by a payment of that size.
void settle(TestBook& book, const std::string& number, std::int64_t minor) {
  const std::string reference = "pays " + number;
  book.post_bank(reference, statement(0, minor), {transaction(minor, reference)});
  const NewDecision decision{.transaction = book.transaction_id(reference),
                             .state = model::TransactionState::applied,
                             .unapplied = eur(0),
                             .rule = "test",
                             .evidence_json = "[]",
                             .value_date = day("2026-01-05"),
                             .allocations = {{book.item_id(number), eur(minor), eur(0)}}};
  book.write([&](soci::session& sql) { add_decision(sql, decision, at_second(3)); });
}

TEST(Receivables, ACustomerIsCreatedThenUnchangedThenANewVersion) {
  TestBook book;
  EXPECT_EQ(book.post_receivables("1", {customer("100001")}), Changes{Change::created});
  EXPECT_EQ(book.post_receivables("2", {customer("100001")}), Changes{Change::none});
  EXPECT_EQ(book.post_receivables("3", {customer("100001", "Neu AG")}), Changes{Change::changed});
  EXPECT_EQ(book.text("SELECT name || '|' || name_key || '|' || version FROM customer"),
            "Neu AG|NEUAG|2");
  EXPECT_EQ(book.count("record_version WHERE kind = 'customer/1000'"), 2);
}

TEST(Receivables, OnlyContentMakesAVersionNotTheFileItStandsIn) {
  TestBook book;
  book.post_receivables("1", {customer("100001")});
  Customer moved = customer("100001");
  moved.at = {500, 60'000};
  EXPECT_EQ(book.post_receivables("2", {moved}), Changes{Change::none});
}

TEST(Receivables, ADocumentThatIsReadAgainUndoesNothingThatCameSince) {
  TestBook book;
  const Customer old_customer = customer("100001", "Alt GmbH");
  const Item old_item = item("1", "100001", 500);
  book.post_receivables("monday", {old_customer}, {old_item});
  book.post_receivables("tuesday", {old_customer},
                        {old_item});  // a list that repeats what it knows
  book.post_receivables("wednesday", {customer("100001", "Neu AG")}, {item("1", "100001", 600)});
  Item refused_before = item("2", "100001", 700);
  refused_before.at = {9, 90};
  for (const char* name : {"monday", "tuesday"})
    EXPECT_EQ(book.post_receivables(name, {old_customer}, {old_item, refused_before})[1],
              Change::none);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(number || ' ' || open_minor) FROM item"), "1 600,2 700");
  EXPECT_EQ(book.text("SELECT name FROM customer"), "Neu AG");
}

TEST(Receivables, BackToAnEarlierContentIsAThirdVersion) {
  TestBook book;
  book.post_receivables("1", {customer("100001", "A")});
  book.post_receivables("2", {customer("100001", "B")});
  EXPECT_EQ(book.post_receivables("3", {customer("100001", "A")}), Changes{Change::changed});
  EXPECT_EQ(book.text("SELECT name || version FROM customer"), "A3");
}

TEST(Receivables, ACustomerHasItsTermsForEachCompanyCode) {
  TestBook book;
  Customer spain = customer("100001"), france = customer("100001");
  spain.payment_terms = "Z030";
  spain.dunning_block = "A";
  france.company_code = "2000";
  france.payment_terms = "Z060";
  france.dunning_procedure = "0001";
  france.dunning_level = 2;
  EXPECT_EQ(book.post_receivables("1", {spain, france}),
            (Changes{Change::created, Change::changed}));
  EXPECT_EQ(book.post_receivables("2", {spain, france}), (Changes{Change::none, Change::none}));
  EXPECT_EQ(book.count("customer"), 1);
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(company_code || ':' || payment_terms || ':' || "
                      "COALESCE(dunning_block, '-') || ':' || dunning_level) FROM (SELECT * FROM "
                      "customer_company ORDER BY company_code)"),
            "1000:Z030:A:0,2000:Z060:-:2");
}

TEST(Receivables, AnIbanThatALaterDeliveryDoesNotNameIsKept) {
  TestBook book;
  Customer first = customer("100001");
  first.ibans = {"DE02120300000000202051"};
  book.post_receivables("1", {first});
  Customer second = customer("100001", "Other");
  book.post_receivables("2", {second});
  second.ibans = {"DE75512108001245126199", "DE02120300000000202051"};
  book.post_receivables("3", {second});
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(iban) FROM (SELECT iban FROM customer_iban ORDER BY "
                      "iban)"),
            "DE02120300000000202051,DE75512108001245126199");
}

TEST(Receivables, ACustomerWithoutANumberIsRefused) {
  TestBook book;
  EXPECT_THROW(book.post_receivables("1", {customer("")}), FailureException);
  EXPECT_EQ(book.count("document"), 0);
}

TEST(Receivables, ACreditLimitIsKeptWithItsCurrency) {
  TestBook book;
  Customer c = customer("100001");
  c.credit_limit = Money{5'000, Currency::parse("JPY")};
  c.contacts = {{"email", "ar@example.org"}};
  book.post_receivables("1", {c, customer("100002")});
  EXPECT_EQ(book.text("SELECT credit_limit_minor || credit_limit_currency || contacts_json FROM "
                      "customer WHERE number = '100001'"),
            R"(5000JPY[{"kind":"email","value":"ar@example.org"}])");
  EXPECT_EQ(book.count("customer WHERE number = '100002' AND credit_limit_minor IS NULL AND "
                       "credit_limit_currency IS NULL"),
            1);
}

TEST(Receivables, AnItemIsCreatedThenUnchangedThenANewVersion) {
  TestBook book;
  EXPECT_EQ(
      book.post_receivables("1", {customer("100001")}, {item("0090000001", "100001", 12'300)}),
      (Changes{Change::created, Change::created}));
  EXPECT_EQ(book.post_receivables("2", {}, {item("0090000001", "100001", 12'300)}),
            Changes{Change::none});
  Item later = item("0090000001", "100001", 12'300);
  later.due_date = day("2026-02-28");
  EXPECT_EQ(book.post_receivables("3", {}, {later}), Changes{Change::changed});
  EXPECT_EQ(book.count("item"), 1);
  EXPECT_EQ(book.text("SELECT number_key || '|' || version || '|' || open_minor || '|' || state || "
                      "'|' || fiscal_year FROM item"),
            "90000001|2|12300|open|2025");
  EXPECT_EQ(book.number("SELECT due_day FROM item"), day("2026-02-28").days());
  EXPECT_EQ(book.count("record_version WHERE kind = 'item'"), 2);
}

TEST(Receivables, TheSameNumberInAnotherYearOrCompanyIsAnotherItem) {
  TestBook book;
  Item next_year = item("1", "100001", 100), other_company = item("1", "100001", 100);
  next_year.posting_date = day("2026-01-02");
  other_company.company_code = "2000";
  book.post_receivables("1", {customer("100001")},
                        {item("1", "100001", 100), next_year, other_company});
  EXPECT_EQ(book.count("item"), 3);
}

TEST(Receivables, AnItemOfAnUnknownCustomerWaitsForTheCustomer) {
  TestBook book;
  const Failure failure = refusal(book, item("1", "100001", 100));
  EXPECT_EQ(failure.kind, FailureKind::invalid);
  EXPECT_EQ(failure.rule, "customer.unknown");
  EXPECT_EQ(failure.found, "100001");
  EXPECT_EQ(failure.line, 2u);
  EXPECT_NE(failure.message.find("DEBMAS"), std::string::npos);
}

TEST(Receivables, AnItemThatLacksWhatItNeedsIsRefused) {
  const std::vector<std::pair<std::string, std::function<void(Item&)>>> changes = {
      {"item.incomplete", [](Item& i) { i.number.clear(); }},
      {"item.incomplete", [](Item& i) { i.amount.reset(); }},
      {"item.dates", [](Item& i) { i.due_date = {}; }},
      {"item.dates", [](Item& i) { i.posting_date = i.document_date = {}; }},
  };
  TestBook book;
  book.post_receivables("1", {customer("100001")});
  for (const auto& [rule, change] : changes) {
    Item i = item("1", "100001", 100);
    change(i);
    EXPECT_EQ(refusal(book, i).rule, rule);
  }
}

TEST(Receivables, ANewAmountAboveWhatIsAllocatedKeepsTheAllocations) {
  TestBook book;
  book.post_receivables("1", {customer("100001")}, {item("1", "100001", 1'000)});
  settle(book, "1", 400);
  book.post_receivables("2", {}, {item("1", "100001", 900)});
  EXPECT_EQ(book.text("SELECT amount_minor || '|' || open_minor || '|' || state FROM item"),
            "900|500|partly_paid");
  book.post_receivables("3", {}, {item("1", "100001", 400)});
  EXPECT_EQ(book.text("SELECT amount_minor || '|' || open_minor || '|' || state FROM item"),
            "400|0|cleared");
}

TEST(Receivables, ANewAmountBelowWhatIsAllocatedIsAConflict) {
  TestBook book;
  book.post_receivables("1", {customer("100001")}, {item("1", "100001", 1'000)});
  settle(book, "1", 400);
  for (const std::int64_t minor : {std::int64_t{399}, std::int64_t{0}, std::int64_t{-1'000},
                                   std::numeric_limits<std::int64_t>::min()}) {
    const Failure failure = refusal(book, item("1", "100001", minor));
    EXPECT_EQ(failure.kind, FailureKind::conflict) << minor;
    EXPECT_EQ(failure.rule, "item.conflict");
    EXPECT_EQ(failure.expected, "at least 4.00 EUR");
  }
  Item dollars = item("1", "100001", 1'000);
  dollars.amount = Money{1'000, Currency::parse("USD")};
  EXPECT_EQ(refusal(book, dollars).rule, "item.conflict");
}

TEST(Receivables, ACreditMemoThatIsPartlyUsedFollowsTheSameRule) {
  TestBook book;
  book.post_receivables("1", {customer("100001")}, {item("1", "100001", -1'000)});
  settle(book, "1", -400);
  EXPECT_EQ(refusal(book, item("1", "100001", -399)).rule, "item.conflict");
  EXPECT_EQ(refusal(book, item("1", "100001", 1'000)).rule, "item.conflict");
  book.post_receivables("2", {}, {item("1", "100001", -500)});
  EXPECT_EQ(book.text("SELECT open_minor || state FROM item"), "-100partly_paid");
}

TEST(Receivables, ItemsAreFoundByTheirReferences) {
  TestBook book;
  Item i = item("1", "100001", 100);
  i.references = {{"purchase_order", "45-000 017"}, {"delivery", "--"}};
  book.post_receivables("1", {customer("100001")}, {i});
  i.references.push_back({"billing", "0007"});
  book.post_receivables("2", {}, {i});
  EXPECT_EQ(book.text("SELECT GROUP_CONCAT(kind || '=' || value_key) FROM (SELECT * FROM "
                      "item_reference ORDER BY kind)"),
            "billing=7,purchase_order=45000017");
}

TEST(Receivables, AnItemKeepsItsTermsAsTheyAreShown) {
  TestBook book;
  Item i = item("1", "100001", 100);
  i.terms = {{14, "2.000"}, {30, "0"}};
  book.post_receivables("1", {customer("100001")}, {i});
  EXPECT_EQ(book.text("SELECT terms_json FROM item"),
            R"([{"days":14,"percent":"2.000"},{"days":30,"percent":"0"}])");
}

TEST(Receivables, ARemittanceAdviceIsKeptWithItsLines) {
  TestBook book;
  RemittanceAdvice a;
  a.at = {4, 50};
  a.number = "A1";
  a.customer = "100001";
  a.payment_date = day("2026-01-07");
  a.amount = eur(9'700);
  a.lines = {{"90000001", eur(9'700), eur(300), {}, {}}};
  book.write([&](soci::session& sql) {
    ReceivablesWriter(sql, TestBook::document(sql, "advice"), "erp", at_second(1)).advice(a);
  });
  EXPECT_EQ(book.text("SELECT number || '|' || customer_number || '|' || amount_minor || currency "
                      "|| '|' || lines_json || '|' || line FROM remittance_advice"),
            R"(A1|100001|9700EUR|[{"document":"90000001","amount":"97.00","discount":"3.00"}]|4)");
}

TEST(Receivables, AnAdviceOfADocumentThatIsReadAgainIsThereOnce) {
  TestBook book;
  RemittanceAdvice a;
  a.at = {4, 50};
  a.number = "A1";
  a.amount = eur(100);
  book.write([&](soci::session& sql) {
    const std::int64_t document = TestBook::document(sql, "advice");
    for (int time = 0; time < 2; ++time)
      ReceivablesWriter(sql, document, "erp", at_second(1)).advice(a);
  });
  EXPECT_EQ(book.count("remittance_advice"), 1);
}

TEST(Receivables, WhatAChangeOfACustomerDoesNotSayStays) {
  TestBook book;
  Customer whole = customer("100001", "Alt AG");
  whole.country = "DE";
  whole.payment_terms = "Z030";
  whole.dunning_level = 2;
  whole.credit_limit = eur(50'000);
  whole.contacts = {{"email", "ap@alt.example"}};
  book.post_receivables("1", {whole});
  Customer change;
  change.number = "100001";
  change.company_code = "1000";
  change.partial = true;
  change.dunning_block = "A";
  EXPECT_EQ(book.post_receivables("2", {change}), Changes{Change::changed});
  EXPECT_EQ(book.text("SELECT name || '|' || country || '|' || credit_limit_minor || '|' || "
                      "contacts_json FROM customer"),
            R"(Alt AG|DE|50000|[{"kind":"email","value":"ap@alt.example"}])");
  EXPECT_EQ(book.text("SELECT payment_terms || '|' || dunning_level || '|' || dunning_block FROM "
                      "customer_company"),
            "Z030|2|A");
}

TEST(Receivables, AChangeOfAnUnknownCustomerWaitsForTheCustomer) {
  TestBook book;
  Customer change;
  change.number = "100009";
  change.partial = true;
  try {
    book.post_receivables("1", {change});
    ADD_FAILURE() << "it was posted";
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.rule, "customer.unknown");
  }
}

TEST(Receivables, WhatWasClearedBeforeItWasKnownIsNotOpenHere) {
  TestBook book;
  book.post_receivables("1", {customer("100001")});
  Item cleared = item("90000001", "100001", 100'00);
  cleared.open_amount = eur(0);
  cleared.cleared_by = "1400000001";
  EXPECT_EQ(book.post_receivables("2", {}, {cleared}), Changes{Change::none});
  EXPECT_EQ(book.count("item"), 0);
}

TEST(Receivables, WhatTheErpSettlesOfAnOpenItemIsRefusedWithBothFigures) {
  TestBook book;
  book.post_receivables("1", {customer("100001")}, {item("90000001", "100001", 100'00)});
  Item cleared = item("90000001", "100001", 100'00);
  cleared.open_amount = eur(40'00);
  const Failure failure = refusal(book, cleared);
  EXPECT_EQ(failure.rule, "item.settled_elsewhere");
  EXPECT_EQ(failure.expected, "100.00");
  EXPECT_EQ(failure.found, "40.00");
}

TEST(Receivables, WhatTheErpClearsOfAnOpenItemIsSettledByItsDocument) {
  TestBook book;
  book.post_receivables("1", {customer("100001")}, {item("90000001", "100001", 100'00)});
  Item cleared = item("90000001", "100001", 100'00);
  cleared.open_amount = eur(0);
  cleared.cleared_by = "1400000001";
  EXPECT_EQ(book.post_receivables("2", {}, {cleared}), Changes{Change::changed});
  EXPECT_EQ(book.post_receivables("3", {}, {cleared}), Changes{Change::none});
  EXPECT_EQ(book.text("SELECT i.state || open_minor || cause || c.cleared_by FROM item i JOIN "
                      "erp_clearing c ON c.item_id = i.id"),
            "cleared0erp1400000001");
}

TEST(Receivables, AFiscalYearThatIsToldIsPartOfTheItemsName) {
  TestBook book;
  Item told = item("90000001", "100001", 100'00);
  told.fiscal_year = 2026;
  book.post_receivables("1", {customer("100001")}, {item("90000001", "100001", 100'00), told});
  EXPECT_EQ(book.count("item"), 2);
}

}  // namespace
}  // namespace saldo::store
