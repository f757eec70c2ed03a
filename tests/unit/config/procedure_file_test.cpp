#include "config/procedure_file.hpp"

#include <algorithm>

#include "company.hpp"

namespace saldo::config {
namespace {

/// The section `dunning` of a configuration, as a file of its own.
std::string section(const std::string& yaml) {
  const auto begin = yaml.find("dunning:\n");
  auto end = begin;
  do end = yaml.find('\n', end) + 1;
  while (end != 0 && end < yaml.size() && (yaml[end] == ' ' || yaml[end] == '\n'));
  return yaml.substr(begin, end - begin);
}

TEST(ProcedureFile, IsTheSectionOfTheConfigurationAndHasTheSameVersion) {
  const Company company;
  const Config config = company.good(kGood);
  const std::string file = section(kGood);
  ASSERT_TRUE(holds_procedure(file));
  const LoadedProcedure loaded = load_procedure_text(file, "new.yaml", config);
  ASSERT_TRUE(loaded.procedure) << loaded.faults.at(0).to_string();
  EXPECT_EQ(loaded.procedure->name, "standard");
  EXPECT_EQ(loaded.procedure->version, config.procedures.at("standard").version);
  EXPECT_EQ(loaded.procedure->levels.size(), 3u);
}

TEST(ProcedureFile, FaultsNameTheFileAndTheLine) {
  const Company company;
  const Config config = company.good(kGood);
  std::string file = section(kGood);
  file.replace(file.find("interval_days: 14"), 17, "interval_days: -1");
  const LoadedProcedure loaded = load_procedure_text(file, "new.yaml", config);
  EXPECT_FALSE(loaded.procedure);
  ASSERT_EQ(loaded.faults.size(), 1u);
  EXPECT_NE(loaded.faults[0].to_string().find("new.yaml:"), std::string::npos)
      << loaded.faults[0].to_string();
  EXPECT_NE(loaded.faults[0].message.find("interval_days"), std::string::npos);
}

TEST(ProcedureFile, HoldsOneProcedure) {
  const Company company;
  const LoadedProcedure loaded = load_procedure_text(
      "dunning:\n  procedures:\n    a: { levels: [{ days: 5 }] }\n    b: { levels: [{ days: 5 }] "
      "}\n",
      "new.yaml", company.good(kGood));
  EXPECT_FALSE(loaded.procedure);
  EXPECT_TRUE(std::ranges::any_of(loaded.faults, [](const Failure& fault) {
    return fault.message.find("2 procedures") != std::string::npos;
  }));
}

TEST(ProcedureFile, OtherFilesAreNone) {
  EXPECT_FALSE(holds_procedure("rules: []\n"));
  EXPECT_FALSE(holds_procedure(kGood)) << "a whole configuration";
  EXPECT_FALSE(holds_procedure(""));
  EXPECT_FALSE(holds_procedure("- dunning\n"));
  EXPECT_FALSE(holds_procedure("dunning: {{"));
}

}  // namespace
}  // namespace saldo::config
