#include "flows/idoc_status.hpp"

#include <boost/json.hpp>

#include "store/pushed.hpp"
#include "store/rows.hpp"

namespace saldo::flows {

namespace {

constexpr int kIdocsAtOnce = 200;

/// SAP's statuses of inbound processing: 53 posted; 56 the IDoc itself is at fault; 51 the
/// application, here the book, doesn't take what it says.
const char* status_of(const store::PushedOutcome& outcome) {
  if (outcome.refusal == 0) return "53";
  for (const char* of_the_idoc : {"idoc.", "xml.", "text.", "field.", "document."})
    if (outcome.rule.starts_with(of_the_idoc)) return "56";
  return "51";
}

}  // namespace

bool tell_idoc_status(soci::session& sql, const std::string& connector, Instant now,
                      OutboxTotals& totals) {
  const auto outcomes = store::untold_outcomes(sql, connector, kIdocsAtOnce);
  for (const store::PushedOutcome& o : outcomes) {
    const std::string status = status_of(o);
    const std::string why =
        o.refusal == 0 ? "" : (o.in_part ? "posted but for a part: " : "") + o.why;
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
    tell_newest(
        sql,
        {.kind = "idoc_status",
         .key_prefix = "SS",
         .connector = connector,
         .about = {.subject = "idoc:" + o.key.client + "/" + o.key.sender + "/" + o.key.number,
                   .company_code = {},
                   .document = o.document,
                   .amount = {}},
         .content = status + " " + why,
         .body = {{"client", o.key.client},
                  {"sender", o.key.sender},
                  {"idoc", o.key.number},
                  {"status", status},
                  {"why", why},
                  {"at", store::instant_text(at.count())}}},
        now, totals);
    store::note_told(sql, o);
  }
  return !outcomes.empty();
}

}  // namespace saldo::flows
