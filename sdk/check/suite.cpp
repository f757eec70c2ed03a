#include <stdexcept>
#include <variant>

#include "check/bench.hpp"

namespace saldo::check {
namespace {

using OfPlugin = void (*)(const Bench&);
using OfComponent = void (*)(const Bench&, const Component&);
using OfSample = void (*)(const Bench&, const Component&, const Sample&);

struct Check {
  const char* name;
  const char* kind;  ///< of the components that it is for; empty: all
  const char* promise;
  std::variant<OfPlugin, OfComponent, OfSample> run;
};

constexpr Check kChecks[] = {
    {"one-symbol", "", "The library exports its entry and nothing else.", OfPlugin(&one_symbol)},
    {"no-forbidden-imports", "", "Files, network, processes and time come through the host alone.",
     OfPlugin(&no_forbidden_imports)},
    {"manifest-matches", "", "The manifest says what the library is and names what it can make.",
     OfPlugin(&manifest_matches)},
    {"unknown-component", "", "A component that it doesn't have is refused.",
     OfPlugin(&unknown_component)},
    {"create-destroy", "", "An instance can be made and ended again and again.",
     OfComponent(&create_destroy)},
    {"missing-options", "", "Without options it works or says which one it needs.",
     OfComponent(&missing_options)},
    {"identify-empty", "decoder", "No bytes are nobody's format.", OfComponent(&identify_empty)},
    {"identify-noise", "decoder", "Random bytes are nobody's format.",
     OfComponent(&identify_noise)},
    {"decode-empty", "decoder", "An empty document is read or refused.",
     OfComponent(&decode_empty)},
    {"decode-noise", "decoder", "Random bytes are read or refused.", OfComponent(&decode_noise)},
    {"source-of-nothing", "source", "Where nothing is, nothing is found.",
     OfComponent(&source_of_nothing)},
    {"acknowledge-unknown", "source", "An acknowledgement may come twice, or too late.",
     OfComponent(&acknowledge_unknown)},
    {"deliver-twice", "sink", "The same message delivered twice has one receipt.",
     OfComponent(&deliver_twice)},
    {"identify-own-sample", "decoder", "A sample is recognised by its first 4 KiB.",
     OfSample(&identify_own_sample)},
    {"decode-sample", "decoder", "A sample gives the records that stand beside it.",
     OfSample(&decode_sample)},
    {"records-well-formed", "decoder", "Records have real dates, real currencies and their scale.",
     OfSample(&records_well_formed)},
    {"decode-twice", "decoder", "The same document gives the same records.",
     OfSample(&decode_twice)},
    {"decode-chunking", "decoder", "How the bytes are cut into pieces makes no difference.",
     OfSample(&decode_chunking)},
    {"decode-truncated", "decoder", "A document that is cut off anywhere is read or refused.",
     OfSample(&decode_truncated)},
    {"decode-bitflips", "decoder", "A damaged document is read or refused.",
     OfSample(&decode_bitflips)},
    {"huge-line", "decoder", "A line beyond all measure is read or refused.", OfSample(&huge_line)},
};

class Suite {
 public:
  Suite(const Bench& bench, const std::function<void(const Finding&)>& told)
      : bench_(bench), told_(told) {}

  std::vector<Finding> run() {
    for (const Check& check : kChecks) {
      if (std::string_view(check.name).find(bench_.settings.only) == std::string_view::npos)
        continue;
      if (const auto* whole = std::get_if<OfPlugin>(&check.run))
        report(check, nullptr, nullptr, [&] { (*whole)(bench_); });
      else if (const auto* one = std::get_if<OfComponent>(&check.run))
        run_component(check, *one);
      else
        run_samples(check, std::get<OfSample>(check.run));
    }
    return std::move(findings_);
  }

 private:
  static bool is_for(const Check& check, const Component& component) {
    return check.kind[0] == '\0' || component.kind == check.kind;
  }
  void run_component(const Check& check, OfComponent f) {
    for (const Component& component : bench_.plugin.components)
      if (is_for(check, component))
        report(check, &component, nullptr, [&] { f(bench_, component); });
  }
  void run_samples(const Check& check, OfSample f) {
    bool any = false;
    for (const Component& component : bench_.plugin.components)
      any = any || is_for(check, component);
    if (!any) return;
    if (bench_.settings.samples.empty())
      report(check, nullptr, nullptr, [] { skip("no samples were given"); });
    if (decoders_.empty())
      for (const Sample& sample : bench_.settings.samples)
        decoders_.push_back(bench_.decoder_of(sample));
    for (std::size_t i = 0; i < decoders_.size(); ++i) {
      const Component* decoder = decoders_[i];
      const Sample& sample = bench_.settings.samples[i];
      report(check, decoder, &sample, [&] {
        if (decoder != nullptr) return f(bench_, *decoder, sample);
        if (f == &identify_own_sample) fail("none of the plugin's decoders recognises it");
        skip("none of the plugin's decoders recognises it");
      });
    }
  }
  template <class F>
  void report(const Check& check, const Component* component, const Sample* sample, F f) {
    Finding finding{check.name,
                    check.promise,
                    component != nullptr ? component->name : "",
                    sample != nullptr ? sample->name : "",
                    Result::passed,
                    ""};
    try {
      f();
    } catch (const Verdict& verdict) {
      finding.result = verdict.result;
      finding.reason = verdict.reason;
    }
    if (told_) told_(finding);
    findings_.push_back(std::move(finding));
  }

  const Bench& bench_;
  const std::function<void(const Finding&)>& told_;
  std::vector<const Component*> decoders_;  ///< of the samples, in their order
  std::vector<Finding> findings_;
};

}  // namespace

std::string_view to_string(Result result) {
  switch (result) {
    case Result::passed:
      return "passed";
    case Result::failed:
      return "failed";
    case Result::crashed:
      return "crashed";
    case Result::skipped:
      return "skipped";
  }
  return "unknown";
}

std::vector<Finding> run(const Plugin& plugin, const Settings& settings, const Starter& start,
                         const std::function<void(const Finding&)>& told) {
  const Bench bench(plugin, settings, start);
  return Suite(bench, told).run();
}

std::vector<std::pair<std::string, std::string>> catalogue() {
  std::vector<std::pair<std::string, std::string>> list;
  for (const Check& check : kChecks) list.emplace_back(check.name, check.promise);
  return list;
}

}  // namespace saldo::check
