#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Load, ReadsEverySection) {
  const Company company;
  const Config c = company.good(kGood);
  EXPECT_EQ(c.database(), company.root / "book/saldo.db");
  EXPECT_EQ(c.archive_path, company.root / "documents");
  EXPECT_EQ(c.socket, company.root / "run/saldo.sock");
  EXPECT_THAT(c.plugin_path, ElementsAre(company.plugins()));
  EXPECT_EQ(c.log_level, "warning");
  EXPECT_THAT(c.required_isolation, ElementsAre("landlock", "seccomp"));
  EXPECT_EQ(c.company_time_zones.at("1000"), "Europe/Madrid");
  ASSERT_EQ(c.jobs.size(), 2u);
  EXPECT_EQ(c.jobs[0].kind, "reconcile");
  EXPECT_THAT(c.jobs[0].after, ElementsAre("house-bank", "by-hand"));
  EXPECT_EQ(c.jobs[0].retries, 3);
  EXPECT_EQ(c.jobs[1].cron, "0 7 * * MON");
  EXPECT_EQ(c.jobs[1].procedure, "standard");
  EXPECT_EQ(c.jobs[1].retries, 1);
}

TEST(Load, FillsAConnectorFromTheManifests) {
  const Company company;
  const Config c = company.good(kGood);
  ASSERT_EQ(c.connectors.size(), 2u);
  const Connector& bank = c.connectors[0];
  EXPECT_EQ(bank.name, "house-bank");
  EXPECT_TRUE(bank.schedule.watch);
  EXPECT_EQ(bank.schedule.time_zone, "Europe/Madrid");
  ASSERT_TRUE(bank.source.has_value());
  EXPECT_EQ(bank.source->plugin_name, "files");
  EXPECT_EQ(bank.source->library, company.plugins() / "files/files.so");
  EXPECT_EQ(bank.source->options.at("directory"), (company.root / "spool/bank").string());
  EXPECT_EQ(bank.source->options.at("settled_for"), "500ms");
  EXPECT_THAT(bank.source->directories, ElementsAre("directory"));
  ASSERT_EQ(bank.decoders.size(), 2u);
  EXPECT_EQ(bank.decoders[1].component, "mt940");
  EXPECT_EQ(bank.decoders[1].version, "1.2.3");
  EXPECT_EQ(bank.decoders[1].options, (std::map<std::string, std::string>{{"strict", "true"}}));
  const Connector& by_hand = c.connectors[1];
  EXPECT_FALSE(by_hand.source.has_value());
  EXPECT_EQ(by_hand.decoders[0].options.at("strict"), "false");
  EXPECT_EQ(by_hand.decoders[0].options.at("tolerance"), "5");
}

TEST(Load, ShowsAConfigurationThatLoadsAsItself) {
  const Company company;
  const Config c = company.good(kGood);
  const Config again = company.good(c.masked_yaml);
  EXPECT_EQ(again.masked_yaml, c.masked_yaml);
  EXPECT_EQ(again.digest, c.digest);
  EXPECT_EQ(c.digest.size(), 64u);
  EXPECT_THAT(c.masked_yaml, HasSubstr("strict: true"));  // a default is shown, too
  EXPECT_NE(company.good(with("retries: 1", "retries: 2")).digest, c.digest);
}

constexpr const char* kFilesSource =
    "plugin: files, directory: spool/bank, pattern: \"*.{xml,sta}\", settled_for: 500ms";

TEST(Load, KeepsSecretsOutOfOptionsAndOfWhatIsShown) {
  const Company company;
  const Config c = company.good(with(kFilesSource, "plugin: server, password: { file: password }"));
  const ComponentUse& use = c.connectors[0].source.value();
  EXPECT_TRUE(use.options.empty());
  EXPECT_EQ(use.secrets.at("password").kind, "file");
  EXPECT_EQ(use.secrets.at("password").name, (company.root / "password").string());
  EXPECT_THAT(c.masked_yaml, testing::Not(HasSubstr("not read by anybody")));
}

struct Broken {
  const char* from;
  const char* to;
  const char* fault;
};

class LoadRefuses : public testing::TestWithParam<Broken> {};

TEST_P(LoadRefuses, WithThePlaceTheValueAndTheRemedy) {
  const Company company;
  EXPECT_THAT(company.faults(with(GetParam().from, GetParam().to)), ElementsAre(GetParam().fault));
}

const Broken kKeys[] = {
    {"    decoders: [camt, mt940]\n", "    decoders: [camt]\n    decoder: mt940\n",
     "saldo.yaml:8:5: unknown key 'decoder'; did you mean 'decoders'?"},
    {"watch: true", "wtach: true", "saldo.yaml:8:17: unknown key 'wtach'; did you mean 'watch'?"},
    {"log: {", "logging: {",
     "saldo.yaml:27:1: unknown key 'logging'; the keys known here are store, archive, api, log, "
     "isolation, company_codes, plugins, connectors, receivers, bank_accounts, letters, dunning, "
     "disputes, deductions, jobs"},
    {"pattern: \"*.{xml,sta}\"", "patern: x",
     "saldo.yaml:6:53: unknown key 'patern'; did you mean 'pattern'?"},
    {"  - name: by-hand\n", "  - name: by-hand\n    name: other\n",
     "saldo.yaml:10:5: key 'name' is given twice; the first is in line 9"},
    {"store: { url: \"sqlite:book/saldo.db\" }\n", "",
     "saldo.yaml:1:1: the configuration has no 'store', which it needs"},
    {"directory: spool/bank, ", "",
     "saldo.yaml:6:13: source 'files' has no 'directory', which it needs"},
    {"\"sqlite:book/saldo.db\" }", "\"sqlite:book/saldo.db\", sync: full }",
     "saldo.yaml:1:39: unknown key 'sync'; the keys known here are url"},
    {", kind: reconcile", "", "saldo.yaml:12:5: a job has no 'kind', which it needs"},
};
INSTANTIATE_TEST_SUITE_P(Keys, LoadRefuses, testing::ValuesIn(kKeys));

const Broken kTypes[] = {
    {"watch: true", "watch: yes", "saldo.yaml:8:24: 'watch' must be true or false, not 'yes'"},
    {"watch: true", "watch: \"true\"",
     "saldo.yaml:8:24: 'watch' must be true or false, not the text 'true'"},
    {"retries: 1", "retries: -1",
     "saldo.yaml:13:88: 'retries' must be a whole number from 0 to 100, not '-1'"},
    {"retries: 1", "retries: 1.5",
     "saldo.yaml:13:88: 'retries' must be a whole number from 0 to 100, not '1.5'"},
    {"[camt, mt940]", "camt", "saldo.yaml:7:15: 'decoders' must be a list, not 'camt'"},
    {"level: warning", "level: [info]",
     "saldo.yaml:27:15: 'level' must be one of debug, info, warning, error, not a list"},
    {"level: warning", "level: warn",
     "saldo.yaml:27:15: 'level' can't be 'warn'; did you mean 'warning'?"},
    {"level: warning", "level: ~",
     "saldo.yaml:27:15: 'level' must be one of debug, info, warning, error, not nothing"},
    {"name: dunning", "name: dun it",
     "saldo.yaml:13:13: 'name' can't be 'dun it'; use up to 64 letters, digits, '-', '_' or '.', "
     "and begin with a letter or digit"},
    {"settled_for: 500ms", "settled_for: 2",
     "saldo.yaml:6:90: 'settled_for' must be a duration such as 500ms, 2s, 5m, 1h or 1d, not '2'"},
    {"\"*.{xml,sta}\"", "\"*.{xml,sta\"",
     "saldo.yaml:6:62: 'pattern' must be a file name pattern such as *.xml or *.{xml,sta}, not "
     "'*.{xml,sta'"},
    {"strict: false", "strict: 0", "saldo.yaml:10:41: 'strict' must be true or false, not '0'"},
    {"tolerance: 5", "tolerance: five",
     "saldo.yaml:10:59: 'tolerance' must be a whole number from -9223372036854775808 to "
     "9223372036854775807, not 'five'"},
    {"landlock, ", "selinux, ",
     "saldo.yaml:28:24: 'require' can't be 'selinux'; it is one of landlock, seccomp"},
};
INSTANTIATE_TEST_SUITE_P(Types, LoadRefuses, testing::ValuesIn(kTypes));

const Broken kReferences[] = {
    {"[camt, mt940]", "[camt, mt94O]",
     "saldo.yaml:7:22: there is no decoder 'mt94O'; did you mean 'mt940'?"},
    {"[camt, mt940]", "[camt, sap-idoc]",
     "saldo.yaml:7:22: there is no decoder 'sap-idoc'; the plugins offer camt, mt940"},
    {"[camt, mt940]", "[camt, files]", "saldo.yaml:7:22: 'files' is a source, not a decoder"},
    {"[camt, mt940]", "[camt, camt]",
     "saldo.yaml:7:22: decoder 'camt' stands twice in the list, the second would never be tried; "
     "remove one"},
    {"[camt, mt940]", "[]",
     "saldo.yaml:7:15: 'decoders' must name at least one, such as [camt, mt940]"},
    {"after: [house-bank, by-hand]", "after: [house-bank, by-hnad]",
     "saldo.yaml:12:68: there is no connector or job 'by-hnad'; did you mean 'by-hand'?"},
    {"after: [house-bank, by-hand]", "after: [house-bank, house-bank]",
     "saldo.yaml:12:68: 'house-bank' stands twice in 'after'; remove one"},
    {"after: [house-bank, by-hand]", "after: [cash-application]",
     "saldo.yaml:12:56: these jobs wait for each other: cash-application → cash-application; take "
     "one out of an 'after'"},
    {"name: dunning", "name: house-bank",
     "saldo.yaml:13:13: the name 'house-bank' is already taken in line 5; connectors and jobs each "
     "need their own"},
    {"procedure: standard", "procedure: standart",
     "saldo.yaml:13:69: there is no dunning procedure 'standart'; did you mean 'standard'?"},
    {", procedure: standard", "", "saldo.yaml:13:5: a job has no 'procedure', which it needs"},
    {"kind: reconcile", "kind: reconcile, procedure: standard",
     "saldo.yaml:12:48: 'procedure' means nothing to a job of kind reconcile; remove it"},
};
INSTANTIATE_TEST_SUITE_P(References, LoadRefuses, testing::ValuesIn(kReferences));

const Broken kValues[] = {
    {"*/15 6-20", "*/15 6-25",
     "saldo.yaml:8:36: cron expression '*/15 6-25 * * 1-5': hour '6-25' must be from 0 to 23"},
    {"\"0 7 * * MON\"", "\"0 7 31 2 *\"",
     "saldo.yaml:13:43: cron expression '0 7 31 2 *': no day ever meets it"},
    {"1-5\", time_zone: Europe/Madrid", "1-5\", time_zone: Europe/Madird",
     "saldo.yaml:8:68: there is no time zone 'Europe/Madird'; did you mean 'Europe/Madrid'?"},
    {"cron: \"0 7 * * MON\"", "time_zone: Europe/Madrid",
     "saldo.yaml:13:37: 'time_zone' means nothing without 'cron'; remove it"},
    {"{ plugin: mt940, strict: false, tolerance: 5 }]", "mt940]\n    schedule: { watch: true }",
     "saldo.yaml:11:15: connector 'by-hand' has no 'source', so nothing runs on this schedule; add "
     "the source or remove 'schedule'"},
    {"\"sqlite:book/saldo.db\"", "postgresql://saldo:hunter2@db/saldo",
     "saldo.yaml:1:15: this version can't keep its book in PostgreSQL yet; write sqlite:PATH"},
    {"\"sqlite:book/saldo.db\"", "mysql://saldo:hunter2@db/saldo",
     "saldo.yaml:1:15: the store 'mysql:…' can't be used; write sqlite:PATH"},
    {"\"sqlite:book/saldo.db\"", "\"sqlite:\"",
     "saldo.yaml:1:15: the store 'sqlite:…' can't be used; write sqlite:PATH"},
    {"\"sqlite:book/saldo.db\"", "sqlite:spool",
     "saldo.yaml:1:15: 'ROOT/spool' is a directory; name a file in it"},
    {"path: documents", "path: password",
     "saldo.yaml:2:1: 'ROOT/password' is not a directory; correct the path"},
    {"path: documents", "path: password/documents",
     "saldo.yaml:2:1: 'ROOT/password' is not a directory; correct the path"},
    {"log: { level: warning }", "plugins: { path: [plugins, nowhere] }",
     "saldo.yaml:27:28: plugin directory 'ROOT/nowhere' doesn't exist; correct the path"},
};
INSTANTIATE_TEST_SUITE_P(Values, LoadRefuses, testing::ValuesIn(kValues));

const Broken kSecrets[] = {
    {kFilesSource, "plugin: server, password: hunter2",
     "saldo.yaml:6:41: 'password' is a secret: say where it is kept, as { file: PATH }, { env: "
     "VARIABLE } or { credential: NAME }"},
    {kFilesSource, "plugin: server, password: { flie: password }",
     "saldo.yaml:6:43: unknown key 'flie'; did you mean 'file'?"},
    {kFilesSource, "plugin: server, password: { file: nowhere }",
     "saldo.yaml:6:41: file 'ROOT/nowhere' for the secret 'password' doesn't exist; create it"},
};
INSTANTIATE_TEST_SUITE_P(Secrets, LoadRefuses, testing::ValuesIn(kSecrets));

struct Unreadable {
  std::string yaml;
  const char* fault;
};

TEST(Load, SaysWhereAFileIsNotEvenYaml) {
  const Company company;
  const Unreadable cases[] = {
      {"", "saldo.yaml:1:1: the file is empty"},
      {"# nothing but a comment\n", "saldo.yaml:1:1: the file is empty"},
      {"- a\n", "saldo.yaml:1:1: 'configuration' must be a mapping of keys to values, not a list"},
      {"store: { url: x\n", "saldo.yaml:2:1: this isn't YAML: end of map flow not found"},
      {"store:\n\t- x\n", "saldo.yaml:2:1: a tab can't indent YAML; use spaces"},
      {"log: \"M\xE4rz\"\n", "saldo.yaml:1:8: byte 228 is not UTF-8; save the file as UTF-8"},
      {std::string("log: \0\n", 7),
       "saldo.yaml:1:6: control character 0 can't stand in YAML; remove it"},
  };
  for (const auto& c : cases) EXPECT_EQ(company.faults(c.yaml).front(), c.fault) << c.yaml;
}

TEST(Load, RefusesWhatMakesAFileHardToCheckByEye) {
  const Company company;
  EXPECT_THAT(company.faults(with("log: { level: warning }", "log: { level: !!str warning }")),
              ElementsAre("saldo.yaml:27:15: tag 'tag:yaml.org,2002:str' isn't read here; leave it "
                          "out"));
  EXPECT_THAT(
      company.faults(with("[camt, mt940]", "&mine [camt]") + "jobs2: *mine\n"),
      ElementsAre("saldo.yaml:7:15: anchors ('&mine') aren't read here; write the value out where "
                  "it is needed",
                  "saldo.yaml:29:1: unknown key 'jobs2'; did you mean 'jobs'?",
                  "saldo.yaml:29:8: aliases ('*name') aren't read here; write the value out"));
  EXPECT_THAT(company.faults(kGood + "---\nlog: {}\n"),
              ElementsAre("saldo.yaml:30:1: a second document ('---') begins here; keep all in "
                          "one"));
}

TEST(Load, TellsAllFaultsAtOnceInTheOrderOfTheFile) {
  const Company company;
  auto yaml = with("watch: true", "watch: maybe");
  yaml.replace(yaml.find("name: by-hand"), 13, "name: by-hnad");
  yaml.replace(yaml.find("retries: 1"), 10, "retries: x");
  yaml.replace(yaml.find("level: warning"), 14, "level: loud");
  EXPECT_THAT(
      company.faults(yaml),
      ElementsAre("saldo.yaml:8:24: 'watch' must be true or false, not 'maybe'",
                  "saldo.yaml:12:68: there is no connector or job 'by-hand'; did you mean "
                  "'by-hnad'?",
                  "saldo.yaml:13:88: 'retries' must be a whole number from 0 to 100, not 'x'",
                  "saldo.yaml:27:15: 'level' can't be 'loud'; it is one of debug, info, warning, "
                  "error"));
}

TEST(Load, FindsTheCircleOfJobsThatWaitForEachOther) {
  const Company company;
  const auto yaml = with("jobs:\n",
                         "jobs:\n"
                         "  - { name: a, kind: reconcile, after: [c, house-bank] }\n"
                         "  - { name: b, kind: reconcile, after: [a] }\n"
                         "  - { name: c, kind: reconcile, after: [b] }\n");
  EXPECT_THAT(company.faults(yaml),
              ElementsAre("saldo.yaml:13:41: these jobs wait for each other: a → c → b → a; take "
                          "one out of an 'after'"));
}

TEST(Load, NamesTheSocketPathThatLinuxWouldCut) {
  const Company company;
  const std::string name(120, 's');
  const auto faults = company.faults(with("run/saldo.sock", name));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_THAT(faults[0], HasSubstr("bytes; Linux allows 107"));
}

TEST(Load, RefusesAComponentThatTwoPluginsOffer) {
  const Company company;
  std::string manifest = Company::kBank;
  manifest.replace(manifest.find("library: bank.so"), 16, "library: copy.so");
  company.write_plugin("copy", manifest);
  const auto faults = company.faults(kGood);
  ASSERT_FALSE(faults.empty());
  EXPECT_EQ(faults[0],
            "saldo.yaml:7:16: two plugins offer a decoder 'camt': 'ROOT/plugins/bank/bank.so' and "
            "'ROOT/plugins/copy/copy.so'; remove one");
}

TEST(Load, NamesAFileThatCantBeRead) {
  const Company company;
  const auto loaded = load(company.root / "nowhere.yaml", company.plugins());
  EXPECT_FALSE(loaded.config.has_value());
  EXPECT_THAT(company.texts(loaded.faults),
              ElementsAre("nowhere.yaml:1:1: the file can't be read: No such file or directory"));
}

TEST(Load, ReadsTheFileOfThisName) {
  const Company company;
  company.write("saldo.yaml", kGood);
  const auto loaded = load(company.root / "saldo.yaml", company.plugins());
  ASSERT_TRUE(loaded.config.has_value());
  EXPECT_EQ(loaded.config->file, company.root / "saldo.yaml");
  EXPECT_EQ(loaded.config->masked_yaml, company.good(kGood).masked_yaml);
}

}  // namespace
}  // namespace saldo::config
