#include "flows/post.hpp"

#include <memory>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "flows/account_names.hpp"
#include "flows/correspondence.hpp"
#include "flows/run_ahead.hpp"
#include "saldo/record_fields.hpp"
#include "store/extracts.hpp"
#include "store/messages.hpp"
#include "store/quarantine.hpp"
#include "store/receivables.hpp"
#include "store/runs.hpp"
#include "store/statements.hpp"
#include "wire/records.hpp"

namespace saldo::flows {

namespace {

using Record =
    std::variant<Transaction, Customer, Item, RemittanceAdvice, PaymentStatus, Correspondence>;
using Batch = std::vector<Record>;

/// Where it isn't worth a thread: some hundred records.
constexpr std::uint64_t kSmallBytes = 256u << 10;

std::optional<Record> to_record(const saldo_record& r) {
  switch (r.kind) {
    case SALDO_RECORD_STATEMENT:
    case SALDO_RECORD_REFUSAL:
    case SALDO_RECORD_EXTRACT:
      return std::nullopt;  // read beforehand
    case SALDO_RECORD_PAYMENT_STATUS:
      return read_record<PaymentStatus>(r);
    case SALDO_RECORD_PAYMENT_INSTRUCTION:
      throw FailureException(
          {.message = "payment messages (pain.001, pain.008, pain.002) have no place in the book "
                      "yet; `saldo decode` shows what this one says",
           .rule = "record.kind"});
    case SALDO_RECORD_CORRESPONDENCE:
      return read_record<Correspondence>(r);
    case SALDO_RECORD_TRANSACTION:
      return read_record<Transaction>(r);
    case SALDO_RECORD_CUSTOMER:
      return read_record<Customer>(r);
    case SALDO_RECORD_ITEM:
      return read_record<Item>(r);
    case SALDO_RECORD_REMITTANCE_ADVICE:
      return read_record<RemittanceAdvice>(r);
    default:
      throw FailureException({.message = "record kind " + std::to_string(r.kind) +
                                         " is unknown to this saldo; install a newer one",
                              .rule = "record.kind"});
  }
}

Batch read_batch(std::string_view bytes) {
  Batch batch;
  wire::RecordReader reader(bytes);
  while (const saldo_record* r = reader.next())
    if (auto record = to_record(*r)) batch.push_back(std::move(*record));
  if (reader.failed())
    throw FailureException({.message = "a batch of records is malformed", .rule = "record.form"});
  return batch;
}

/// Reading records back and inserting them take about as long; in a large document one is done
/// ahead of the other.
template <class F>
void for_each_batch(const Stage& stage, F each) {
  if (stage.bytes() <= kSmallBytes)
    return stage.replay([&](std::string_view bytes) { each(read_batch(bytes)); }).value();
  run_ahead<Batch>(
      [&](const auto& give) {
        bool wanted = true;
        stage.replay([&](std::string_view bytes) { wanted = wanted && give(read_batch(bytes)); })
            .value();
      },
      each);
}

/// The document's statements, what its decoder set aside, and of which extract it is a part.
struct Verdicts {
  std::vector<Statement> statements;
  std::vector<Refusal> refusals;
  std::optional<Extract> extract;
};

Verdicts verdicts_of(const Stage& stage) {
  Verdicts found;
  wire::RecordReader reader(stage.verdicts());
  while (const saldo_record* r = reader.next()) {
    if (r->kind == SALDO_RECORD_STATEMENT) {
      found.statements.push_back(read_record<Statement>(*r));
    } else if (r->kind == SALDO_RECORD_REFUSAL) {
      found.refusals.push_back(read_record<Refusal>(*r));
    } else {
      if (found.extract)
        throw FailureException(
            {.message = "a document is part of two extracts", .rule = "extract.form"});
      found.extract = read_record<Extract>(*r);
    }
  }
  return found;
}

store::SetAside to_set_aside(const Refusal& r) {
  return {.statement = r.statement,
          .failure = {.kind = FailureKind::invalid,
                      .message = r.message,
                      .line = r.at.line,
                      .offset = r.at.offset,
                      .rule = r.rule,
                      .expected = r.expected,
                      .found = r.found,
                      .held = r.held}};
}

/// One document's records on their way into the book.
class Posting {
 public:
  Posting(const Environment& environment, soci::session& sql, const store::Document& document,
          const Stage& stage, const Verdicts& verdicts, Instant now)
      : environment_(environment),
        sql_(sql),
        document_(document.id),
        now_(now),
        receivables_(sql, document.id, kSourceSystem, now),
        stage_(stage) {
    for (const Refusal& r : verdicts.refusals) refused_.insert(r.statement);
    if (verdicts.extract) {
      extract_.emplace(sql, document, *verdicts.extract, now);
      receivables_.set_told_at(extract_->told_at());
    }
    if (!verdicts.statements.empty())
      bank_ = std::make_unique<store::StatementWriter>(sql, document.id, verdicts.statements);
  }

  Posted run() {
    for_each_batch(stage_, [this](const Batch& batch) {
      for (const Record& record : batch) std::visit([this](const auto& r) { take(r); }, record);
    });
    if (bank_) {
      accepted_ = true;
      const auto totals = bank_->finish();
      posted_.counts.statements = totals.statements;
      posted_.counts.transactions = totals.transactions;
      posted_.counts.duplicates = totals.duplicates;
      posted_.changed = posted_.changed || totals.added > 0;
    }
    if (extract_) {
      posted_.extract = extract_->finish();
      posted_.changed = posted_.changed || posted_.extract->cleared > 0;
    } else if (!set_aside_.empty() && !accepted_) {
      Failure first = set_aside_.front().failure;
      first.held.reset();  // the document holds up more than this one
      throw FailureException(first);
    }
    return posted_;
  }
  /// Customers and items that were refused by the book.
  const std::vector<store::SetAside>& set_aside() const { return set_aside_; }
  /// Customers are in the book that weren't.
  bool new_customers() const { return new_customers_; }

 private:
  // One ERP keeps the books; a second one will need its name in the connector's configuration.
  static constexpr const char* kSourceSystem = "erp";

  void take(const Customer& c) {
    alone(c, std::nullopt, [&] {
      const store::Change change = receivables_.customer(c);
      new_customers_ = new_customers_ || change == store::Change::created;
      count(change, posted_.counts.customers);
    });
  }
  void take(const Item& i) {
    const bool posted =
        alone(i, i.amount, [&] { count(receivables_.item(i), posted_.counts.items); });
    if (extract_) extract_->listed(i, /*refused=*/!posted);
  }
  /// Customers and items stand for themselves: one that the book refuses is set aside, and costs
  /// the document only where nothing else is in it. The book refuses before it writes. False when
  /// it did.
  template <class R, class F>
  bool alone(const R& record, const std::optional<Money>& held, F put) {
    ++position_;
    try {
      put();
      accepted_ = true;
      return true;
    } catch (const FailureException& e) {
      if (e.failure.kind != FailureKind::invalid && e.failure.kind != FailureKind::conflict) throw;
      set_aside_.push_back({.statement = position_, .failure = e.failure});
      Failure& failure = set_aside_.back().failure;
      failure.held = held;
      failure.line = record.at.line;
      failure.offset = record.at.offset;
      return false;
    }
  }
  void take(const RemittanceAdvice& a) {
    accepted_ = true;
    receivables_.advice(a);
    count(store::Change::created, posted_.counts.advices);
  }
  /// An answer to what was sent; those of banks to payments have no place in the book yet.
  void take(const PaymentStatus& answer) {
    if (answer.level != "message")
      throw FailureException(
          {.message = "a bank's answers to payments (pain.002) have no place in the book yet; "
                      "`saldo decode` shows what this one says",
           .rule = "record.kind"});
    posted_.answered = store::take_answer(sql_, document_, answer, now_) || posted_.answered;
    accepted_ = true;
  }
  void take(const Correspondence& mail) {
    accepted_ = true;
    posted_.answered = take_correspondence(environment_, sql_, document_, mail) || posted_.answered;
  }
  void take(const Transaction& t) {
    if (refused_.contains(t.statement)) return;
    if (!bank_)
      throw FailureException({.message = "a transaction comes without its statement",
                              .line = t.at.line,
                              .offset = t.at.offset,
                              .rule = "transaction.statement"});
    bank_->add(t);
  }
  void count(store::Change change, std::int64_t& counter) {
    ++counter;
    posted_.changed = posted_.changed || change != store::Change::none;
  }

  const Environment& environment_;
  soci::session& sql_;
  std::int64_t document_;
  Instant now_;
  store::ReceivablesWriter receivables_;
  const Stage& stage_;
  std::unique_ptr<store::StatementWriter> bank_;
  std::set<std::int64_t> refused_;  // statements whose transactions are void
  std::optional<store::ExtractWriter> extract_;
  std::vector<store::SetAside> set_aside_;
  std::int64_t position_ = 0;  // of the record among those that stand for themselves
  bool accepted_ = false;      // something of the document was taken
  bool new_customers_ = false;
  Posted posted_;
};

}  // namespace

Result<Posted> post(const Environment& environment, const store::Document& document,
                    const store::DecodedBy& by, const Stage& stage, std::int64_t run,
                    store::Durability durability) {
  try {
    const Instant now = environment.clock->now();
    Verdicts verdicts = verdicts_of(stage);
    store::WriteTransaction transaction(*environment.store, durability);
    name_accounts(verdicts.statements, environment.config->account_names, transaction.sql());
    Posting posting(environment, transaction.sql(), document, stage, verdicts, now);
    Posted posted = posting.run();
    store::mark_posted(transaction.sql(), document.id, by, posted.counts, now);
    for (const Refusal& r : verdicts.refusals) {
      store::set_aside(transaction.sql(), document.id, by.decoder, to_set_aside(r), now);
      posted.refusals.push_back(r.message);
    }
    for (const store::SetAside& s : posting.set_aside()) {
      store::set_aside(transaction.sql(), document.id, by.decoder, s, now);
      posted.refusals.push_back(s.failure.message);
    }
    if (posted.changed) store::mark_changed(transaction.sql(), run);
    // What waited for a customer gets its chance. The document itself may be among it: only news
    // puts it back in line, or it would stay there for ever.
    if (posting.new_customers())
      for (const std::int64_t held :
           store::quarantined_by_rule(transaction.sql(), "customer.unknown"))
        store::mark_received_again(transaction.sql(), held);
    transaction.commit();
    return posted;
  } catch (const FailureException& e) {
    Failure failure = e.failure;
    if (failure.file.empty()) failure.file = document.name;
    return failure;
  } catch (const FormatError& e) {
    return Failure{.kind = FailureKind::invalid,
                   .message = e.what(),
                   .file = document.name,
                   .rule = "record.value"};
  } catch (const std::exception& e) {
    return Failure{.kind = FailureKind::unavailable, .message = e.what(), .file = document.name};
  }
}

}  // namespace saldo::flows
