#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// What became of a pushed IDoc of which its sender wasn't told yet.
struct PushedOutcome {
  PushedKey key;
  std::int64_t document = 0;
  std::int64_t refusal = 0;  ///< of the quarantine; 0: it is posted
  bool in_part = false;      ///< something of it is posted all the same
  std::string rule, why;     ///< of the first refusal
};
/// IDocs whose outcome is another one than the one told last, oldest first; not those that wait to
/// be decoded, nor answers to what was sent.
std::vector<PushedOutcome> untold_outcomes(soci::session& sql, const std::string& connector,
                                           int limit);
void note_told(soci::session& sql, const PushedOutcome& outcome);
/// The document, if it was pushed, is an answer: its sender is never told of it.
void note_is_answer(soci::session& sql, std::int64_t document);

/// How many documents wait for being decoded, all connectors together.
std::int64_t count_waiting_documents(soci::session& sql);

}  // namespace saldo::store
