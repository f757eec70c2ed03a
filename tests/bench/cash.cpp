#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "bench/cash_world.hpp"
#include "bench/process_status.hpp"
#include "bench/sql_file.hpp"
#include "cash/combinations.hpp"
#include "flows/reconcile.hpp"
#include "model/keys.hpp"
#include "store/store.hpp"

/// What cash application takes: the engine on a book in memory, beside a floor that only hashes the
/// digits of the same texts; the bound of a combination search; and the job on a real book.
namespace saldo::bench {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

/// What this process has computed; a busy machine doesn't change it as it does the time of day.
Seconds computed() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

Seconds timed(const std::function<void()>& work) {
  const Seconds start = computed();
  work();
  return computed() - start;
}

double peak_mib() { return static_cast<double>(status_field(getpid(), getpid(), "VmHWM:")) / 1024; }

/// Calls `each` with every run of digits in the text.
template <class Each>
void for_each_digits(std::string_view text, Each each) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end > i) each(text.substr(i, end - i));
    i = end + 1;
  }
}

/// The digits of all item numbers into one hash table, those of all payments looked up in it: no
/// matching by numbers can do less.
struct Floor {
  Seconds build{}, decide{};
  std::size_t hits = 0;
};
Floor floor_of(const World& world) {
  Floor floor;
  std::unordered_map<std::string_view, std::size_t> numbers;
  floor.build = timed([&] {
    numbers.reserve(world.items.size());
    for (std::size_t i = 0; i < world.items.size(); ++i)
      for_each_digits(world.items[i].number, [&](std::string_view digits) {
        numbers.emplace(digits.substr(std::min(digits.find_first_not_of('0'), digits.size())), i);
      });
  });
  floor.decide = timed([&] {
    for (const cash::Payment& p : world.payments) {
      for (const std::string& line : p.remittance)
        for_each_digits(line, [&](std::string_view d) { floor.hits += numbers.contains(d); });
      for_each_digits(p.counterparty_iban,
                      [&](std::string_view d) { floor.hits += numbers.contains(d); });
      for_each_digits(p.counterparty_name,
                      [&](std::string_view d) { floor.hits += numbers.contains(d); });
    }
  });
  return floor;
}

/// Seconds a decision.
double measure_engine(std::int64_t items, std::int64_t payments) {
  const World world = make_world(items, payments);
  const Floor floor = floor_of(world);
  HashedBook book;
  const Seconds build = timed([&] {
    for (const World::Payer& p : world.customers)
      book.add_customer(p.iban, model::name_key(p.name), p.name);
    for (const cash::OpenItem& item : world.items) book.add_item(item);
    book.index();
  });
  std::map<std::string, std::int64_t> statuses;
  Seconds slowest{};
  const Seconds decide = timed([&] {
    Seconds before = computed();
    for (const cash::Payment& p : world.payments) {
      const cash::Decision d = cash::decide(p, book);
      ++statuses[std::string(to_string(d.status))];
      book.post(d);
      const Seconds now = computed();
      slowest = std::max(slowest, now - before);
      before = now;
    }
  });
  const double a_decision = decide.count() / static_cast<double>(payments);
  std::printf(
      "engine  %9lld items %8lld payments: %8.0f decisions/s, %6.2f us each, slowest "
      "%.2f ms, book built in %.2f s, peak %.0f MiB\n",
      static_cast<long long>(items), static_cast<long long>(payments), 1 / a_decision,
      a_decision * 1e6, slowest.count() * 1e3, build.count(), peak_mib());
  std::printf(
      "        floor of hashed digits: %.2f s for the book, %.3f s for the payments (%zu "
      "hits); ratio %.3f with the book, %.3f without\n       ",
      floor.build.count(), floor.decide.count(), floor.hits,
      (floor.build + floor.decide).count() / (build + decide).count(),
      floor.decide.count() / decide.count());
  for (const auto& [status, count] : statuses)
    std::printf(" %s %lld", status.c_str(), static_cast<long long>(count));
  std::printf("\n");
  return a_decision;
}

/// The search gives up after its steps, whatever the account looks like.
void measure_combinations() {
  std::mt19937_64 random(1);
  Seconds slowest{};
  for (const std::size_t n : {20u, 100u, 1'000u, 10'000u}) {
    for (const std::int64_t grain : {1, 100, 5'000}) {
      std::vector<std::int64_t> amounts(n);
      for (auto& a : amounts)
        a = grain * std::uniform_int_distribution<std::int64_t>(1, 100'000)(random);
      const auto sum = grain * std::uniform_int_distribution<std::int64_t>(1, 400'000)(random) + 1;
      slowest = std::max(slowest, timed([&] { cash::combinations_of(amounts, sum, {}); }));
    }
  }
  std::printf("slowest of 12 combination searches over up to 10,000 open items: %.2f ms\n",
              slowest.count() * 1e3);
}

void fill(const fs::path& file, const World& world) {
  SqlFile db(file);
  db.run("BEGIN");
  db.run(
      "INSERT INTO document (id, sha256, size, name, media_type, connector, status, received_at) "
      "VALUES (1, 'x', 1, 'bench', '', 'erp', 'posted', 0)");
  db.run(
      "INSERT INTO bank_account (id, account_key, currency) VALUES (1, 'bench', 'EUR');"
      "INSERT INTO statement (id, document_id, position, account_id, kind, currency, "
      "opening_minor, closing_minor, closing_day, transactions, booked_minor, duplicates, "
      "duplicate_minor, repeated, line, byte_offset) VALUES (1, 1, 1, 1, 'booked', 'EUR', 0, 0, "
      "20000, 0, 0, 0, 0, 0, 1, 0)");
  auto customer = db.prepare(
      "INSERT INTO customer (id, source_system, number, number_key, name, name_key, version, "
      "document_id, line, byte_offset) VALUES (?, 'erp', ?, ?, ?, ?, 1, 1, 1, 0)");
  auto iban = db.prepare(
      "INSERT INTO customer_iban (iban, customer_id, provenance, document_id) VALUES (?, ?, "
      "'master_data', 1)");
  for (std::size_t i = 0; i < world.customers.size(); ++i) {
    const auto& c = world.customers[i];
    const auto id = static_cast<std::int64_t>(i + 1);
    const std::string number = std::to_string(700'000 + id);
    customer.row(id, number, number, c.name, model::name_key(c.name));
    iban.row(c.iban, id);
  }
  auto item = db.prepare(
      "INSERT INTO item (id, source_system, company_code, number, fiscal_year, number_key, "
      "customer_id, kind, posting_day, baseline_day, due_day, amount_minor, currency, open_minor, "
      "state, terms_json, version, document_id, line, byte_offset) VALUES (?, 'erp', '1000', ?, "
      "2026, ?, ?, 'invoice', ?, ?, ?, ?, 'EUR', ?, 'open', "
      "'[{\"days\":14,\"percent\":\"2\"},{\"days\":30}]', 1, 1, 1, 0)");
  for (const cash::OpenItem& i : world.items)
    item.row(model::raw(i.id), i.number, model::number_key(i.number), model::raw(i.customer) + 1,
             std::int64_t{i.posting_date.days()}, std::int64_t{i.baseline_date.days()},
             std::int64_t{i.due_date.days()}, i.amount.minor, i.open.minor);
  auto payment = db.prepare(
      "INSERT INTO bank_transaction (id, statement_id, account_id, booking_day, ordinal, "
      "fingerprint, occurrence, position, value_day, amount_minor, currency, status, reversal, "
      "end_to_end_id, counterparty_name, counterparty_iban, remittance, line, byte_offset, state, "
      "unapplied_minor) VALUES (?, 1, 1, ?, ?, ?, 0, 1, ?, ?, 'EUR', 'booked', 0, ?, ?, ?, ?, 1, "
      "0, 'new', ?)");
  for (const cash::Payment& p : world.payments) {
    const std::int64_t id = model::raw(p.id), day = p.booking_date.days();
    payment.row(id, day, id, std::to_string(std::hash<std::int64_t>{}(id * 7'919)), day,
                p.amount.minor, p.end_to_end_id, p.counterparty_name, p.counterparty_iban,
                p.remittance.front(), p.amount.minor);
  }
  db.run("COMMIT");
}

double measure_job(std::int64_t items, std::int64_t payments) {
  char name[] = "/tmp/saldo-bench-XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  const fs::path file = folder / "saldo.db";
  double a_decision = 0;
  {
    auto store = store::Store::open(file).value();
    fill(file, make_world(items, payments));
    const SystemClock clock;
    auto config = std::make_shared<config::Config>();
    config->digest = "bench";
    const flows::Environment environment{.store = &*store, .clock = &clock, .config = config};
    flows::RunOutcome outcome;
    const Seconds taken = timed(
        [&] { outcome = flows::run_reconcile(environment, {}, flows::RunControl{.run = 1}); });
    if (outcome.end != flows::RunOutcome::End::done) throw std::runtime_error(outcome.error);
    a_decision = taken.count() / static_cast<double>(payments);
    std::printf(
        "job     %9lld items %8lld payments: %8.0f decisions/s, %6.1f us each, %.1f s, peak "
        "%.0f MiB\n        %s\n",
        static_cast<long long>(items), static_cast<long long>(payments), 1 / a_decision,
        a_decision * 1e6, taken.count(), peak_mib(), outcome.result_json.c_str());
  }
  fs::remove_all(folder);
  return a_decision;
}

struct Options {
  std::int64_t items = 1'000'000, payments = 100'000;
  std::string part = "all";  ///< engine | job | all
};

int run(const Options& o) {
  measure_combinations();
  const auto grow = [&](const char* what, double (*measure)(std::int64_t, std::int64_t)) {
    double smallest = 0;
    for (const std::int64_t part : {100, 10, 1}) {
      const double a_decision = measure(o.items / part, o.payments / part);
      if (smallest == 0) smallest = a_decision;
      std::printf("        %s: %.2f times the time a decision of the smallest\n", what,
                  a_decision / smallest);
    }
  };
  if (o.part != "job") grow("engine", measure_engine);
  if (o.part != "engine") grow("job", measure_job);
  return 0;
}

}  // namespace
}  // namespace saldo::bench

int main(int argc, char** argv) {
  try {
    saldo::bench::Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
      const std::string_view name = argv[i];
      if (name == "--part")
        options.part = argv[i + 1];
      else
        (name == "--items" ? options.items : options.payments) = std::atoll(argv[i + 1]);
    }
    return saldo::bench::run(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench: %s\n", e.what());
    return 1;
  }
}
