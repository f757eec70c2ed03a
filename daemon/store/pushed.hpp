#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace soci {
class session;
}

/// What has been pushed before: by its identity a repetition is told from news.
namespace saldo::store {

struct PushedKey {
  std::string connector, client, sender, number;  ///< MANDT, SNDPRN, DOCNUM
};
struct PushedBefore {
  std::int64_t document = 0;   ///< the one that brought it first
  std::string content_sha256;  ///< of what it said
};

/// Nothing when this is the first time.
std::optional<PushedBefore> find_pushed(soci::session& sql, const PushedKey& key);
void remember_pushed(soci::session& sql, const PushedKey& key, const PushedBefore& first);

/// How many documents wait for being decoded, all connectors together.
std::int64_t count_waiting_documents(soci::session& sql);

}  // namespace saldo::store
