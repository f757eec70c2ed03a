#include <gmock/gmock.h>

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
  const std::string good = tar_entry({.name = "saldo.db"}, "the book") +
                           tar_entry({.name = "documents/ab/cd.zst"}, "a document") + tar_end();
  Folder folder;
};

TEST_F(Restoring, PutsBookAndDocumentsInPlace) {
  const Ran ran = restore(good);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(folder.get("book/saldo.db"), "the book");
  EXPECT_EQ(folder.get("documents/ab/cd.zst"), "a document");
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
  EXPECT_EQ(restore(tar_entry({.name = "documents/ab/cd.zst"}, "x") + tar_end()).code, 1);
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
