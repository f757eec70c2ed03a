#include "flows/wording_lint.hpp"

#include <map>
#include <set>

#include "flows/notice_letter.hpp"
#include "render/wordings.hpp"
#include "store/dunning_letters.hpp"

namespace saldo::flows {

namespace {

using model::DunningProcedure;

std::vector<const DunningProcedure*> procedures_of(const config::Config& config,
                                                   const std::string& named) {
  std::set<std::string> names;
  if (!named.empty()) names.insert(named);
  for (const config::Job& job : config.jobs)
    if (named.empty() && job.kind == "dunning") names.insert(job.procedure);
  std::vector<const DunningProcedure*> found;
  for (const std::string& name : names) {
    const auto at = config.procedures.find(name);
    if (at == config.procedures.end())
      throw FailureException({.kind = FailureKind::not_found,
                              .message = "there is no dunning procedure '" + name + "'"});
    found.push_back(&at->second);
  }
  return found;
}

class Lint {
 public:
  explicit Lint(const config::Letters& letters) : letters_(letters), wordings_(letters.path) {}

  /// `languages`: of the procedure's customers, and of how many each is.
  void look_through(const DunningProcedure& procedure,
                    std::map<std::string, std::int64_t> languages) {
    languages_ = std::move(languages);
    for (int level = 1; level <= static_cast<int>(procedure.levels.size()); ++level)
      look_at(procedure, level, procedure.level(level).text);
    if (procedure.legal) look_at(procedure, 0, procedure.legal->text);
  }
  std::vector<WordingGap> take() { return std::move(gaps_); }

 private:
  void look_at(const DunningProcedure& procedure, int level, const std::string& text) {
    const std::string wording = text.empty() ? usual_wording(level, level == 0) : text;
    const std::string instead =
        wordings_.has(letters_.language, wording) ? letters_.language : std::string();
    for (const auto& [language, customers] : languages_)
      if (!wordings_.has(language, wording))
        gaps_.push_back({procedure.name, level, wording, language, customers, instead,
                         (letters_.path / language / (wording + ".txt")).string()});
  }

  const config::Letters& letters_;
  render::Wordings wordings_;
  std::map<std::string, std::int64_t> languages_;
  std::vector<WordingGap> gaps_;
};

}  // namespace

std::string WordingGap::to_string() const {
  const std::string where = level == 0 ? "the legal stage" : "level " + std::to_string(level);
  return "procedure '" + procedure + "', " + where + ": there is no wording '" + wording +
         "' in '" + language + "', the language of " + std::to_string(customers) + " customers; " +
         (instead.empty() ? "they can get no letter" : "they get it in '" + instead + "'") +
         "; write it as " + file;
}

std::vector<WordingGap> lint_wordings(const Environment& environment,
                                      const std::string& procedure) {
  const config::Config& config = *environment.config;
  const auto procedures = procedures_of(config, procedure);
  store::Snapshot snapshot(*environment.store);
  Lint lint(config.letters);
  for (const DunningProcedure* one : procedures) {
    std::vector<std::string> others;  // whose customers it leaves to them
    for (const auto& [name, procedure_of_name] : config.procedures)
      if (name != one->name) others.push_back(name);
    std::map<std::string, std::int64_t> languages;
    for (const auto& [language, customers] : store::languages_of_dunned(snapshot.sql(), others))
      languages[language.empty() ? config.letters.language : language] += customers;
    lint.look_through(*one, std::move(languages));
  }
  return lint.take();
}

}  // namespace saldo::flows
