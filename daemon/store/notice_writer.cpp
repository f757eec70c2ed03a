#include <algorithm>
#include <array>

#include "store/columns.hpp"
#include "store/dunning.hpp"
#include "store/dunning_notices.hpp"
#include "store/native_statement.hpp"

namespace saldo::store {

namespace {

constexpr const char* kKnown =
    "SELECT 1 FROM dunning_notice WHERE customer_id = ?1 AND (idempotency_key = ?2 OR (state IN "
    "('voided', 'failed') AND former_key = ?2 AND run_day >= ?3))";
constexpr const char* kWaiting =
    "SELECT id, state FROM dunning_notice WHERE customer_id = ?1 AND state IN ('proposed', "
    "'approved', 'queued', 'sending') AND company_code = ?2 AND currency = ?3 AND area = ?4";
constexpr const char* kNotice =
    "INSERT INTO dunning_notice (run_id, idempotency_key, procedure_name, config_version, "
    "customer_id, company_code, run_day, level, amount_minor, fee_minor, currency, state, "
    "proposed_at, area, legal, channel, letter, interest_minor, compensation_minor, effects, "
    "maker, eyes, unapplied_minor) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
    "?14, ?15, NULLIF(?16, ''), NULLIF(?17, ''), ?18, ?19, ?20, ?21, ?22, ?23)";
constexpr const char* kItem =
    "INSERT INTO dunning_notice_item (notice_id, item_id, level, amount_minor, days_overdue, "
    "open_minor, interest_minor, contingent_minor, segments_json, compensation_minor) VALUES (?1, "
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, NULLIF(?9, ''), ?10)";
constexpr const char* kOutcome =
    "INSERT INTO dunning_outcome (run_id, customer_id, company_code, currency, item_id, reason, "
    "level) VALUES ";

std::optional<std::int64_t> minor(const std::optional<Money>& amount) {
  return amount ? std::optional(amount->minor) : std::nullopt;
}

/// Inserts rows whose first values are the same, many with one statement: a statement costs as much
/// as several of its rows.
class RowInserter {
 public:
  /// `into` ends with "VALUES "; of each row's values the first `shared` are those of all rows, and
  /// `own` are its own.
  RowInserter(soci::session& sql, std::string into, int shared, int own)
      : sql_(sql), into_(std::move(into)), shared_(shared), own_(own) {}

  /// Calls `bind_shared` and then `bind_own` for each row, with what they bind to.
  template <class Rows, class BindShared, class BindOwn>
  void insert(const Rows& rows, BindShared bind_shared, BindOwn bind_own) {
    for (std::size_t begin = 0; begin < rows.size();) {
      const std::size_t end = std::min(begin + kRowsMax, rows.size());
      NativeStatement::Values values = statement(end - begin).values();
      bind_shared(values);
      for (; begin < end; ++begin) bind_own(values, rows[begin]);
      values.run();
    }
  }

 private:
  static constexpr std::size_t kRowsMax = 16;

  NativeStatement& statement(std::size_t rows) {
    auto& prepared = by_rows_[rows - 1];
    if (!prepared) prepared = std::make_unique<NativeStatement>(sql_, text(rows));
    return *prepared;
  }

  std::string text(std::size_t rows) const {
    std::string text = into_;
    int number = shared_;
    for (std::size_t row = 0; row < rows; ++row) {
      text += row == 0 ? "(" : ", (";
      for (int i = 1; i <= shared_; ++i) text += "?" + std::to_string(i) + ", ";
      for (int i = 1; i <= own_; ++i)
        text += "?" + std::to_string(++number) + (i == own_ ? ")" : ", ");
    }
    return text;
  }

  soci::session& sql_;
  std::string into_;
  int shared_, own_;
  std::array<std::unique_ptr<NativeStatement>, kRowsMax> by_rows_;
};

}  // namespace

/// Prepared once: a run proposes tens of thousands of notices, and parsing the statements anew
/// would be most of its work.
class NoticeWriter::Statements {
 public:
  explicit Statements(soci::session& sql)
      : known_(sql, kKnown), waiting_(sql, kWaiting), notice_(sql, kNotice), item_(sql, kItem) {}

  /// Whether the notice is there already: waiting, gone out, or voided no earlier than this run.
  bool is_known(const NewNotice& n) {
    return known_.rows(model::raw(n.customer), n.idempotency_key, n.run_date.days()).next();
  }
  /// What the account has waiting: ids and states.
  std::vector<std::pair<std::int64_t, std::string>> waiting(const NewNotice& n) {
    std::vector<std::pair<std::int64_t, std::string>> all;
    auto rows =
        waiting_.rows(model::raw(n.customer), n.company_code, n.amount.currency.code(), n.area);
    while (rows.next()) all.emplace_back(rows.number(0), rows.text(1));
    return all;
  }
  void insert(const NewNotice& n, Instant now) {
    notice_.run(model::raw(n.run), n.idempotency_key, n.procedure, n.config_version,
                model::raw(n.customer), n.company_code, n.run_date.days(), n.level, n.amount.minor,
                n.fee.minor, n.amount.currency.code(), n.approved ? "approved" : "proposed",
                to_column(now), n.area, n.legal, n.channel, n.letter, n.interest.minor,
                n.compensation.minor, n.effects, n.maker, n.eyes, n.unapplied.minor);
    const std::int64_t notice = notice_.last_id();
    // One by one: several with one statement could fail half-way, and SQLite would keep a journal
    // of each against that, since they refer to rows of other tables.
    for (const NoticeItem& i : n.items)
      item_.run(notice, model::raw(i.item), i.level, i.amount.minor, i.days_overdue, i.open.minor,
                minor(i.interest), minor(i.contingent), i.segments_json, minor(i.compensation));
  }

 private:
  NativeStatement known_, waiting_, notice_, item_;
};

NoticeWriter::NoticeWriter(soci::session& sql)
    : sql_(sql), statements_(std::make_unique<Statements>(sql)) {}
NoticeWriter::~NoticeWriter() = default;

bool NoticeWriter::add(const NewNotice& notice, Instant now) {
  if (statements_->is_known(notice)) return false;
  const auto waiting = statements_->waiting(notice);
  // What is on its way out can't be taken back, and the next one follows its sending.
  for (const auto& [id, state] : waiting)
    if (state == "sending") return false;
  for (const auto& [id, state] : waiting)
    withdraw_notice(sql_, model::NoticeId{id}, "superseded", "saldo",
                    "run " + std::to_string(model::raw(notice.run)) + " proposed another", now);
  statements_->insert(notice, now);
  return true;
}

struct OutcomeWriter::Statements {
  RowInserter outcomes;
};

OutcomeWriter::OutcomeWriter(soci::session& sql)
    : statements_(new Statements{{sql, kOutcome, 4, 3}}) {}
OutcomeWriter::~OutcomeWriter() = default;

void OutcomeWriter::add(const Account& account, const std::vector<Outcome>& outcomes) {
  statements_->outcomes.insert(
      outcomes,
      [&](NativeStatement::Values& values) {
        values.add(model::raw(account.run)).add(model::raw(account.customer));
        values.add(account.company_code).add(account.currency.code());
      },
      [](NativeStatement::Values& values, const Outcome& o) {
        values.add(o.item ? std::optional(model::raw(*o.item)) : std::nullopt);
        values.add(o.reason).add(o.level);
      });
}

}  // namespace saldo::store
