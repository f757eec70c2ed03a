#include <soci/soci.h>

#include "store/columns.hpp"
#include "store/dunning.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::store {

/// Prepared once and bound to these members: a run proposes tens of thousands of notices, and
/// parsing the statements anew would be most of its work.
class NoticeWriter::Statements {
 public:
  explicit Statements(soci::session& sql)
      : known_(sql), waiting_(sql), insert_(sql), find_(sql), item_(sql) {
    prepare_known();
    prepare_waiting();
    prepare_insert();
    prepare_item();
  }

  void take(const NewNotice& n, Instant now) {
    n_ = n;
    at_ = to_column(now);
    run_ = model::raw(n.run);
    customer_ = model::raw(n.customer);
    day_ = n.run_date.days();
    legal_ = n.legal ? 1 : 0;
    currency_ = n.amount.currency.code();
    state_ = n.approved ? "approved" : "proposed";
  }
  /// Whether the notice is there already: waiting, gone out, or voided no earlier than this run.
  bool is_known() {
    known_.execute(true);
    return count_ > 0;
  }
  /// What the account has waiting: ids and states.
  std::vector<std::pair<std::int64_t, std::string>> waiting() {
    std::vector<std::pair<std::int64_t, std::string>> all;
    waiting_.execute();
    while (waiting_.fetch()) all.emplace_back(waiting_id_, waiting_state_);
    return all;
  }
  void insert() {
    insert_.execute(true);
    find_.execute(true);
    for (const NoticeItem& i : n_.items) {
      item_id_ = model::raw(i.item);
      item_amount_ = i.amount.minor;
      open_ = i.open.minor;
      level_ = i.level;
      days_ = i.days_overdue;
      has_interest_ = i.interest ? 1 : 0;
      interest_ = i.interest ? i.interest->minor : 0;
      contingent_ = i.contingent ? i.contingent->minor : 0;
      segments_ = i.segments_json;
      item_.execute(true);
    }
  }

 private:
  void prepare_known() {
    known_.alloc();
    known_.exchange(soci::use(customer_, "customer"));
    known_.exchange(soci::use(n_.idempotency_key, "key"));
    known_.exchange(soci::use(day_, "day"));
    known_.exchange(soci::into(count_));
    known_.prepare(
        "SELECT COUNT(*) FROM dunning_notice WHERE customer_id = :customer AND (idempotency_key = "
        ":key OR (state IN ('voided', 'failed') AND former_key = :key AND run_day >= :day))");
    known_.define_and_bind();
  }

  void prepare_waiting() {
    waiting_.alloc();
    waiting_.exchange(soci::use(customer_, "customer"));
    waiting_.exchange(soci::use(n_.company_code, "company"));
    waiting_.exchange(soci::use(currency_, "currency"));
    waiting_.exchange(soci::use(n_.area, "area"));
    waiting_.exchange(soci::into(waiting_id_));
    waiting_.exchange(soci::into(waiting_state_));
    waiting_.prepare(
        "SELECT id, state FROM dunning_notice WHERE customer_id = :customer AND state IN "
        "('proposed', 'approved', 'queued', 'sending') AND company_code = :company AND currency = "
        ":currency "
        "AND area = :area");
    waiting_.define_and_bind();
  }

  void prepare_insert() {
    insert_.alloc();
    const auto use = [&](auto& value, const char* name) {
      insert_.exchange(soci::use(value, name));
    };
    use(run_, "run");
    use(n_.idempotency_key, "key");
    use(n_.procedure, "procedure");
    use(n_.config_version, "config");
    use(customer_, "customer");
    use(n_.company_code, "company");
    use(day_, "day");
    use(n_.level, "level");
    use(n_.amount.minor, "amount");
    use(n_.fee.minor, "fee");
    use(currency_, "currency");
    use(state_, "state");
    use(at_, "at");
    use(n_.area, "area");
    use(legal_, "legal");
    use(n_.channel, "channel");
    use(n_.letter, "letter");
    use(n_.interest.minor, "interest");
    use(n_.compensation.minor, "compensation");
    use(n_.effects, "effects");
    use(n_.maker, "maker");
    use(n_.eyes, "eyes");
    use(n_.unapplied.minor, "unapplied");
    insert_.prepare(
        "INSERT INTO dunning_notice (run_id, idempotency_key, procedure_name, config_version, "
        "customer_id, company_code, run_day, level, amount_minor, fee_minor, currency, state, "
        "proposed_at, area, legal, channel, letter, interest_minor, compensation_minor, effects, "
        "maker, eyes, unapplied_minor) VALUES (:run, :key, :procedure, :config, :customer, "
        ":company, :day, :level, :amount, :fee, :currency, :state, :at, :area, :legal, "
        "NULLIF(:channel, ''), NULLIF(:letter, ''), :interest, :compensation, :effects, :maker, "
        ":eyes, :unapplied)");
    insert_.define_and_bind();
    find_.alloc();
    find_.exchange(soci::use(n_.idempotency_key, "key"));
    find_.exchange(soci::into(notice_));
    find_.prepare("SELECT id FROM dunning_notice WHERE idempotency_key = :key");
    find_.define_and_bind();
  }

  void prepare_item() {
    item_.alloc();
    const auto use = [&](auto& value, const char* name) { item_.exchange(soci::use(value, name)); };
    use(notice_, "notice");
    use(item_id_, "item");
    use(level_, "level");
    use(item_amount_, "amount");
    use(days_, "days");
    use(open_, "open");
    use(has_interest_, "has_interest");
    use(interest_, "interest");
    use(contingent_, "contingent");
    use(segments_, "segments");
    item_.prepare(
        "INSERT INTO dunning_notice_item (notice_id, item_id, level, amount_minor, days_overdue, "
        "open_minor, interest_minor, contingent_minor, segments_json) VALUES (:notice, :item, "
        ":level, :amount, :days, :open, CASE WHEN :has_interest = 1 THEN :interest END, CASE WHEN "
        ":has_interest = 1 THEN :contingent END, NULLIF(:segments, ''))");
    item_.define_and_bind();
  }

  NewNotice n_;
  std::int64_t at_ = 0, run_ = 0, customer_ = 0, count_ = 0, waiting_id_ = 0, notice_ = 0;
  std::int64_t item_id_ = 0, item_amount_ = 0, open_ = 0, interest_ = 0, contingent_ = 0;
  std::int32_t day_ = 0;
  int legal_ = 0, level_ = 0, days_ = 0, has_interest_ = 0;
  std::string currency_, state_, waiting_state_, segments_;
  soci::statement known_, waiting_, insert_, find_, item_;
};

NoticeWriter::NoticeWriter(soci::session& sql)
    : sql_(sql), statements_(std::make_unique<Statements>(sql)) {}
NoticeWriter::~NoticeWriter() = default;

bool NoticeWriter::add(const NewNotice& notice, Instant now) {
  statements_->take(notice, now);
  if (statements_->is_known()) return false;
  const auto waiting = statements_->waiting();
  // What is on its way out can't be taken back, and the next one follows its sending.
  for (const auto& [id, state] : waiting)
    if (state == "sending") return false;
  for (const auto& [id, state] : waiting)
    withdraw_notice(sql_, model::NoticeId{id}, "superseded", "saldo",
                    "run " + std::to_string(model::raw(notice.run)) + " proposed another", now);
  statements_->insert();
  return true;
}

}  // namespace saldo::store
