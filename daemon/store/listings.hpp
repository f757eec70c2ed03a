#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace soci {
class session;
}

/// What users look at while they work: documents, refusals, runs. One JSON object a row.
namespace saldo::store {

using EachObject = std::function<void(boost::json::object&)>;

/// Newest first; `status` empty: all.
void list_documents(soci::session& sql, const std::string& status, const EachObject& each);
/// One document with its deliveries, refusals and what it brought.
std::optional<boost::json::object> show_document(soci::session& sql, std::int64_t id);
/// What is refused and not yet resolved, largest money first; a document's when `document` isn't 0.
void list_quarantine(soci::session& sql, std::int64_t document, const EachObject& each);
/// Newest first.
void list_runs(soci::session& sql, int limit, const EachObject& each);
std::optional<boost::json::object> show_run(soci::session& sql, std::int64_t id);
/// For health: the newest run of each job, and how much waits.
void list_latest_runs(soci::session& sql, const EachObject& each);

}  // namespace saldo::store
