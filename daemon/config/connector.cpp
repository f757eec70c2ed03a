#include <algorithm>
#include <functional>

#include "config/cron.hpp"
#include "config/sections.hpp"
#include "config/time_zone.hpp"

namespace saldo::config {
namespace {

void read_decoders(const Node& node, const Catalogue& catalogue,
                   const std::filesystem::path& folder, Connector& connector, Faults& faults) {
  const auto& list = read_list(node, "decoders", faults);
  if (list.empty() && node.kind == Node::Kind::sequence)
    faults.add(node.at, "'decoders' must name at least one, such as [camt, mt940]");
  for (const Node& entry : list) {
    auto use = read_component(entry, "decoder", catalogue, folder, faults);
    if (!use) continue;
    const bool again = std::ranges::any_of(connector.decoders, [&](const ComponentUse& earlier) {
      return earlier.component == use->component;
    });
    if (again)
      faults.add(entry.at, "decoder " + in_quotes(use->component) +
                               " stands twice in the list, the second would never be tried; "
                               "remove one");
    connector.decoders.push_back(std::move(*use));
  }
  // What comes packed is unpacked without being asked to.
  constexpr const char* kUnpack = "unpack";
  const auto offer = catalogue.offered("decoder", kUnpack);
  const bool named = std::ranges::any_of(
      connector.decoders, [&](const ComponentUse& use) { return use.component == kUnpack; });
  if (offer && !named) connector.decoders.push_back(use_of(*offer->plugin, *offer->component));
}

Schedule read_schedule(const Node& node, const Connector& connector, bool has_source,
                       Faults& faults) {
  Schedule schedule;
  Mapping map(node, "schedule", "schedule", faults);
  schedule.watch = map.flag("watch", false);
  read_cron(map, schedule.cron, schedule.time_zone, faults);
  map.finish();
  if (!has_source)
    faults.add(node.at, "connector " + in_quotes(connector.name) +
                            " has no 'source', so nothing runs on this schedule; add the source "
                            "or remove 'schedule'");
  return schedule;
}

Connector read_connector(const Node& node, const Catalogue& catalogue,
                         const std::filesystem::path& folder, Names& names, Faults& faults) {
  Connector connector;
  Mapping map(node, "connectors", "a connector", faults);
  connector.name = read_new_name(map, names, faults);
  const Node* source = map.find("source");
  if (source != nullptr)
    connector.source = read_component(*source, "source", catalogue, folder, faults);
  const Node* sink = map.find("sink");
  if (sink != nullptr) connector.sink = read_component(*sink, "sink", catalogue, folder, faults);
  // One that only sends has nothing to decode.
  const Node* decoders =
      sink != nullptr && source == nullptr ? map.find("decoders") : map.require("decoders");
  if (decoders != nullptr) read_decoders(*decoders, catalogue, folder, connector, faults);
  if (const Node* schedule = map.find("schedule"))
    connector.schedule = read_schedule(*schedule, connector, source != nullptr, faults);
  map.finish();
  return connector;
}

/// A job with the places of what it refers to.
struct PlacedJob {
  Job job;
  std::vector<Mark> after;
};

/// Where the messages of a write_back or deliver job go: a connector with a sink.
void read_target(Mapping& map, Job& job, const Config& config, Faults& faults) {
  const Node* node = map.require("connector");
  if (node == nullptr) return;
  job.connector = map.text("connector");
  std::vector<std::string> with_sink;
  for (const Connector& c : config.connectors)
    if (c.sink) with_sink.push_back(c.name);
  if (!job.connector.empty() && std::ranges::count(with_sink, job.connector) == 0)
    faults.add(node->at, "there is no connector " + in_quotes(job.connector) + " with a sink" +
                             suggestion(job.connector, with_sink, "those with one are"));
}

void read_kind(Mapping& map, PlacedJob& placed, const Config& config, Faults& faults) {
  Job& job = placed.job;
  if (map.require("kind") != nullptr)
    job.kind = map.choice(
        "kind",
        {"reconcile", "dunning", "balance_check", "promises", "disputes", "write_back", "deliver"},
        "");
  const bool sends = job.kind == "write_back" || job.kind == "deliver";
  if (sends) read_target(map, job, config, faults);
  if (job.kind == "dunning") {
    const Node* node = map.require("procedure");
    job.procedure = map.text("procedure");
    std::vector<std::string> defined;
    for (const auto& [name, unused] : config.procedures) defined.push_back(name);
    if (node != nullptr && !job.procedure.empty() && !config.procedures.contains(job.procedure))
      faults.add(node->at, "there is no dunning procedure " + in_quotes(job.procedure) +
                               suggestion(job.procedure, defined,
                                          "define it under dunning: procedures:, which has"));
  }
  if (job.kind == "reconcile")
    if (const std::string policy = map.text("policy"); !policy.empty())
      job.policy_file = resolve(std::filesystem::absolute(config.file).parent_path(), policy);
  for (const auto& [key, kind] :
       {std::pair("procedure", "dunning"), std::pair("policy", "reconcile"),
        std::pair("connector", sends ? job.kind.c_str() : "write_back")})
    if (map.find(key) != nullptr && !job.kind.empty() && job.kind != kind)
      faults.add(map.key_at(key), "'" + std::string(key) + "' means nothing to a job of kind " +
                                      job.kind + "; remove it");
}

PlacedJob read_job(const Node& node, const Config& config, Names& names, Faults& faults) {
  PlacedJob placed;
  Mapping map(node, "jobs", "a job", faults);
  placed.job.name = read_new_name(map, names, faults);
  read_kind(map, placed, config, faults);
  if (const Node* after = map.find("after"))
    for (const Node& entry : read_list(*after, "after", faults)) {
      const auto name = read_text(entry, "after", faults);
      if (!name) continue;
      if (std::ranges::count(placed.job.after, *name) != 0) {
        faults.add(entry.at, in_quotes(*name) + " stands twice in 'after'; remove one");
        continue;
      }
      placed.job.after.push_back(*name);
      placed.after.push_back(entry.at);
    }
  read_cron(map, placed.job.cron, placed.job.time_zone, faults);
  if (placed.job.kind == "deliver" && placed.job.cron.empty())
    faults.add(
        map.at(),
        "a job of kind deliver needs 'cron', such as \"*/10 7-18 * * MON-FRI\": what the mail "
        "server puts off goes with a later run");
  constexpr int kRetriesMax = 100;
  placed.job.retries = map.integer("retries", 0, kRetriesMax, placed.job.retries);
  map.finish();
  return placed;
}

void check_after(const std::vector<PlacedJob>& jobs, const Names& names, Faults& faults) {
  std::vector<std::string> known;
  for (const auto& [name, at] : names) known.push_back(name);
  for (const auto& [job, after] : jobs)
    for (std::size_t i = 0; i < after.size(); ++i)
      if (!names.contains(job.after[i]))
        faults.add(after[i], "there is no connector or job " + in_quotes(job.after[i]) +
                                 suggestion(job.after[i], known, "there are"));
}

/// Complains once about each circle of jobs that would start each other for ever.
void check_cycles(const std::vector<PlacedJob>& jobs, Faults& faults) {
  enum class State { unseen, on_path, done };
  std::map<std::string, const PlacedJob*> by_name;
  for (const auto& placed : jobs) by_name.emplace(placed.job.name, &placed);
  std::map<std::string, State> states;
  std::vector<std::string> path;
  const std::function<void(const PlacedJob&)> visit = [&](const PlacedJob& placed) {
    states[placed.job.name] = State::on_path;
    path.push_back(placed.job.name);
    for (std::size_t i = 0; i < placed.job.after.size(); ++i) {
      const auto next = by_name.find(placed.job.after[i]);
      if (next == by_name.end()) continue;
      if (states[next->first] == State::on_path) {
        const auto start = std::ranges::find(path, next->first);
        std::vector<std::string> circle(start, path.end());
        circle.push_back(next->first);
        faults.add(placed.after[i], "these jobs wait for each other: " + join(circle, " → ") +
                                        "; take one out of an 'after'");
      } else if (states[next->first] == State::unseen) {
        visit(*next->second);
      }
    }
    path.pop_back();
    states[placed.job.name] = State::done;
  };
  for (const auto& placed : jobs)
    if (states[placed.job.name] == State::unseen) visit(placed);
}

}  // namespace

std::string read_new_name(Mapping& map, Names& names, Faults& faults) {
  const Node* node = map.require("name");
  if (node == nullptr) return {};
  const auto name = read_text(*node, "name", faults);
  if (!name) return {};
  // A name that can't be is still known, so that those who refer to it aren't blamed, too.
  check_name(*name, "name", node->at, faults);
  const auto [earlier, added] = names.emplace(*name, node->at);
  if (!added)
    faults.add(node->at, "the name " + in_quotes(*name) + " is already taken in line " +
                             std::to_string(earlier->second.line) +
                             "; connectors and jobs each need their own");
  return *name;
}

std::string read_time_zone(Mapping& map, std::string otherwise, Faults& faults) {
  const Node* node = map.find("time_zone");
  if (node == nullptr) return otherwise;
  const auto name = read_text(*node, "time_zone", faults);
  if (!name) return otherwise;
  if (const auto zone = TimeZone::find(*name); !zone) faults.add(node->at, zone.error().message);
  return *name;
}

void read_cron(Mapping& map, std::string& cron, std::string& time_zone, Faults& faults) {
  const Node* node = map.find("cron");
  if (node != nullptr)
    if (const auto text = read_text(*node, "cron", faults)) {
      if (const auto e = CronExpression::parse(*text); !e) faults.add(node->at, e.error().message);
      cron = *text;
    }
  time_zone = read_time_zone(map, time_zone, faults);
  if (node == nullptr && map.find("time_zone") != nullptr)
    faults.add(map.key_at("time_zone"), "'time_zone' means nothing without 'cron'; remove it");
}

std::vector<Connector> read_connectors(const Node& node, const Catalogue& catalogue,
                                       const std::filesystem::path& folder, Names& names,
                                       Faults& faults) {
  std::vector<Connector> connectors;
  const auto& entries = read_list(node, "connectors", faults);
  connectors.reserve(entries.size());
  for (const Node& entry : entries)
    connectors.push_back(read_connector(entry, catalogue, folder, names, faults));
  return connectors;
}

std::vector<Job> read_jobs(const Node& node, const Config& config, Names& names, Faults& faults) {
  std::vector<PlacedJob> placed;
  const auto& entries = read_list(node, "jobs", faults);
  placed.reserve(entries.size());
  for (const Node& entry : entries) placed.push_back(read_job(entry, config, names, faults));
  check_after(placed, names, faults);
  check_cycles(placed, faults);
  std::vector<Job> jobs;
  jobs.reserve(placed.size());
  for (auto& p : placed) jobs.push_back(std::move(p.job));
  return jobs;
}

}  // namespace saldo::config
