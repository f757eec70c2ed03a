#include "flows/deductions.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <map>
#include <optional>

#include "collect/deduction_triage.hpp"
#include "flows/sql_book.hpp"
#include "model/keys.hpp"
#include "store/deductions.hpp"
#include "store/documents.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

// No connector can have this name.
const std::string kCursor = "job:disputes";

std::int64_t read_cursor(soci::session& sql) {
  const std::string text = store::source_cursor(sql, kCursor);
  std::int64_t decision = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), decision);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
    throw FailureException(
        {.kind = FailureKind::broken,
         .message = "the cursor of disputes '" + text + "' is no number of a decision"});
  return decision;
}

/// Our codes by the documents of the advice's lines, as cash application read them.
std::map<std::string, std::string> our_codes(const std::string& evidence_json) {
  std::map<std::string, std::string> codes;
  std::string document;
  const json::value evidence = json::parse(evidence_json);
  for (const json::value& entry : evidence.as_array()) {
    const json::object& e = entry.as_object();
    const std::string kind(e.at("kind").as_string()), value(e.at("value").as_string());
    if (kind == "advice_line") document = value;
    if (kind == "deduction_code") codes[document] = value;
  }
  return codes;
}

model::DisputeReason reason_of(std::string code) {
  std::ranges::transform(code, code.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto reason = model::parse_dispute_reason(code);
  return reason ? *reason : model::DisputeReason::unknown;
}

/// The dispute over one line of the advice; none where nothing is left to dispute.
bool open_deduction(const DisputeDesk& desk, const store::DeductingDecision& decision,
                    const cash::Advice::Line& line, const std::string& our_code) {
  const std::string key = model::number_key(line.document);
  const auto item = std::ranges::find(decision.items, key, &store::DeductedItem::number_key);
  if (item == decision.items.end()) return false;
  const std::string source =
      "decision " + std::to_string(decision.decision) + " item " + item->number;
  const model::DisputeReason reason = reason_of(our_code);
  if (store::has_dispute_of(desk.sql, source) ||
      store::dispute_about(desk.sql, item->item, reason) != 0)
    return false;
  const store::DisputableItem room = store::disputable(desk.sql, item->item);
  if (room.room.minor <= 0 || line.deduction.currency != room.room.currency) return false;
  const Money amount = line.deduction.minor < room.room.minor ? line.deduction : room.room;
  const std::string advice =
      decision.advice_number.empty() ? "an advice" : "advice " + decision.advice_number;
  const std::string code = our_code.empty() ? "" : " (" + our_code + ")";
  open_case(desk,
            {.customer = decision.customer,
             .reason = reason,
             .customer_reason = line.reason,
             .note = "deducted by " + advice + code,
             .decision = decision.decision,
             .source = source,
             .contest_by = desk.config.deductions.contest_by(decision.customer, decision.paid_on)},
            {{room, amount}},
            advice + " deducts " + line.deduction.to_string() + " of " + item->number);
  return true;
}

}  // namespace

std::int64_t open_deductions(const DisputeDesk& desk) {
  std::int64_t opened = 0;
  const std::int64_t cursor = read_cursor(desk.sql);
  for (const store::DeductingDecision& decision : store::deductions_behind(desk.sql, cursor)) {
    const auto codes = our_codes(decision.evidence_json);
    for (const cash::Advice::Line& line : advice_lines(decision.lines_json, decision.currency)) {
      if (line.deduction.minor <= 0) continue;
      const auto code = codes.find(line.document);
      if (open_deduction(desk, decision, line, code == codes.end() ? "" : code->second)) ++opened;
    }
  }
  const std::int64_t newest = store::newest_decision(desk.sql);
  if (newest != cursor) store::set_source_cursor(desk.sql, kCursor, std::to_string(newest));
  return opened;
}

void list_deductions(soci::session& sql, const store::DisputeFilter& filter, Date today,
                     const std::function<void(json::object&)>& each) {
  std::vector<json::object> rows;
  std::map<std::int64_t, std::size_t> of_dispute;
  store::list_disputes(sql, filter, today, [&](json::object& row) {
    of_dispute[row.at("dispute").as_int64()] = rows.size();
    rows.push_back(std::move(row));
  });
  const auto at_hand = store::deductions_at_hand(sql);
  for (const collect::TriagedDeduction& one : collect::triage(at_hand, today)) {
    const auto found = of_dispute.find(one.dispute);
    if (found == of_dispute.end()) continue;
    json::object& row = rows[found->second];
    row["triage"] = one.points;
    row["because"] = one.because;
    each(row);
    of_dispute.erase(found);
  }
  for (json::object& row : rows)
    if (!row.contains("triage")) each(row);
}

}  // namespace saldo::flows
