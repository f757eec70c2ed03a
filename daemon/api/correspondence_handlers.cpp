#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "api/request.hpp"
#include "store/correspondence.hpp"

namespace saldo::api {

namespace json = boost::json;

void list_correspondence(const Application& app, Exchange& exchange) {
  static constexpr std::array kClasses = {"", "reply", "auto_reply", "bounce", "report", "other"};
  const store::CorrespondenceFilter filter{.customer = parameter(exchange, "customer"),
                                           .classification = parameter(exchange, "class"),
                                           .unthreaded = parameter(exchange, "unthreaded") == "1"};
  if (std::ranges::find(kClasses, filter.classification) == kClasses.end())
    throw FailureException({.message = "'class' is reply, auto_reply, bounce, report or other, not "
                                       "'" +
                                       filter.classification + "'"});
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_correspondence(snapshot.sql(), filter, [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_correspondence(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  exchange.answer(200, store::show_correspondence(snapshot.sql(),
                                                  number_of(exchange.path[2], "correspondence")));
}

}  // namespace saldo::api
