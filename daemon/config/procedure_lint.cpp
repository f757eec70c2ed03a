#include <algorithm>
#include <filesystem>

#include "config/procedure.hpp"

namespace saldo::config {

namespace fs = std::filesystem;

namespace {

using model::DunningLevel;
using model::DunningProcedure;

class Lint {
 public:
  Lint(const DunningProcedure& procedure, const Node& node, const Config& config, Faults& faults)
      : p_(procedure), node_(node), config_(config), faults_(faults) {}

  void run() {
    const int count = static_cast<int>(p_.levels.size());
    check_level_number(p_.show_all_from_level, count, "show_all_from_level");
    check_level_number(p_.four_eyes.from_level, count, "four_eyes");
    for (int n = 1; n <= count; ++n) check_level(n, count);
    check_texts();
    check_letters();
    check_days();
    check_interest();
    check_channel_intervals();
  }

 private:
  /// The value of a key of the procedure; null when it isn't there.
  const Node* find(std::string_view key) const {
    const auto found = std::ranges::find(node_.entries, key, &Entry::key);
    return found == node_.entries.end() ? nullptr : &found->value;
  }
  Mark at(std::string_view key) const {
    const Node* node = find(key);
    return node == nullptr ? node_.at : node->at;
  }
  Mark at_level(int n) const {
    const Node* levels = find("levels");
    const auto index = static_cast<std::size_t>(n - 1);
    return levels == nullptr || index >= levels->items.size() ? node_.at : levels->items[index].at;
  }
  static std::string level(int n) { return "level " + std::to_string(n); }

  void check_level_number(int n, int count, std::string_view key) {
    if (n > count)
      faults_.add(at(key), in_quotes(key) + " begins at " + level(n) + ", but there are only " +
                               std::to_string(count) + " levels, so it never does");
  }

  void check_level(int n, int count) {
    const DunningLevel& l = p_.level(n);
    const int seen = p_.days_when_first_seen();
    if (!p_.progressive && n < count && p_.level(n + 1).days <= seen)
      faults_.add(at_level(n), level(n) + " is never reached: what is dunned at all is " +
                                   std::to_string(seen) + " days late at least, and then " +
                                   level(n + 1) + " has been reached, too; shorten the grace or " +
                                   "drop the level");
    if (l.effects.hand_over && n < count)
      faults_.add(at_level(n), level(n) + " hands over to collection, so " + level(n + 1) +
                                   " is never reached; hand over at the last level");
    if (l.interest && !p_.interest)
      faults_.add(at_level(n), level(n) + " shows interest, but the procedure doesn't say which; " +
                                   "add interest: { country: DE }");
  }

  /// Letters are all by name, or all the built-in ones.
  void check_texts() {
    const bool any = std::ranges::any_of(p_.levels, [](const auto& l) { return !l.text.empty(); });
    if (!any) return;
    for (int n = 1; n <= static_cast<int>(p_.levels.size()); ++n)
      if (p_.level(n).text.empty())
        faults_.add(at_level(n), level(n) +
                                     " has no 'text', which other levels have; name its "
                                     "letter");
    if (p_.legal && p_.legal->text.empty())
      faults_.add(at("legal"),
                  "the legal stage has no 'text', which the levels have; name its "
                  "letter");
  }

  /// Who has no letter in the own language gets it in that of 'letters', so there it must be.
  /// Nothing is said where that language has no letters at all: they may be installed later.
  void check_letters() {
    const fs::path letters = config_.letters.path / config_.letters.language;
    if (std::error_code ignored; !fs::is_directory(letters, ignored)) return;
    const auto check = [&](const std::string& text, Mark at, const std::string& where) {
      const fs::path file = letters / (text + ".txt");
      if (!text.empty() && !fs::exists(file))
        faults_.add(at, where + " has the letter " + in_quotes(text) + ", which isn't there in " +
                            in_quotes(config_.letters.language) +
                            ", the language for whom has no letter in the own; write " +
                            file.string());
    };
    for (int n = 1; n <= static_cast<int>(p_.levels.size()); ++n)
      check(p_.level(n).text, at_level(n), level(n));
    if (p_.legal) check(p_.legal->text, at("legal"), "the legal stage");
  }

  void check_days() {
    if (p_.days.calendar.empty() || p_.days.calendar == "customer") return;
    if (config_.calendars.contains(p_.days.calendar)) return;
    std::vector<std::string> names = {"customer"};
    for (const auto& [name, calendar] : config_.calendars) names.push_back(name);
    faults_.add(at("days"), "there is no calendar " + in_quotes(p_.days.calendar) +
                                suggestion(p_.days.calendar, names, "there are"));
  }

  void check_interest() {
    if (!p_.interest) return;
    if (!config_.late_rates.knows(p_.interest->country, p_.interest->regime))
      faults_.add(at("interest"), "no late-payment rates of " + in_quotes(p_.interest->country) +
                                      " for " + in_quotes(p_.interest->regime) + " are known" +
                                      suggestion(p_.interest->country,
                                                 config_.late_rates.countries(), "there are"));
    if (std::ranges::none_of(p_.levels, &DunningLevel::interest))
      faults_.add(at("interest"), "no level shows the interest; add interest: true to one");
  }

  void check_channel_intervals() {
    const auto used = [&](const std::string& channel) {
      const auto in = [&](const std::vector<std::string>& list) {
        return std::ranges::find(list, channel) != list.end();
      };
      return (p_.legal && in(p_.legal->channels)) ||
             std::ranges::any_of(p_.levels, [&](const auto& l) { return in(l.channels); });
    };
    for (const auto& [channel, days] : p_.channel_interval_days)
      if (!used(channel))
        faults_.add(at("channel_interval_days"), "no level uses the channel " + in_quotes(channel) +
                                                     ", so its interval never "
                                                     "counts; add it to a level's channels");
  }

  const DunningProcedure& p_;
  const Node& node_;
  const Config& config_;
  Faults& faults_;
};

}  // namespace

void lint_procedure(const DunningProcedure& procedure, const Node& node, const Config& config,
                    Faults& faults) {
  Lint(procedure, node, config, faults).run();
}

}  // namespace saldo::config
