#include "cli/plugin_check.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <memory>

#include "base/clock.hpp"
#include "base/record_json.hpp"
#include "check/check.hpp"
#include "cli/check_subject.hpp"
#include "cli/decoded.hpp"
#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/rows.hpp"
#include "cli/terminal.hpp"
#include "config/config.hpp"
#include "connect/host_path.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away with everything in it.
class ScratchFolder {
 public:
  ScratchFolder() : path_((scratch_folder() / "saldo-check-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr)
      throw Stop(kFailed, "no folder can be made in " + scratch_folder().string());
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

check::Plugin to_check(const config::Manifest& manifest) {
  check::Plugin plugin{manifest.library, manifest.id, manifest.version, {}};
  for (const config::ComponentSpec& component : manifest.components) {
    check::Component c{component.name, component.kind, {}};
    for (const config::OptionSpec& option : component.options)
      c.options.push_back({option.name, option.type, option.required});
    plugin.components.push_back(std::move(c));
  }
  return plugin;
}

/// Records as `saldo decode` prints them.
std::string to_jsonl(std::string_view batch) {
  flows::Stage stage{scratch_folder()};
  DecodedTotals totals;
  std::string lines;
  if (!stage.add(batch)) return lines;
  if (const auto counted = totals.add(batch); !counted) return counted.error().message + '\n';
  const auto shown = show_records(stage, totals, [&](const boost::json::object& record) {
    lines += boost::json::serialize(record) + '\n';
  });
  return shown ? lines : shown.error().message + '\n';
}

boost::json::object to_row(const check::Finding& finding) {
  boost::json::object row{{"result", check::to_string(finding.result)}, {"check", finding.check}};
  if (!finding.component.empty()) row["component"] = finding.component;
  if (!finding.sample.empty()) row["sample"] = finding.sample;
  if (!finding.reason.empty()) row["reason"] = finding.reason;
  row["promise"] = finding.promise;
  return row;
}

bool is_fault(const check::Finding& finding) {
  return finding.result == check::Result::failed || finding.result == check::Result::crashed;
}

}  // namespace

int check_plugin(const PluginCheckOptions& options) {
  const auto manifest = config::read_manifest(options.file);
  if (!manifest) throw Stop(kFailed, manifest.error().to_string());
  const ScratchFolder scratch;
  check::Settings settings{
      .scratch = scratch.path(), .seed = options.seed, .only = options.only, .to_jsonl = to_jsonl};
  if (!options.samples.empty()) settings.samples = check::read_samples(options.samples);
  const SystemClock clock;
  const connect::Observer observer{.clock = &clock};
  const auto start = [&](const check::Launch& launch) {
    return start_subject(manifest->library, launch, observer, connect::plugin_host_path());
  };
  const auto sink = open_sink({});
  const auto rows = make_rows(to_format(options.format), *sink,
                              {"result", "check", "component", "sample", "reason"});
  Progress progress;
  std::int64_t faults = 0, all = 0;
  check::run(to_check(*manifest), settings, start, [&](const check::Finding& finding) {
    progress.show("check " + finding.check + " " + finding.component, 0, 0);
    rows->add(to_row(finding));
    faults += is_fault(finding) ? 1 : 0;
    ++all;
  });
  progress.clear();
  rows->finish();
  sink->finish();
  tell(manifest->name + ": " + std::to_string(all) + " checks, " + std::to_string(faults) +
       " found a fault");
  return faults == 0 && all != 0 ? kDone : kFailed;
}

}  // namespace saldo::cli
