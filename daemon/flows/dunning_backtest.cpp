#include "flows/dunning_backtest.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>
#include <unordered_map>

#include "flows/dunning_account.hpp"
#include "store/past_accounts.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// An account of one dunning area.
struct Decided {
  std::string area;
  collect::DunningDecision decision;

  bool is_notice() const { return decision.outcome == collect::AccountOutcome::notice; }
  bool same_notice(const Decided& other) const {
    const collect::DunningDecision &a = decision, &b = other.decision;
    return a.level == b.level && a.amount == b.amount && a.fee == b.fee && a.legal == b.legal &&
           a.channel == b.channel;
  }
  std::string kind() const {
    if (!is_notice()) return "none";
    return decision.legal ? "legal" : "level " + std::to_string(decision.level);
  }
  json::object to_json() const {
    if (!is_notice())
      return {{"outcome", std::string(collect::to_string(decision.outcome))},
              {"because", decision.reason}};
    json::object out{{"level", decision.level}, {"amount", decision.amount.to_string()}};
    if (decision.legal) out["legal"] = true;
    if (decision.fee.minor != 0) out["fee"] = decision.fee.to_string();
    if (!decision.channel.empty()) out["channel"] = decision.channel;
    return out;
  }
};

/// One procedure on its way through the past, with the notices that it would have sent.
class Course {
 public:
  Course(const config::Config& config, model::DunningProcedure procedure)
      : procedure_(without_interest(std::move(procedure))), basis_(config, procedure_) {}

  void begin(soci::session& sql, Date day) {
    store::for_each_level_before(
        sql, day, [&](model::ItemId item, int level) { levels_[model::raw(item)] = level; });
    store::for_each_sent_before(sql, day, [&](const store::SentBefore& s) {
      sent({model::raw(s.customer), s.company_code, s.currency}, s.area, s.channel, s.day);
    });
  }

  std::vector<Decided> decide(store::AccountToDun account, Date day) {
    const Key key{model::raw(account.customer), account.company_code,
                  std::string(account.currency.code())};
    if (const auto found = sent_.find(key); found != sent_.end()) {
      account.last_sent = found->second.by_area;
      account.last_by_channel = found->second.by_channel;
    }
    for (store::DunnableItem& item : account.items)
      if (const auto level = levels_.find(model::raw(item.id)); level != levels_.end())
        item.sent_level = level->second;
    const collect::DunningRules rules = basis_.rules(account.customer_country);
    std::vector<Decided> all;
    for (const collect::DunningAccount& one : to_accounts(account, basis_, day)) {
      all.push_back({one.area, collect::decide(one, rules, day)});
      if (all.back().is_notice()) send(key, all.back(), day);
    }
    return all;
  }

 private:
  using Key = std::tuple<std::int64_t, std::string, std::string>;
  struct Sent {
    std::map<std::string, Date> by_area, by_channel;
  };

  static model::DunningProcedure without_interest(model::DunningProcedure procedure) {
    procedure.interest.reset();
    return procedure;
  }
  void sent(const Key& key, const std::string& area, const std::string& channel, Date day) {
    Sent& last = sent_[key];
    last.by_area[area] = std::max(last.by_area[area], day);
    last.by_channel[channel] = std::max(last.by_channel[channel], day);
  }
  void send(const Key& key, const Decided& notice, Date day) {
    sent(key, notice.area, notice.decision.channel, day);
    for (const collect::ItemDecision& i : notice.decision.items)
      if (i.level > 0) {
        int& level = levels_[model::raw(i.item)];
        level = std::max(level, i.level);
      }
  }

  model::DunningProcedure procedure_;
  DunningBasis basis_;
  std::unordered_map<std::int64_t, int> levels_;  ///< by item
  std::map<Key, Sent> sent_;
};

/// Counts and money of what would have gone otherwise.
class Totals {
 public:
  void add(const Decided& then, const Decided& now, bool otherwise) {
    then_ += then.is_notice();
    now_ += now.is_notice();
    if (!otherwise) return;
    ++otherwise_;
    const Money amount = now.is_notice() ? now.decision.amount : then.decision.amount;
    Line& line = changes_[{then.kind(), now.kind(), std::string(amount.currency.code())}];
    line.sum = line.count++ == 0 ? amount : line.sum + amount;
  }
  json::object to_json(const model::DunningProcedure& procedure, std::size_t days) const {
    json::array changes;
    for (const auto& [key, line] : changes_)
      changes.push_back(json::object{{"then", std::get<0>(key)},
                                     {"now", std::get<1>(key)},
                                     {"currency", std::get<2>(key)},
                                     {"count", line.count},
                                     {"amount", line.sum.to_string()}});
    return {{"total", true},
            {"procedure", procedure.name},
            {"procedure_version", procedure.version},
            {"days", days},
            {"notices_then", then_},
            {"notices_now", now_},
            {"otherwise", otherwise_},
            {"changes", std::move(changes)}};
  }

 private:
  struct Line {
    std::int64_t count = 0;
    Money sum;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Line> changes_;
  std::int64_t then_ = 0, now_ = 0, otherwise_ = 0;
};

[[noreturn]] void refuse(const std::string& message) {
  throw FailureException({.kind = FailureKind::not_found, .message = message});
}

std::vector<Date> days_of(soci::session& sql, const config::Config& config, const std::string& name,
                          Date from, Date to) {
  std::vector<std::string> jobs;
  for (const config::Job& job : config.jobs)
    if (job.kind == "dunning" && job.procedure == name) jobs.push_back(job.name);
  std::vector<Date> days = store::dunning_days(sql, jobs, from, to);
  if (days.empty())
    refuse("no dunning run by the procedure '" + name + "' proposed anything from " +
           from.to_string() + " to " + to.to_string() + "; there is nothing to try it on");
  return days;
}

json::object line_of(const store::AccountToDun& account, Date day, const Decided& then,
                     const Decided& now) {
  json::object line{{"day", day.to_string()},
                    {"customer", account.customer_number},
                    {"company_code", account.company_code},
                    {"currency", std::string(account.currency.code())}};
  if (!then.area.empty()) line["area"] = then.area;
  line["then"] = then.to_json();
  line["now"] = now.to_json();
  return line;
}

}  // namespace

void backtest_dunning(const Environment& environment, const model::DunningProcedure& procedure,
                      Date from, Date to, const std::function<void(const json::object&)>& each) {
  const config::Config& config = *environment.config;
  const auto configured = config.procedures.find(procedure.name);
  if (configured == config.procedures.end())
    refuse("the configuration has no procedure '" + procedure.name +
           "' to compare with; give the file's the name of the one that it is to replace");
  store::Snapshot snapshot(*environment.store);
  soci::session& sql = snapshot.sql();
  const std::vector<Date> days = days_of(sql, config, procedure.name, from, to);
  Course then(config, configured->second), now(config, procedure);
  then.begin(sql, days.front());
  now.begin(sql, days.front());
  Totals totals;
  for (const Date day : days)
    store::for_each_past_account(sql, day, [&](store::AccountToDun& account) {
      const std::vector<Decided> was = then.decide(account, day), is = now.decide(account, day);
      for (std::size_t i = 0; i < was.size(); ++i) {
        const bool same = was[i].is_notice() == is[i].is_notice() &&
                          (!was[i].is_notice() || was[i].same_notice(is[i]));
        totals.add(was[i], is[i], !same);
        if (!same) each(line_of(account, day, was[i], is[i]));
      }
    });
  each(totals.to_json(procedure, days.size()));
}

}  // namespace saldo::flows
