#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace soci {
class session;
}

/// Documents and their deliveries. States: received → posted | quarantined (→ received again by a
/// replay). See AR model, "document"; refusals stand in quarantine.hpp.
namespace saldo::store {

struct Document {
  std::int64_t id = 0;
  std::string sha256;
  std::int64_t size = 0;
  std::string name, media_type, connector;
  std::string status;  ///< received | posted | quarantined
  std::int64_t crashes = 0;
  bool waits = false;  ///< for being decoded: it is new, or to be decoded again
};

struct Arrival {
  std::string sha256;
  std::uint64_t size = 0;
  std::string name, media_type, connector, actor;
  std::int64_t container = 0;  ///< the document within which it lies; 0: none
};

/// What a document brought; shown with it and to whoever submitted it.
struct PostedCounts {
  std::int64_t statements = 0, transactions = 0, duplicates = 0;
  std::int64_t customers = 0, items = 0, advices = 0;
};

/// Notes a delivery. A document that is known already keeps its state; the second value says
/// whether it is new.
std::pair<Document, bool> receive_document(soci::session& sql, const Arrival& arrival, Instant now);

std::optional<Document> find_document(soci::session& sql, std::int64_t id);
std::optional<Document> find_document_by_sha256(soci::session& sql, std::string_view sha256);
/// Documents of a connector that wait for being decoded, in order of arrival.
std::vector<std::int64_t> waiting_documents(soci::session& sql, std::string_view connector);
/// Connectors for which documents wait.
std::vector<std::string> connectors_with_waiting_documents(soci::session& sql);

struct DecodedBy {
  std::string decoder, version;
};
void mark_posted(soci::session& sql, std::int64_t id, const DecodedBy& by,
                 const PostedCounts& counts, Instant now);
/// Counts a crash on this input; returns how many there were.
std::int64_t count_crash(soci::session& sql, std::int64_t id);
/// How many documents stand around this one, each within the next; the shortest way counts.
int depth_within_containers(soci::session& sql, std::int64_t id);

std::string source_cursor(soci::session& sql, const std::string& connector);
void set_source_cursor(soci::session& sql, const std::string& connector, const std::string& cursor);

}  // namespace saldo::store
