#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <string>

#include "bench/sql_file.hpp"
#include "flows/dun.hpp"
#include "store/store.hpp"

/// How long a dunning run takes over a book of so many open items, five to a customer, and the run
/// after it, once the first one's notices have gone out.
namespace saldo::bench {
namespace {

namespace fs = std::filesystem;

const Date kToday = Date::parse_iso("2025-12-15");

/// Customers and items straight into their tables: 1 to 100 days overdue, 5.00 to 5000.00.
void fill(const fs::path& file, std::int64_t items) {
  SqlFile db(file);
  const std::string customers = std::to_string(items / 5), all = std::to_string(items);
  const std::string until = std::to_string(kToday.days());
  db.run("BEGIN");
  db.run(
      "INSERT INTO document (id, sha256, size, name, media_type, connector, status, received_at) "
      "VALUES (1, 'x', 1, 'bench', '', 'erp', 'posted', 0)");
  db.run(
      "INSERT INTO bank_account (id, account_key, currency) VALUES (1, 'bench', 'EUR');"
      "INSERT INTO statement (document_id, position, account_id, kind, currency, opening_minor, "
      "closing_minor, closing_day, transactions, booked_minor, duplicates, duplicate_minor, "
      "repeated, line, byte_offset) VALUES (1, 1, 1, 'booked', 'EUR', 0, 0, " +
      until + ", 0, 0, 0, 0, 0, 1, 0)");
  db.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + customers +
      ") INSERT INTO customer (id, source_system, number, number_key, name, name_key, version, "
      "document_id, line, byte_offset) SELECT i, 'erp', printf('%010d', i), i, 'Customer ' || i, "
      "'customer ' || i, 1, 1, 1, 0 FROM n");
  db.run(
      "INSERT INTO customer_company (customer_id, company_code, dunning_procedure, document_id) "
      "SELECT id, '1000', 'standard', 1 FROM customer");
  db.run("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + all +
         " - 1) INSERT INTO item (source_system, company_code, number, fiscal_year, number_key, "
         "customer_id, kind, posting_day, due_day, amount_minor, currency, open_minor, state, "
         "version, document_id, line, byte_offset) SELECT 'erp', '1000', printf('%010d', i), 2025, "
         "i, 1 + i % " +
         customers + ", 'invoice', " + until + " - 130, " + until +
         " - 1 - (i * 7919) % 100, 500 + (i * 104729) % 499500, 'EUR', 500 + (i * 104729) % "
         "499500, 'open', 1, 1, 1, 0 FROM n");
  db.run("COMMIT");
}

model::DunningProcedure procedure() {
  model::DunningProcedure p;
  p.name = "standard";
  p.version = "1";
  p.levels.resize(3);
  p.levels[0].days = 5;
  p.levels[1].days = 20;
  p.levels[2].days = 40;
  p.levels[2].always = true;
  return p;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct Taken {
  double seconds = 0, cpu = 0;
};

Taken timed_run(store::Store& store, std::int64_t id, Date day) {
  static const SystemClock clock;
  auto config = std::make_shared<config::Config>();
  config->digest = "bench";
  config->procedures["standard"] = procedure();
  config->letters.path = SALDO_SOURCE_DIR "/configs/letters";
  const flows::Environment environment{.store = &store, .clock = &clock, .config = config};
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = flows::run_dunning(environment, {.procedure = "standard", .run_date = day},
                                          flows::RunControl{.run = id});
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (outcome.end != flows::RunOutcome::End::done) throw std::runtime_error(outcome.error);
  std::fprintf(stderr, "  %s\n", outcome.result_json.c_str());
  return {taken.count(), cpu_seconds() - cpu};
}

int run(std::int64_t items) {
  char name[] = "/tmp/saldo-bench-XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  const fs::path file = folder / "saldo.db";
  {
    auto store = store::Store::open(file).value();
    fill(file, items);
    const Taken first = timed_run(*store, 1, kToday);
    SqlFile(file).run("UPDATE dunning_notice SET state = 'sent', sent_day = run_day");
    const Taken second = timed_run(*store, 2, kToday.plus_days(15));
    std::printf(
        "dunning run over %lld open items: %.3f s (%.3f s of a core); the run after "
        "sending: %.3f s (%.3f s of a core)\n",
        static_cast<long long>(items), first.seconds, first.cpu, second.seconds, second.cpu);
  }
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace saldo::bench

int main(int argc, char** argv) {
  try {
    const std::int64_t items =
        argc == 3 && std::strcmp(argv[1], "--items") == 0 ? std::atoll(argv[2]) : 100'000;
    return saldo::bench::run(items);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench: %s\n", e.what());
    return 1;
  }
}
