#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "store/audit.hpp"
#include "store/documents.hpp"
#include "store/listings.hpp"
#include "store/quarantine.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kPieceBytes = 256u << 10;

Failure not_found(const std::string& what) {
  return {.kind = FailureKind::not_found, .message = what};
}

/// By id or by SHA-256.
store::Document document_of(soci::session& sql, const std::string& key) {
  const auto found = key.size() == 64 ? store::find_document_by_sha256(sql, key)
                                      : store::find_document(sql, number_of(key, "document"));
  if (!found) throw FailureException(not_found("there is no document " + key));
  return *found;
}

archive::Stored take_in(const archive::Archive& archive, Exchange& exchange) {
  archive::Writer writer = archive.begin().value();
  std::vector<char> buffer(kPieceBytes);
  while (const std::size_t n = exchange.read(buffer)) writer.write({buffer.data(), n}).value();
  return writer.finish().value();
}

}  // namespace

void submit_document(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  const std::string& connector = exchange.path[2];
  const auto& connectors = environment.config->connectors;
  if (std::none_of(connectors.begin(), connectors.end(),
                   [&](const config::Connector& c) { return c.name == connector; }))
    throw FailureException(
        not_found("there is no connector '" + connector + "' in the configuration"));
  const archive::Stored stored = take_in(*environment.archive, exchange);
  const auto named = exchange.query.find("name");
  const Instant now = environment.clock->now();
  store::WriteTransaction transaction(*environment.store);
  const auto [document, is_new] = store::receive_document(
      transaction.sql(),
      {.sha256 = stored.sha256,
       .size = stored.size,
       .name = named == exchange.query.end() ? stored.sha256 : named->second,
       .media_type = {},
       .connector = connector,
       .actor = exchange.actor},
      now);
  store::add_audit(transaction.sql(),
                   {.actor = exchange.actor,
                    .action = "document.submit",
                    .object = "document " + stored.sha256,
                    .detail_json = json::serialize(json::object{
                        {"connector", connector}, {"name", document.name}, {"known", !is_new}})},
                   now);
  transaction.commit();
  json::object answer{{"document", document.id}, {"sha256", document.sha256},
                      {"name", document.name},   {"status", document.status},
                      {"known", !is_new},        {"run", nullptr}};
  if (document.status == "received")
    answer["run"] = app.jobs->ingest(document.connector, "demand", exchange.actor).id;
  exchange.answer(200, answer);
}

void list_documents(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  Lines lines(exchange);
  store::list_documents(snapshot.sql(), exchange.query["status"],
                        [&](json::object& row) { lines.add(row); });
  lines.end();
}

void show_document(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  const auto document =
      store::show_document(snapshot.sql(), document_of(snapshot.sql(), exchange.path[2]).id);
  exchange.answer(200, *document);
}

void raw_document(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  std::string sha256;
  {
    store::Snapshot snapshot(*environment.store);
    sha256 = document_of(snapshot.sql(), exchange.path[2]).sha256;
  }
  archive::Reader reader = environment.archive->read(sha256).value();
  std::vector<char> buffer(kPieceBytes);
  exchange.begin("application/octet-stream");
  while (const std::size_t n = reader.read(buffer).value()) exchange.write({buffer.data(), n});
  exchange.end();
}

void replay_document(const Application& app, Exchange& exchange) {
  const flows::Environment environment = app.environment();
  store::Document document;
  {
    store::WriteTransaction transaction(*environment.store);
    document = document_of(transaction.sql(), exchange.path[2]);
    if (document.status == "posted" && !store::has_refusals(transaction.sql(), document.id))
      throw FailureException({.kind = FailureKind::conflict,
                              .message = "document " + std::to_string(document.id) +
                                         " is posted; only what is quarantined can be replayed"});
    store::mark_received_again(transaction.sql(), document.id);
    store::add_audit(transaction.sql(),
                     {.actor = exchange.actor,
                      .action = "document.replay",
                      .object = "document " + document.sha256},
                     environment.clock->now());
    transaction.commit();
  }
  const store::Run run = app.jobs->ingest(document.connector, "demand", exchange.actor);
  exchange.answer(200, {{"document", document.id}, {"run", run.id}});
}

void list_quarantine(const Application& app, Exchange& exchange) {
  store::Snapshot snapshot(*app.environment().store);
  const std::int64_t document =
      exchange.path.size() > 2 ? document_of(snapshot.sql(), exchange.path[2]).id : 0;
  Lines lines(exchange);
  store::list_quarantine(snapshot.sql(), document, [&](json::object& row) { lines.add(row); });
  lines.end();
}

}  // namespace saldo::api
