#include "flows/wording_lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/check/temporary_folder.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WordingLint : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 20;
    desk.config->procedures["standard"] = procedure;
    desk.config->jobs.push_back({.name = "dunning", .kind = "dunning", .procedure = "standard"});
    desk.config->letters.path = letters.path();
    desk.config->letters.language = "en";
    write("en", {"reminder", "demand", "final"});
    write("de", {"reminder"});
    desk.book.post_receivables(
        "erp",
        {buyer("1", "de"), buyer("2", "de"), buyer("3", "fi"), buyer("4", ""), undunned("5", "sv")},
        {});
  }
  void write(const std::string& language, const std::vector<std::string>& wordings) const {
    for (const std::string& wording : wordings)
      letters.put(language + "/" + wording + ".txt", "subject: S\n---\nPay\n");
  }
  static Customer undunned(const std::string& number, const std::string& language) {
    Customer c = customer(number);
    c.dunning_procedure.clear();
    c.language = language;
    return c;
  }
  static Customer buyer(const std::string& number, const std::string& language) {
    Customer c = undunned(number, language);
    c.dunning_procedure = "standard";
    return c;
  }
  /// "2 demand de 2 en": level, wording, language, customers, what they get instead.
  std::vector<std::string> gaps() {
    std::vector<std::string> all;
    for (const WordingGap& gap : lint_wordings(desk.environment(), {}))
      all.push_back(std::to_string(gap.level) + " " + gap.wording + " " + gap.language + " " +
                    std::to_string(gap.customers) + " " +
                    (gap.instead.empty() ? "-" : gap.instead));
    return all;
  }
  model::DunningProcedure& procedure() { return desk.config->procedures.at("standard"); }

  Desk desk;
  check::TemporaryFolder letters;
};

TEST_F(WordingLint, FindsEachLevelsLetterThatALanguageOfItsCustomersLacks) {
  EXPECT_THAT(gaps(), ElementsAre("1 reminder fi 1 en", "2 demand de 2 en", "2 demand fi 1 en"));
  write("de", {"demand"});
  write("fi", {"reminder", "demand"});
  EXPECT_THAT(gaps(), IsEmpty());
}

TEST_F(WordingLint, SaysWhereNoLetterCanBeWrittenAtAll) {
  procedure().levels[1].text = "harsh";
  procedure().legal = model::LegalStage{};
  write("de", {"harsh", "final"});
  write("fi", {"reminder", "final"});
  EXPECT_THAT(gaps(), ElementsAre("2 harsh en 1 -", "2 harsh fi 1 -"));
  EXPECT_EQ(lint_wordings(desk.environment(), "standard").front().to_string(),
            "procedure 'standard', level 2: there is no wording 'harsh' in 'en', the language of 1 "
            "customers; they can get no letter; write it as " +
                (letters.path() / "en/harsh.txt").string());
}

TEST_F(WordingLint, LooksOnlyAtProceduresThatJobsUseUnlessOneIsNamed) {
  model::DunningProcedure other = procedure();
  other.name = "other";
  other.levels.resize(1);
  other.levels[0].text = "unwritten";
  desk.config->procedures["other"] = other;
  EXPECT_THAT(gaps(), testing::SizeIs(3));
  EXPECT_THAT(lint_wordings(desk.environment(), "other"), IsEmpty()) << "it has no customers";
  desk.book.tamper(
      "UPDATE customer_company SET dunning_procedure = 'other' WHERE customer_id = "
      "(SELECT id FROM customer WHERE number = '2')");
  EXPECT_EQ(lint_wordings(desk.environment(), "other").front().customers, 1);
  EXPECT_THAT(gaps(), ElementsAre("1 reminder fi 1 en", "2 demand de 1 en", "2 demand fi 1 en"));
  EXPECT_THROW(lint_wordings(desk.environment(), "none"), FailureException);
}

}  // namespace
}  // namespace saldo::flows
