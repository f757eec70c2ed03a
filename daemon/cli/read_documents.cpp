#include "cli/read_documents.hpp"

#include "cli/decoders.hpp"
#include "cli/places.hpp"
#include "cli/terminal.hpp"

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

/// Chooses the decoders for each file, with the bank profile that was asked for or that fits.
class Reader {
 public:
  Reader(const ReadOptions& options, FileDecoder::Keep keep)
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
  enum class Trial { refused, unproved, foots };
  Trial try_with(const config::BankProfile* profile, const std::string& file) const {
    FileDecoder trial(choose_decoders(plugins_, {options_.decoder, profile, false}),
                      FileDecoder::Keep::totals);
    trial.speak(false);
    bool good = true, proved = false;
    trial.decode(file, [&](const Reading& reading) {
      good = good && reading.outcome && reading.totals.refusals().empty();
      for (const auto& [index, sheet] : reading.totals.sheets())
        for (const Statement& s : sheet.statements)
          proved = proved || (s.opening.amount && s.closing.amount);
    });
    return !good ? Trial::refused : proved ? Trial::foots : Trial::unproved;
  }
  /// Tells what it found.
  const config::BankProfile* fitting_profile(const std::string& file) const {
    const Trial plain = try_with(nullptr, file);
    if (plain != Trial::refused) {
      tell(file + (plain == Trial::foots ? ": foots without a bank profile"
                                         : ": has no balances, which would prove a bank profile"));
      return nullptr;
    }
    const config::BankProfile* first = nullptr;
    for (const config::BankProfile& profile : profiles_) {
      if (try_with(&profile, file) != Trial::foots) continue;
      tell(file + ": foots under the bank profile " + profile.name + " (" + profile.summary + ")");
      if (first == nullptr) first = &profile;
    }
    if (first == nullptr) tell(file + ": foots under no bank profile");
    return first;
  }

  const ReadOptions& options_;
  std::size_t faulty_plugins_ = 0;
  std::vector<config::Manifest> plugins_;
  std::vector<config::BankProfile> profiles_;
  FileDecoder decoder_;
};

}  // namespace

bool read_documents(const ReadOptions& options, FileDecoder::Keep keep,
                    const std::function<bool(const Reading&)>& show) {
  Reader reader(options, keep);
  std::vector<std::string> files;
  bool good = find_files(options.files, files);
  for (const std::string& file : files)
    reader.read(file, [&](const Reading& reading) {
      good = tell_faults(reading) && good;
      if (!is_container(reading) || !reading.outcome) good = show(reading) && good;
    });
  return good;
}

}  // namespace saldo::cli
