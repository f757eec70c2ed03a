#include "collection_runs.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "render/pain008.hpp"

namespace saldo::render {
namespace {

struct Case {
  std::function<void(CollectionRun&)> breaks;
  const char *rule, *message;
};

Debit& first(CollectionRun& r) { return r.batches[0].debits[0]; }
Debit& second(CollectionRun& r) { return r.batches[0].debits[1]; }

const Case kCases[] = {
    {[](auto& r) { r.message_id.clear(); }, "collection.missing",
     "message id is empty; fill it in"},
    {[](auto& r) { r.message_id = std::string(36, 'x'); }, "collection.length",
     "message id 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' has 36 characters; at most 35 are allowed"},
    {[](auto& r) { r.message_id = "a//b"; }, "collection.character",
     "message id 'a//b' begins or ends with '/' or holds '//', which banks refuse"},
    {[](auto& r) { r.creditor_name = "Müller"; }, "collection.character",
     "creditor name 'Müller' holds 'ü', which SEPA's character set doesn't have; write it without"},
    {[](auto& r) { r.creditor_name = "A&B"; }, "collection.character",
     "creditor name 'A&B' holds '&', which SEPA's character set doesn't have; write it without"},
    {[](auto& r) { r.creditor_name = " A"; }, "collection.character",
     "creditor name ' A' begins or ends with a blank; take it away"},
    {[](auto& r) { r.creditor_iban = "DE03120300000000202051"; }, "iban.check",
     "creditor account: IBAN 'DE03120300000000202051' has wrong check digits; a character is "
     "mistyped"},
    {[](auto& r) { r.creditor_bic = "BYLADEM100"; }, "collection.bic",
     "creditor BIC 'BYLADEM100' is no BIC (8 or 11 capitals and digits); leave it empty or correct "
     "it"},
    {[](auto& r) { r.creditor_id = "DE97ZZZ09999999999"; }, "collection.creditor_id",
     "creditor id 'DE97ZZZ09999999999' isn't two letters, two check digits that hold, a business "
     "code of three characters and a national part; correct it"},
    {[](auto& r) { r.batches.clear(); }, "collection.missing", "the run has no batches"},
    {[](auto& r) { r.batches[1].debits.clear(); }, "collection.missing",
     "batch 'B-2': the batch has no debits; leave it out"},
    {[](auto& r) { r.batches[1].id = "B-1"; }, "collection.repeated",
     "batch 'B-1': batch id 'B-1' stands in the run before; make it unique"},
    {[](auto& r) { r.batches[0].collection_date = {}; }, "collection.missing",
     "batch 'B-1': the batch has no collection date; fill it in"},
    {[](auto& r) { r.batches[0].collection_date = Date::parse_iso("2026-01-14"); },
     "collection.date",
     "batch 'B-1': the collection date 2026-01-14 lies before the day on which the run is made, "
     "2026-01-15"},
    {[](auto& r) { second(r).end_to_end_id = "E2E-1"; }, "collection.repeated",
     "debit 2 of batch 'B-1': end-to-end id 'E2E-1' stands in the run before; make it unique"},
    {[](auto& r) { second(r).instruction_id = "/x"; }, "collection.character",
     "debit 2 of batch 'B-1': instruction id '/x' begins or ends with '/' or holds '//', which "
     "banks refuse"},
    {[](auto& r) {
       second(r).amount = Money{100, Currency::parse("USD")};
     },
     "collection.currency",
     "debit 2 of batch 'B-1': the amount is in 'USD'; SEPA direct debits are in EUR"},
    {[](auto& r) { second(r).amount = eur(0); }, "collection.amount",
     "debit 2 of batch 'B-1': the amount 0.00 isn't between 0.01 and 999999999.99"},
    {[](auto& r) { second(r).amount = eur(100'000'000'000); }, "collection.amount",
     "debit 2 of batch 'B-1': the amount 1000000000.00 isn't between 0.01 and 999999999.99"},
    {[](auto& r) { second(r).mandate_id.clear(); }, "collection.missing",
     "debit 2 of batch 'B-1': mandate id is empty; fill it in"},
    {[](auto& r) { second(r).mandate_date = {}; }, "collection.missing",
     "debit 2 of batch 'B-1': the mandate has no date of signature; fill it in"},
    {[](auto& r) { second(r).mandate_date = Date::parse_iso("2026-01-21"); }, "collection.date",
     "debit 2 of batch 'B-1': the mandate is signed on 2026-01-21, after the collection on "
     "2026-01-20"},
    {[](auto& r) { second(r).debtor_name = std::string(71, 'x'); }, "collection.length",
     "debit 2 of batch 'B-1': debtor name 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' has 71 "
     "characters; at most 70 are allowed"},
    {[](auto& r) { second(r).debtor_iban = "AT61190430023457320"; }, "iban.length",
     "debit 2 of batch 'B-1': debtor account: IBAN 'AT61190430023457320' must have 20 characters "
     "in "
     "AT, has 19"},
    {[](auto& r) { second(r).debtor_bic = "BKAUATW0"; }, "ok", ""},
    {[](auto& r) { second(r).debtor_bic = "BKAUATWO"; }, "collection.bic",
     "debit 2 of batch 'B-1': debtor BIC 'BKAUATWO' is no BIC (8 or 11 capitals and digits); leave "
     "it empty or correct it"},
    {[](auto& r) { second(r).ultimate_debtor_name = "\n"; }, "collection.character",
     "debit 2 of batch 'B-1': ultimate debtor name '.' holds '.', which SEPA's character set "
     "doesn't have; write it without"},
    {[](auto& r) { second(r).remittance = std::string(141, 'x'); }, "collection.length",
     "debit 2 of batch 'B-1': remittance 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' has 141 "
     "characters; at most 140 are allowed"},
    {[](auto& r) { first(r).remittance = "too"; }, "collection.remittance",
     "debit 1 of batch 'B-1': both a remittance text and a creditor reference are given; SEPA "
     "takes "
     "one of them"},
    {[](auto& r) { first(r).creditor_reference = "RF19539007547034"; }, "creditor_reference.check",
     "debit 1 of batch 'B-1': creditor reference 'RF19539007547034' has wrong check digits; a "
     "character is mistyped"},
};

TEST(CollectionRun, FaultsNameDebitFieldValueAndRemedy) {
  EXPECT_TRUE(find_faults(run()).empty());
  for (const Case& c : kCases) {
    CollectionRun broken = run();
    c.breaks(broken);
    const auto faults = find_faults(broken);
    if (c.rule == std::string("ok")) {
      EXPECT_TRUE(faults.empty());
      continue;
    }
    ASSERT_EQ(faults.size(), 1u) << c.message << (faults.empty() ? "" : faults[0].message);
    EXPECT_EQ(faults[0].rule, c.rule);
    EXPECT_EQ(faults[0].message, c.message);
    EXPECT_EQ(faults[0].kind, FailureKind::invalid);
  }
}

TEST(CollectionRun, AllFaultsAreFoundUpToALimit) {
  CollectionRun broken = run();
  for (auto& batch : broken.batches)
    for (auto& d : batch.debits) d.debtor_iban = "X", d.mandate_id = "";
  EXPECT_EQ(find_faults(broken).size(), 6u);
  EXPECT_EQ(find_faults(broken, 2).size(), 2u);
}

TEST(CollectionRun, WithFaultsIsNotWritten) {
  CollectionRun broken = run();
  broken.message_id.clear();
  broken.creditor_id.clear();
  const auto message = write_pain008(broken, Pain008Version::v08);
  ASSERT_FALSE(message.has_value());
  EXPECT_EQ(message.error().message, "message id is empty; fill it in (and 1 more faults)");
}

}  // namespace
}  // namespace saldo::render
