#include <gtest/gtest.h>

#include "store/quarantine.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

std::string sha256_of(const std::string& bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hex_digest();
}

void quarantine(Service& service, std::int64_t id) {
  service.desk.book.write([&](soci::session& sql) {
    store::mark_quarantined(
        sql, id, "camt",
        {.message = "off by a cent", .rule = "statement.balance", .held = flows::eur(5)}, {},
        store::at_second(1));
  });
}

TEST(DocumentRoutes, ASubmittedDocumentIsArchivedAuditedAndQueued) {
  Service service;
  const Spoken answer =
      service.post({"connectors", "bank", "documents"}, "the bytes", {{"name", "a.xml"}});
  ASSERT_EQ(answer.status, 200) << answer.text;
  const json::object object = answer.object();
  EXPECT_EQ(object.at("document"), 1);
  EXPECT_EQ(object.at("sha256"), sha256_of("the bytes").c_str());
  EXPECT_EQ(object.at("name"), "a.xml");
  EXPECT_EQ(object.at("status"), "received");
  EXPECT_EQ(object.at("known"), false);
  EXPECT_EQ(object.at("run"), 1);
  EXPECT_EQ(service.get({"runs", "1"}).object().at("kind"), "ingest");
  EXPECT_EQ(service.audit(), "unix:anna document.submit document " + sha256_of("the bytes"));
  EXPECT_EQ(service.desk.book.text("SELECT actor FROM delivery"), "unix:anna");
  EXPECT_TRUE(service.desk.archive().verify(sha256_of("the bytes")));
}

TEST(DocumentRoutes, TheSameBytesAgainAreKnownAndAudited) {
  Service service;
  service.post({"connectors", "bank", "documents"}, "x", {{"name", "a.xml"}});
  const json::object again =
      service.post({"connectors", "bank", "documents"}, "x", {{"name", "b.xml"}}).object();
  EXPECT_EQ(again.at("known"), true);
  EXPECT_EQ(again.at("document"), 1);
  EXPECT_EQ(again.at("name"), "a.xml");
  EXPECT_EQ(service.desk.book.count("audit_entry"), 2);
  EXPECT_EQ(service.desk.book.count("document"), 1);
}

TEST(DocumentRoutes, APostedDocumentThatComesAgainQueuesNothing) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  service.desk.book.write([&](soci::session& sql) {
    store::mark_posted(sql, document.id, {"camt", "1"}, {}, store::at_second(1));
  });
  const json::object again = service.post({"connectors", "bank", "documents"}, "x").object();
  EXPECT_EQ(again.at("status"), "posted");
  EXPECT_TRUE(again.at("run").is_null());
  EXPECT_EQ(service.desk.book.count("job_run"), 0);
}

TEST(DocumentRoutes, ADocumentWithoutANameIsCalledByItsHash) {
  Service service;
  EXPECT_EQ(service.post({"connectors", "bank", "documents"}, "x").object().at("name"),
            sha256_of("x").c_str());
}

TEST(DocumentRoutes, AnUnknownConnectorTakesNothing) {
  Service service;
  const Spoken answer = service.post({"connectors", "bnak", "documents"}, "x");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.error().find("'bnak'"), std::string::npos);
  EXPECT_EQ(service.desk.book.count("document"), 0);
  EXPECT_FALSE(service.desk.archive().verify(sha256_of("x")));
}

TEST(DocumentRoutes, ADocumentIsFoundByIdOrHash) {
  Service service;
  service.desk.deliver("a.xml", "the bytes");
  for (const std::string& key : {std::string("1"), sha256_of("the bytes")}) {
    EXPECT_EQ(service.get({"documents", key}).object().at("name"), "a.xml");
    const Spoken raw = service.get({"documents", key, "raw"});
    EXPECT_EQ(raw.text, "the bytes");
    EXPECT_EQ(raw.media_type, "application/octet-stream");
    EXPECT_TRUE(raw.ended);
  }
  EXPECT_EQ(service.get({"documents"}).lines().size(), 1u);
  EXPECT_TRUE(service.get({"documents"}, {{"status", "posted"}}).lines().empty());
}

TEST(DocumentRoutes, AnUnknownDocumentIsNotFound) {
  Service service;
  const std::string hash(64, '0');
  for (const std::string& key : {std::string("7"), hash})
    for (const std::vector<std::string>& path : {std::vector<std::string>{"documents", key},
                                                 {"documents", key, "raw"},
                                                 {"quarantine", key}}) {
      const Spoken answer = service.get(path);
      EXPECT_EQ(answer.status, 404) << path[0];
      EXPECT_EQ(answer.error(), "there is no document " + key);
    }
  EXPECT_EQ(service.get({"documents", "a.xml"}).status, 400);
  EXPECT_EQ(service.post({"documents", "7", "replay"}).status, 404);
}

TEST(DocumentRoutes, AQuarantinedDocumentIsShownAndReplayed) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  quarantine(service, document.id);
  ASSERT_EQ(service.get({"quarantine"}).lines().size(), 1u);
  EXPECT_EQ(service.get({"quarantine"}).lines()[0].at("held"), "0.05");
  EXPECT_EQ(service.get({"quarantine", "1"}).lines().size(), 1u);
  const Spoken answer = service.post({"documents", "1", "replay"});
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.object().at("run"), 1);
  EXPECT_EQ(service.get({"documents", "1"}).object().at("status"), "received");
  EXPECT_EQ(service.audit(), "unix:anna document.replay document " + document.sha256);
}

TEST(DocumentRoutes, APostedDocumentIsNotReplayed) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  service.desk.book.write([&](soci::session& sql) {
    store::mark_posted(sql, document.id, {"camt", "1"}, {}, store::at_second(1));
  });
  const Spoken answer = service.post({"documents", "1", "replay"});
  EXPECT_EQ(answer.status, 409);
  EXPECT_NE(answer.error().find("is posted"), std::string::npos);
  EXPECT_EQ(service.get({"documents", "1"}).object().at("status"), "posted");
  EXPECT_EQ(service.audit(), "nothing");
}

}  // namespace
}  // namespace saldo::api
