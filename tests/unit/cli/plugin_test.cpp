#include <gmock/gmock.h>

#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kPlugins = SALDO_BUILD_DIR "/lib/saldo/plugins";

TEST(Plugin, ListsEveryComponent) {
  const Ran ran = saldo({"plugin", "list", "--plugin-dir", kPlugins});
  EXPECT_THAT(ran.out, AllOf(HasSubstr(R"("component":"camt")"),
                             HasSubstr(R"("component":"files")"), HasSubstr(R"("kind":"source")")));
}

TEST(Plugin, TellsOfAFaultyManifestByItsExitCode) {
  const Folder folder;
  folder.put("broken/plugin.yaml", "id: 5\n");
  const Ran ran = saldo({"plugin", "list", "--plugin-dir", folder.path("")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("broken/plugin.yaml:1:"));
}

TEST(Plugin, ShowsWhatOneDeclares) {
  const Ran json = saldo({"plugin", "info", kPlugins + "/bank"});
  EXPECT_EQ(json.code, 0);
  EXPECT_THAT(json.out, AllOf(HasSubstr(R"("id":"saldo.bank")"), HasSubstr(R"("name":"lenient")")));
  const Ran text = saldo({"plugin", "info", kPlugins + "/bank/bank.so", "--format", "table"});
  EXPECT_THAT(text.out, HasSubstr("decoder camt\n"));
  EXPECT_EQ(saldo({"plugin", "info", "/nowhere/bank.so"}).code, 1);
}

TEST(Plugin, ChecksTheFilesPluginWithoutFindingAFault) {
  const Ran ran = saldo({"plugin", "check", kPlugins + "/files"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, AllOf(HasSubstr(R"("result":"passed","check":"source-of-nothing")"),
                             Not(HasSubstr(R"("failed")")), Not(HasSubstr(R"("crashed")"))));
}

TEST(Plugin, ChecksADecoderAgainstItsSamples) {
  const Folder folder;
  folder.put("samples/day.sta",
             ":20:REF1\r\n:25:50880050/0194774600888\r\n:28C:00001/001\r\n:60F:C251230EUR100,00\r\n"
             ":61:2601020102DR10,00NMSCNONREF\r\n:86:fee\r\n:62F:C260102EUR90,00\r\n-\r\n");
  const std::vector<std::string> words = {
      "plugin",        "check",     kPlugins + "/bank",    "--only",
      "decode-sample", "--samples", folder.path("samples")};
  folder.put("samples/day.jsonl", saldo({"decode", folder.path("samples/day.sta")}).out);
  EXPECT_EQ(saldo(words).code, 0);
  folder.put("samples/day.jsonl", "{}\n");
  const Ran ran = saldo(words);
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr(R"("result":"failed")"));
}

TEST(Plugin, RunningNoCheckAtAllIsNoSuccess) {
  EXPECT_EQ(saldo({"plugin", "check", kPlugins + "/files", "--only", "no-such-check"}).code, 1);
}

TEST(Plugin, MakesANewOneFromTheTemplate) {
  const Folder folder;
  const Ran ran = saldo({"plugin", "new", "acme-csv", folder.path("acme")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(folder.get("acme/plugin.yaml"), HasSubstr("name: acme-csv"));
  EXPECT_TRUE(std::filesystem::exists(folder.path("acme/src/acme_csv.cpp")));
  EXPECT_EQ(saldo({"plugin", "new", "acme-csv", folder.path("acme")}).code, 2);
  EXPECT_EQ(saldo({"plugin", "new", "Acme", folder.path("other")}).code, 2);
  EXPECT_EQ(saldo({"plugin", "new", "a", folder.path("s"), "--kind", "sink"}).code, 0);
}

}  // namespace
}  // namespace saldo::cli
