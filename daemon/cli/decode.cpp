#include "cli/decode.hpp"

#include "cli/decoders.hpp"
#include "cli/exit.hpp"
#include "cli/file_decoder.hpp"
#include "cli/places.hpp"
#include "cli/rows.hpp"
#include "cli/statement_table.hpp"
#include "cli/terminal.hpp"
#include "wire/utf8.hpp"

namespace saldo::cli {
namespace {

/// What is wrong goes to stderr, whatever the form of the rest. True when nothing was.
bool tell_faults(const Reading& reading) {
  if (!reading.outcome) {
    tell_failure(reading.file, reading.outcome.error());
    return false;
  }
  for (const Refusal& r : reading.totals.refusals()) tell_failure(reading.file, to_failure(r));
  return reading.totals.refusals().empty();
}

/// A document that held others and nothing else is no result of its own.
bool is_container(const Reading& reading) { return reading.decoder == "unpack"; }

std::string shown(const Failure& failure) {
  return place_of(failure) + wire::shown(describe_failure(failure));
}

/// file, decoder, statements, transactions, credit, debit; or file, "error", why.
std::string count_line(const Reading& reading) {
  if (!reading.outcome) return reading.file + "\terror\t" + shown(reading.outcome.error());
  const Turnovers turnovers = reading.totals.turnovers();
  std::string line = reading.file + '\t' + reading.decoder + '\t' +
                     std::to_string(reading.totals.statements()) + '\t' +
                     std::to_string(reading.totals.transactions()) + '\t' +
                     total_credit(turnovers) + '\t' + total_debit(turnovers);
  for (const Refusal& r : reading.totals.refusals()) line += "\trefused\t" + shown(to_failure(r));
  return line;
}

/// Chooses the decoders for each file, with the bank profile that was asked for or that fits.
class Reader {
 public:
  Reader(const DecodeOptions& options, FileDecoder::Keep keep)
      : options_(options),
        plugins_(installed_plugins(plugin_folders(options.plugin_dirs), faulty_plugins_)),
        profiles_(options.profile.empty() ? std::vector<config::BankProfile>()
                                          : installed_profiles()),
        decoder_(decoders(named_profile()), keep) {}

  void read(const std::string& file, const std::function<void(const Reading&)>& each) {
    if (options_.profile == kAuto) decoder_.use(decoders(fitting_profile(file)));
    decoder_.decode(file, each);
  }

 private:
  static constexpr const char* kAuto = "auto";

  const config::BankProfile* named_profile() const {
    if (options_.profile.empty() || options_.profile == kAuto) return nullptr;
    return &profile_named(profiles_, options_.profile);
  }
  std::vector<config::ComponentUse> decoders(const config::BankProfile* profile) const {
    return choose_decoders(plugins_, {options_.decoder, profile, options_.lenient});
  }
  bool foots(const std::string& file, const config::BankProfile* profile) const {
    FileDecoder trial(choose_decoders(plugins_, {options_.decoder, profile, false}),
                      FileDecoder::Keep::totals);
    trial.speak(false);
    bool good = true;
    trial.decode(file, [&](const Reading& reading) {
      good = good && reading.outcome && reading.totals.refusals().empty();
    });
    return good;
  }
  /// Tells what it found.
  const config::BankProfile* fitting_profile(const std::string& file) const {
    if (foots(file, nullptr)) {
      tell(file + ": foots without a bank profile");
      return nullptr;
    }
    const config::BankProfile* first = nullptr;
    for (const config::BankProfile& profile : profiles_) {
      if (!foots(file, &profile)) continue;
      tell(file + ": foots under the bank profile " + profile.name + " (" + profile.summary + ")");
      if (first == nullptr) first = &profile;
    }
    if (first == nullptr) tell(file + ": foots under no bank profile");
    return first;
  }

  const DecodeOptions& options_;
  std::size_t faulty_plugins_ = 0;
  std::vector<config::Manifest> plugins_;
  std::vector<config::BankProfile> profiles_;
  FileDecoder decoder_;
};

/// Runs `show` for each document that is a result; true when nothing was refused.
template <class Show>
bool decode_all(const DecodeOptions& options, FileDecoder::Keep keep, Show show) {
  Reader reader(options, keep);
  bool good = true;
  for (const std::string& file : files_of(options.files))
    reader.read(file, [&](const Reading& reading) {
      good = tell_faults(reading) && good;
      if (!is_container(reading) || !reading.outcome) good = show(reading) && good;
    });
  return good;
}

bool print_counts(const DecodeOptions& options, Sink& sink) {
  return decode_all(options, FileDecoder::Keep::totals, [&](const Reading& reading) {
    sink.write(count_line(reading) + '\n');
    return true;
  });
}

bool print_table(const DecodeOptions& options, Sink& sink) {
  const bool one_folder = options.files.size() == 1 && names_a_folder(options.files);
  StatementTable table(sink, one_folder ? options.files.front() : "");
  const bool good = decode_all(options, FileDecoder::Keep::totals, [&](const Reading& reading) {
    table.add(reading);
    return true;
  });
  table.finish();
  return good;
}

bool print_records(const DecodeOptions& options, Format format, Sink& sink) {
  const auto rows = make_rows(format, sink);
  const bool good = decode_all(options, FileDecoder::Keep::records, [&](const Reading& reading) {
    if (!reading.outcome) return false;
    const auto all = show_records(reading.stage, reading.totals,
                                  [&](const boost::json::object& record) { rows->add(record); });
    if (!all) tell_failure(reading.file, all.error());
    return static_cast<bool>(all);
  });
  rows->finish();
  return good;
}

/// A folder is looked at as a whole: by default its documents make one table.
std::string format_of(const DecodeOptions& options) {
  if (!options.format.empty()) return options.format;
  return names_a_folder(options.files) ? "table" : "jsonl";
}

}  // namespace

int decode(const DecodeOptions& options) {
  const auto sink = open_sink({});
  const std::string format = format_of(options);
  const bool good = format == "count"   ? print_counts(options, *sink)
                    : format == "table" ? print_table(options, *sink)
                                        : print_records(options, to_format(format), *sink);
  sink->finish();
  return good ? kDone : kFailed;
}

}  // namespace saldo::cli
