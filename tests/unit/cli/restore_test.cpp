#include <gmock/gmock.h>

#include "archive/archive.hpp"
#include "fake_daemon.hpp"
#include "program.hpp"
#include "tar_archive.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;

class Restoring : public testing::Test {
 protected:
  Restoring() {
    folder.put("saldo.yaml",
               "store: { url: \"sqlite:book/saldo.db\" }\n"
               "archive: { path: documents }\n"
               "api: { socket: saldo.sock }\n"
               "plugins: { path: [plugins] }\n");
    std::filesystem::create_directories(folder.path("plugins"));
    std::filesystem::create_directories(folder.path("book"));
    std::filesystem::create_directories(folder.path("documents"));
  }
  Ran restore(const std::string& archive, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"restore", folder.put("backup.tar", archive), "--config",
                                      folder.path("saldo.yaml")};
    words.insert(words.end(), more.begin(), more.end());
    return saldo(words);
  }
  /// A document as the archive keeps it.
  std::string packed(const std::string& text, std::string& its_name) const {
    const auto archive = archive::Archive::open(folder.path("elsewhere")).value();
    const std::string_view bytes = text;
    const auto stored = archive.store({&bytes, 1}).value();
    const std::filesystem::path place = archive.path_of(stored[0].sha256);
    its_name = std::filesystem::relative(place, folder.path("elsewhere")).string();
    return folder.get("elsewhere/" + its_name);
  }
  Folder folder;
  std::string name;  // of the document within the archive
  const std::string document = packed("a document", name);
  const std::string book = tar_entry({.name = "saldo.db"}, "the book");
  const std::string good = book + tar_entry({.name = "documents/" + name}, document) + tar_end();
};

TEST_F(Restoring, PutsBookAndDocumentsInPlace) {
  const Ran ran = restore(good);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(folder.get("book/saldo.db"), "the book");
  EXPECT_EQ(folder.get("documents/" + name), document);
}

/// The rest is worth having, above all when there is nothing else.
TEST_F(Restoring, ADamagedDocumentIsNamedAndLeftOut) {
  std::string other;
  const std::string whole = packed("another document", other);
  for (const std::string& damaged :
       {whole, document.substr(0, document.size() - 1), std::string("garbage"), std::string()}) {
    std::filesystem::remove_all(folder.path("documents"));
    const Ran ran = restore(book + tar_entry({.name = "documents/" + name}, damaged) +
                                tar_entry({.name = "documents/" + other}, whole) + tar_end(),
                            {"--force"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.err, HasSubstr("documents/" + name + ": "));
    EXPECT_THAT(ran.err, HasSubstr("1 documents, but not 1 that are damaged"));
    EXPECT_FALSE(std::filesystem::exists(folder.path("documents/" + name)));
    EXPECT_EQ(folder.get("documents/" + other), whole);
    EXPECT_EQ(folder.get("book/saldo.db"), "the book");
  }
}

TEST_F(Restoring, ADocumentThatIsWholeHereIsntReplacedByADamagedOne) {
  ASSERT_EQ(restore(good).code, 0);
  const Ran ran =
      restore(book + tar_entry({.name = "documents/" + name}, "garbage") + tar_end(), {"--force"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(folder.get("documents/" + name), document);
}

TEST_F(Restoring, WhatHasNoDocumentsNameIsNoPartOfABackup) {
  for (const std::string& odd : {std::string("documents/ab/cd.zst"), "documents/x" + name,
                                 "documents/" + name + "/x", std::string("documents/")}) {
    const Ran ran = restore(tar_entry({.name = odd}, "x") + good);
    EXPECT_EQ(ran.code, 1) << odd;
    EXPECT_THAT(ran.err, HasSubstr("is no part of a backup")) << odd;
  }
}

TEST_F(Restoring, RefusesWhileTheDaemonAnswers) {
  const FakeDaemon daemon(folder.path("saldo.sock"));
  const Ran ran = restore(good, {"--force"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("stop it first"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("book/saldo.db")));
}

TEST_F(Restoring, ReplacesABookOnlyByForceAndWithItsJournal) {
  folder.put("book/saldo.db", "another book");
  folder.put("book/saldo.db-wal", "its journal");
  EXPECT_EQ(restore(good).code, 1);
  EXPECT_EQ(folder.get("book/saldo.db"), "another book");
  EXPECT_EQ(folder.get("book/saldo.db-wal"), "its journal");
  EXPECT_EQ(restore(good, {"--force"}).code, 0);
  EXPECT_EQ(folder.get("book/saldo.db"), "the book");
  EXPECT_FALSE(std::filesystem::exists(folder.path("book/saldo.db-wal")));
}

TEST_F(Restoring, LeavesNoBookWhenTheArchiveWasCutOff) {
  const Ran ran = restore(good.substr(0, good.size() - tar_end().size()));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("incomplete"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("book")));
}

TEST_F(Restoring, WritesNothingOutsideItsFolders) {
  const Ran ran = restore(tar_entry({.name = "documents/../../x"}, "bad") + good);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("leads out of the folder"));
  EXPECT_EQ(restore(tar_entry({.name = "saldo.yaml"}, "bad") + good).code, 1);
  EXPECT_THAT(folder.get("saldo.yaml"), HasSubstr("sqlite:book/saldo.db"));
}

TEST_F(Restoring, RefusesAnArchiveWithoutABook) {
  EXPECT_EQ(restore(tar_entry({.name = "documents/" + name}, document) + tar_end()).code, 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path("book")));
}

TEST_F(Restoring, RefusesAFaultyConfiguration) {
  folder.put("saldo.yaml", "store: 5\n");
  const Ran ran = restore(good);
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("saldo.yaml:1:"));
}

TEST(Config, ChecksAFileAndSaysWhatItFound) {
  const Folder folder;
  const std::string file = folder.put("saldo.yaml",
                                      "store: { url: \"sqlite:saldo.db\" }\n"
                                      "archive: { path: documents }\n"
                                      "api: { socket: saldo.sock }\n");
  const Ran good = saldo({"config", "check", file});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("0 connectors, 0 jobs"));
  const Ran shown = saldo({"config", "show", file});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, HasSubstr("sqlite:"));
}

TEST(Config, ShowsEveryFaultWithItsPlace) {
  const Folder folder;
  const std::string file = folder.put("saldo.yaml",
                                      "store: { url: \"sqlite:saldo.db\" }\n"
                                      "archive: { paht: documents }\n"
                                      "api: { socket: saldo.sock }\n"
                                      "jobz: []\n");
  const Ran ran = saldo({"config", "check", file});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr(file + ":2:"));
  EXPECT_THAT(ran.err, HasSubstr("'path'"));
  EXPECT_THAT(ran.err, HasSubstr(file + ":4:1: "));
  EXPECT_THAT(ran.err, HasSubstr("'jobs'"));
  EXPECT_TRUE(ran.out.empty());
}

}  // namespace
}  // namespace saldo::cli
