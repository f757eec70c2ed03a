#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "store/audit.hpp"
#include "store/sent_mail.hpp"

namespace saldo::api {

namespace json = boost::json;

void list_mails(const Application& app, Exchange& exchange) {
  const std::string notice = parameter(exchange, "notice");
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_mails(snapshot.sql(), parameter(exchange, "state"),
                    notice.empty() ? 0 : number_of(notice, "notice"),
                    [&](json::object& row) { lines.add(row); });
  lines.end();
}

void list_undeliverable(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_undeliverable(snapshot.sql(), [&](json::object& row) { lines.add(row); });
  lines.end();
}

void lift_undeliverable(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::string address = Request(exchange, {"address"}).text("address");
  store::WriteTransaction transaction(*environment.store);
  const Instant now = environment.clock->now();
  const std::int64_t lifted =
      store::lift_undeliverable(transaction.sql(), address, exchange.actor, now);
  if (lifted == 0)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "the address '" + address + "' isn't marked"});
  store::add_audit(transaction.sql(),
                   {.actor = exchange.actor, .action = "mail.lift", .object = "address " + address},
                   now);
  transaction.commit();
  exchange.answer(200, {{"address", address}, {"state", "deliverable"}});
}

}  // namespace saldo::api
