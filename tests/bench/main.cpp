#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <string>

#include "bench/bare_insert.hpp"
#include "bench/camt_file.hpp"
#include "bench/child_memory.hpp"
#include "bench/idle.hpp"
#include "connect/host_path.hpp"
#include "flows/decode.hpp"
#include "flows/ingest.hpp"
#include "flows/stage.hpp"
#include "store/documents.hpp"

/// Speed as ratios measured in one run on one machine, so that they mean the same everywhere.
namespace saldo::bench {

namespace fs = std::filesystem;

namespace {

using Seconds = std::chrono::duration<double>;

template <class F>
double seconds(F f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

template <class F>
double best_of(int times, F f) {
  double best = seconds(f);
  for (int i = 1; i < times; ++i) best = std::min(best, seconds(f));
  return best;
}

config::ComponentUse camt() {
  config::ComponentUse use;
  use.plugin_name = "bank";
  use.component = "camt";
  use.version = "bench";
  use.library = SALDO_BUILD_DIR "/lib/saldo/plugins/bank/bank.so";
  return use;
}

fs::path host() { return SALDO_BUILD_DIR "/libexec/saldo/saldo-plugin-host"; }

connect::Observer quiet(const Clock& clock) {
  return {.clock = &clock,
          .log =
              [](std::string_view connector, unsigned level, std::string_view text) {
                if (level >= SALDO_LOG_WARNING)
                  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(connector.size()),
                               connector.data(), static_cast<int>(text.size()), text.data());
              },
          .metric = [](auto, auto, auto) {}};
}

void dom_parse(const std::string& text) {
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size())) throw std::runtime_error("not XML");
}

void decode_through_child(const std::string& text, const fs::path& scratch) {
  const SystemClock clock;
  class Staging final : public flows::DecodeSink {
   public:
    explicit Staging(const fs::path& folder) : stage_(folder) {}
    Result<void> records(std::string_view batch) override { return stage_.add(batch); }
    Result<void> begin_document(const connect::DocumentOffer&) override { return {}; }
    Result<void> write_document(std::string_view) override { return {}; }
    Result<void> finish_document() override { return {}; }

   private:
    flows::Stage stage_;
  } sink(scratch);
  std::size_t at = 0;
  const flows::ByteReader bytes = [&](std::span<char> buffer) -> Result<std::size_t> {
    const std::size_t n = std::min(buffer.size(), text.size() - at);
    std::memcpy(buffer.data(), text.data() + at, n);
    at += n;
    return n;
  };
  const flows::Decoded decoded = flows::decode(
      {.connector = "bench", .name = "bench.xml", .size = text.size(), .decoders = {camt()}}, bytes,
      sink, quiet(clock), host(), {});
  if (!decoded.outcome.ok()) throw std::runtime_error(decoded.outcome.failure.to_string());
}

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Archive, child, checks, dedupe, store: from the file's bytes to a durable book.
double durable_ingest(const fs::path& folder, const std::string& text) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  const SystemClock clock;
  auto store = store::Store::open(folder / "saldo.db").value();
  const auto archive = archive::Archive::open(folder / "documents").value();
  auto configuration = std::make_shared<config::Config>();
  configuration->connectors.push_back({.name = "bench", .decoders = {camt()}});
  const flows::Environment environment{.store = store.get(),
                                       .archive = &archive,
                                       .clock = &clock,
                                       .config = configuration,
                                       .observer = quiet(clock),
                                       .plugin_host = host()};
  return seconds([&] {
    auto writer = archive.begin().value();
    constexpr std::size_t kPiece = 256u << 10;
    for (std::size_t at = 0; at < text.size(); at += kPiece)
      writer.write(std::string_view(text).substr(at, kPiece)).value();
    const auto stored = writer.finish().value();
    {
      store::WriteTransaction transaction(*store);
      store::receive_document(transaction.sql(),
                              {.sha256 = stored.sha256,
                               .size = stored.size,
                               .name = "bench.xml",
                               .connector = "bench",
                               .actor = "bench"},
                              clock.now());
      transaction.commit();
    }
    const auto totals = flows::ingest(environment, configuration->connectors.front(), {});
    if (totals.posted != 1) throw std::runtime_error("not posted: " + totals.first_error);
  });
}

void report(const char* what, double ratio, double target) {
  std::printf("%-64s %7.2f   (wanted: at least %.2f)\n", what, ratio, target);
}

std::string make_file(const fs::path& folder, std::int64_t entries) {
  const fs::path file = folder / "bench.xml";
  write_camt_file(file, entries);
  std::string text = slurp(file);
  std::printf("camt.053 of %lld entries, %.1f MB\n", static_cast<long long>(entries),
              static_cast<double>(text.size()) / 1e6);
  return text;
}

void measure_decode(const fs::path& folder, const std::string& text) {
  const double bare = best_of(5, [&] { dom_parse(text); });
  const double child = best_of(5, [&] { decode_through_child(text, folder); });
  std::printf("  pugixml DOM %.3f s, decode through the child %.3f s\n", bare, child);
  report("  decode through the child / bare pugixml DOM parse", bare / child, 0.6);
}

void measure_ingest(const fs::path& folder, const std::string& text, int times, double target) {
  double ingest = 1e9, bare = 1e9;
  for (int i = 0; i < times; ++i) {  // in turns, so that both meet the same machine
    ingest = std::min(ingest, durable_ingest(folder / "book", text));
    fs::remove(folder / "bare.db");
    bare = std::min(bare, bare_insert_seconds(folder / "book" / "saldo.db", folder / "bare.db"));
  }
  std::printf("  bare inserts %.3f s, durable ingest %.3f s\n", bare, ingest);
  report("  durable ingest / bare SQLite inserts", bare / ingest, target);
}

void measure_idle(const fs::path& folder, int seconds) {
  const IdleFigures idle = measure_idle_daemon(folder / "book", seconds);
  std::printf(
      "saldod on that book: ready after %.0f ms (wanted: below 100), idle %.1f MiB "
      "(below 40), %.1f wake-ups a second (below 2)\n",
      idle.ready_ms, idle.resident_mib, idle.wakeups_per_second);
}

int run(int argc, char** argv) {
  std::int64_t entries = 100'000, large = 1'000'000;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--entries") == 0) entries = std::atoll(argv[i + 1]);
    if (std::strcmp(argv[i], "--large") == 0) large = std::atoll(argv[i + 1]);
  }
  char name[] = "/tmp/saldo-bench-XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  {
    const std::string text = make_file(folder, entries);
    measure_decode(folder, text);
    measure_ingest(folder, text, 3, 0.45);
  }
  measure_idle(folder, entries < 100'000 ? 1 : 10);
  const ChildMemory memory;
  measure_ingest(folder, make_file(folder, large), 1, 0.35);
  std::printf("  peak memory of the child %.1f MiB (wanted: at most 48)\n", memory.peak_mib());
  fs::remove_all(folder);
  return 0;
}

}  // namespace

}  // namespace saldo::bench

int main(int argc, char** argv) {
  try {
    return saldo::bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench: %s\n", e.what());
    return 1;
  }
}
