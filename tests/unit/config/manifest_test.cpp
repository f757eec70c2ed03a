#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Manifest, IsFoundByItsFileItsLibraryAndItsFolder) {
  const Company company;
  for (const char* name : {"bank/plugin.yaml", "bank/bank.so", "bank"}) {
    const auto m = read_manifest(company.plugins() / name);
    ASSERT_TRUE(m.has_value()) << m.error().to_string();
    EXPECT_EQ(m->id, "test.bank");
    EXPECT_EQ(m->stability, "beta");
    EXPECT_EQ(m->library, company.plugins() / "bank/bank.so");
    ASSERT_EQ(m->components.size(), 2u);
    EXPECT_EQ(m->components[1].kind, "decoder");
    ASSERT_EQ(m->components[1].options.size(), 2u);
    EXPECT_EQ(m->components[1].options[0].type, "boolean");
    EXPECT_EQ(m->components[1].options[0].default_value, "true");
    EXPECT_FALSE(m->components[1].options[0].required);
  }
}

TEST(Manifest, IsNotThatOfAnotherLibraryInTheFolder) {
  const Company company;
  company.write("plugins/bank/other.so", "");
  const auto m = read_manifest(company.plugins() / "bank/other.so");
  ASSERT_FALSE(m.has_value());
  EXPECT_THAT(m.error().message, HasSubstr("is for 'bank.so', not for 'other.so'"));
}

TEST(Manifest, AreFoundInTheOrderOfTheirFolders) {
  const Company company;
  company.write("plugins/not-a-plugin/README", "");
  company.write("plugins/stray-file", "");
  std::vector<Failure> faults;
  const auto found = find_plugins(company.plugins(), faults);
  EXPECT_THAT(company.texts(faults), IsEmpty());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "bank");
  EXPECT_EQ(found[1].name, "files");
}

TEST(Manifest, AreNotFoundInADirectoryThatIsNotThere) {
  const Company company;
  std::vector<Failure> faults;
  EXPECT_TRUE(find_plugins(company.root / "nowhere", faults).empty());
  EXPECT_THAT(company.texts(faults),
              ElementsAre("nowhere: plugin directory 'ROOT/nowhere' can't be read: No such file or "
                          "directory"));
}

struct Broken {
  const char* from;
  const char* to;
  const char* fault;
};

class ManifestRefuses : public testing::TestWithParam<Broken> {};

TEST_P(ManifestRefuses, WithThePlaceTheValueAndTheRemedy) {
  const Company company;
  std::string text = Company::kBank;
  const std::string from = GetParam().from;
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  company.write("plugins/bank/plugin.yaml", text.replace(at, from.size(), GetParam().to));
  const auto m = read_manifest(company.plugins() / "bank");
  ASSERT_FALSE(m.has_value());
  EXPECT_THAT(company.texts({m.error()}), ElementsAre(GetParam().fault));
  // The same fault stops a configuration, which names the manifest's place.
  EXPECT_THAT(company.faults(kGood), testing::Contains(GetParam().fault));
}

const Broken kBroken[] = {
    {"version: 1.2.3\n", "",
     "plugins/bank/plugin.yaml:1:1: the manifest has no 'version', which it needs"},
    {"summary: Bank", "sumary: Bank",
     "plugins/bank/plugin.yaml:1:1: the manifest has no 'summary', which it needs"},
    {"abi: \"0.1\"", "abi: \"1.0\"",
     "plugins/bank/plugin.yaml:4:6: the plugin is for ABI 1.0; this saldo offers 0.1; install a "
     "plugin that was built for it"},
    {"abi: \"0.1\"", "abi: \"0.1b\"",
     "plugins/bank/plugin.yaml:4:6: 'abi' must be MAJOR.MINOR, such as \"0.1\", not '0.1b'"},
    {"library: bank.so", "library: ../evil.so",
     "plugins/bank/plugin.yaml:7:10: 'library' can't be '../evil.so'; use up to 64 letters, "
     "digits, "
     "'-', '_' or '.', and begin with a letter or digit"},
    {"library: bank.so", "library: none.so",
     "plugins/bank/plugin.yaml:7:10: library 'ROOT/plugins/bank/none.so' is not there; install the "
     "plugin again"},
    {"kind: decoder, summary", "kind: decode, summary",
     "plugins/bank/plugin.yaml:9:25: 'kind' can't be 'decode'; did you mean 'decoder'?"},
    {"name: mt940", "name: camt",
     "plugins/bank/plugin.yaml:10:5: component 'camt' is declared twice"},
    {"type: boolean", "type: bool",
     "plugins/bank/plugin.yaml:14:31: 'type' can't be 'bool'; did you mean 'boolean'?"},
    {"default: \"true\"", "default: \"yes\"",
     "plugins/bank/plugin.yaml:14:49: 'strict' must be true or false, not 'yes'"},
    {"default: \"true\"", "required: true, default: \"true\"",
     "plugins/bank/plugin.yaml:14:65: option 'strict' is required and has a default; keep one of "
     "the two"},
    {"name: tolerance", "name: strict",
     "plugins/bank/plugin.yaml:15:9: option 'strict' is declared twice, or is saldo's own; rename "
     "it"},
    {"name: tolerance", "name: plugin",
     "plugins/bank/plugin.yaml:15:9: option 'plugin' is declared twice, or is saldo's own; rename "
     "it"},
};
INSTANTIATE_TEST_SUITE_P(Values, ManifestRefuses, testing::ValuesIn(kBroken));

}  // namespace
}  // namespace saldo::config
