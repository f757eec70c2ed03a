#include "flows/ingest.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/flows/desk.hpp"

/// Ingest as far as it goes without a plugin; with one, see the integration tests.
namespace saldo::flows {
namespace {

namespace json = boost::json;

config::Connector connector() {
  config::Connector c;
  c.name = "bank";
  return c;
}

std::string refusal(Desk& desk) {
  return desk.book.text("SELECT rule FROM quarantine WHERE resolved_at IS NULL");
}

TEST(Ingest, WithNothingWaitingItIsDoneAndChangesNothing) {
  Desk desk;
  const RunOutcome outcome = run_ingest(desk.environment(), connector(), {});
  EXPECT_EQ(outcome.end, RunOutcome::End::done);
  EXPECT_FALSE(outcome.changed);
  EXPECT_EQ(json::parse(outcome.result_json).at("posted"), 0);
}

TEST(Ingest, WhatNoDecoderRecognisesIsSetAsideAndTheRestGoesOn) {
  Desk desk;
  desk.deliver("holiday.jpg", "no statement");
  desk.deliver("empty.xml", "");
  desk.deliver("of another connector", "x", "erp");
  const IngestTotals totals = ingest(desk.environment(), connector(), {});
  EXPECT_EQ(totals.quarantined, 2);
  EXPECT_EQ(totals.left, 0);
  EXPECT_EQ(desk.book.text("SELECT GROUP_CONCAT(rule) FROM quarantine"),
            "document.unrecognised,document.empty");
  EXPECT_EQ(desk.book.count("document WHERE status = 'received' AND connector = 'erp'"), 1);
  ASSERT_EQ(desk.log.size(), 2u);
  EXPECT_NE(desk.log[0].find("holiday.jpg"), std::string::npos);
}

TEST(Ingest, ADocumentThatIsDamagedInTheArchiveIsSetAside) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "bytes of a statement");
  std::filesystem::resize_file(desk.archive().path_of(document.sha256), 3);
  EXPECT_EQ(ingest(desk.environment(), connector(), {}).quarantined, 1);
  EXPECT_EQ(refusal(desk), "document.refused");
}

TEST(Ingest, ADocumentThatIsMissingFromTheArchiveIsSetAside) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "bytes of a statement");
  std::filesystem::remove(desk.archive().path_of(document.sha256));
  EXPECT_EQ(ingest(desk.environment(), connector(), {}).quarantined, 1);
}

TEST(Ingest, ADecoderThatCannotStartLeavesItsDocumentsAndTellsWhy) {
  Desk desk;
  desk.deliver("a.xml", "bytes of a statement");
  config::Connector c = connector();
  c.decoders.push_back({.component = "camt", .library = "/nonexistent/libcamt.so"});
  const RunOutcome outcome = run_ingest(desk.environment(), c, {});
  EXPECT_EQ(outcome.end, RunOutcome::End::failed) << "trying again mends no configuration";
  EXPECT_FALSE(outcome.error.empty());
  EXPECT_EQ(desk.book.count("document WHERE status = 'received'"), 1);
  EXPECT_EQ(desk.book.count("quarantine"), 0);
}

TEST(Ingest, AStopLeavesWhatHasNotBegun) {
  Desk desk;
  desk.deliver("a.xml", "bytes");
  std::stop_source stop;
  stop.request_stop();
  const RunControl control{.stop = stop.get_token()};
  EXPECT_EQ(run_ingest(desk.environment(), connector(), control).end, RunOutcome::End::cancelled);
  EXPECT_EQ(desk.book.count("document WHERE status = 'received'"), 1);
}

}  // namespace
}  // namespace saldo::flows
