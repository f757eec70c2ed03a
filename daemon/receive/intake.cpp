#include "receive/intake.hpp"

#include <condition_variable>
#include <mutex>
#include <set>

#include "base/assert.hpp"
#include "receive/envelope.hpp"
#include "saldo/plugin.h"
#include "store/documents.hpp"
#include "store/pushed.hpp"
#include "store/quarantine.hpp"

namespace saldo::receive {

namespace {

constexpr const char* kCursor = "push:journal";  // no connector's name has a colon
constexpr const char* kDecoder = "xml-http";
constexpr std::chrono::seconds kPause{2};  // before a book or archive that failed is tried again

/// A document to be stored: a body, or one IDoc of it.
struct Piece {
  const Journal::Taken* from = nullptr;
  PushedIdoc idoc;    // without identity: the body as a whole
  std::string bytes;  // empty: the body itself
  bool is_container = false;
  std::string_view view() const { return bytes.empty() ? std::string_view(from->body) : bytes; }
};

std::vector<Piece> pieces_of(const std::vector<Journal::Taken>& taken) {
  std::vector<Piece> pieces;
  for (const Journal::Taken& t : taken) {
    const Envelope envelope = find_idocs(t.body).value();  // was asked before it was journalled
    if (envelope.idocs.size() == 1) {
      pieces.push_back({.from = &t, .idoc = envelope.idocs.front()});
      continue;
    }
    pieces.push_back({.from = &t, .is_container = true});
    for (const PushedIdoc& idoc : envelope.idocs)
      pieces.push_back({.from = &t, .idoc = idoc, .bytes = alone(t.body, envelope, idoc)});
  }
  return pieces;
}

std::string name_of(const Piece& piece) {
  if (piece.is_container) return "pushed-" + piece.from->position.to_string() + ".xml";
  if (!piece.idoc.has_identity()) return "idoc-without-number.xml";
  return "idoc-" + piece.idoc.sender + "-" + piece.idoc.number + ".xml";
}

Failure contradiction(const Piece& piece, const store::PushedBefore& first) {
  return {.kind = FailureKind::conflict,
          .message = "IDoc " + piece.idoc.number + " of " + piece.idoc.sender + " in client " +
                     piece.idoc.client + " came before as document " +
                     std::to_string(first.document) +
                     " and says something else now; saldo keeps to the first one. Find out which "
                     "is right; `saldo replay` posts this one as a newer version",
          .rule = "push.contradicts",
          .expected = first.content_sha256.substr(0, 16),
          .found = piece.idoc.content_sha256.substr(0, 16)};
}

/// Brings the pieces of one taking into the book.
class Recording {
 public:
  Recording(soci::session& sql, Instant now) : sql_(sql), now_(now) {}

  void add(const Piece& piece, const archive::Stored& stored) {
    const auto [document, is_new] = store::receive_document(
        sql_,
        {.sha256 = stored.sha256,
         .size = stored.size,
         .name = name_of(piece),
         .media_type = piece.from->info.media_type,
         .connector = piece.from->info.connector,
         .actor = "push:" + piece.from->info.sender,
         .container = piece.is_container || piece.bytes.empty() ? 0 : container_},
        now_);
    if (piece.is_container) {
      container_ = document.id;
      if (is_new) store::mark_posted(sql_, document.id, {kDecoder, "several"}, {}, now_);
      return;
    }
    const bool is_news = !piece.idoc.has_identity() || compare(piece, document.id, is_new);
    if (is_new && is_news) ++added_[piece.from->info.connector];
  }
  const std::map<std::string, std::int64_t>& added() const { return added_; }
  const std::vector<Failure>& refused() const { return refused_; }

 private:
  /// Whether it is to be decoded.
  bool compare(const Piece& piece, std::int64_t document, bool is_new) {
    const store::PushedKey key{.connector = piece.from->info.connector,
                               .client = piece.idoc.client,
                               .sender = piece.idoc.sender,
                               .number = piece.idoc.number};
    const auto first = store::find_pushed(sql_, key);
    if (!first) {
      store::remember_pushed(sql_, key, {document, piece.idoc.content_sha256});
      return true;
    }
    if (first->content_sha256 == piece.idoc.content_sha256) {
      // Other bytes that say the same: kept, and nothing is left to be done with them.
      if (is_new)
        store::mark_posted(sql_, document,
                           {kDecoder, "repeats document " + std::to_string(first->document)}, {},
                           now_);
    } else if (is_new) {
      refused_.push_back(contradiction(piece, *first));
      store::mark_quarantined(sql_, document, kDecoder, refused_.back(), {}, now_);
    }
    return false;
  }

  soci::session& sql_;
  Instant now_;
  std::int64_t container_ = 0;
  std::map<std::string, std::int64_t> added_;
  std::vector<Failure> refused_;
};

}  // namespace

Position Intake::consumed(store::Store& store) {
  store::Snapshot snapshot(store);
  return Position::parse(store::source_cursor(snapshot.sql(), kCursor));
}

Intake::Intake(flows::Environment environment, Journal& journal,
               std::function<void(const std::string&)> arrived)
    : environment_(std::move(environment)), journal_(journal), arrived_(std::move(arrived)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Intake::~Intake() = default;

void Intake::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any pause;
  while (!stop.stop_requested()) {
    try {
      const auto taken = journal_.take(stop).value();
      if (!taken.empty()) take_in(taken);
    } catch (const std::exception& e) {
      // What waits stays in the journal; when too much waits, senders are told to come later.
      environment_.observer.log("saldod", SALDO_LOG_ERROR,
                                std::string("can't take in what was pushed: ") + e.what());
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, kPause, [] { return false; });
    }
  }
}

void Intake::take_in(const std::vector<Journal::Taken>& taken) {
  const std::vector<Piece> pieces = pieces_of(taken);
  std::vector<std::string_view> bytes;
  bytes.reserve(pieces.size());
  for (const Piece& piece : pieces) bytes.push_back(piece.view());
  const auto stored = environment_.archive->store(bytes).value();
  SALDO_ASSERT(stored.size() == pieces.size());
  store::WriteTransaction transaction(*environment_.store);
  Recording recording(transaction.sql(), environment_.clock->now());
  for (std::size_t i = 0; i < pieces.size(); ++i) recording.add(pieces[i], stored[i]);
  store::set_source_cursor(transaction.sql(), kCursor, taken.back().position.to_string());
  backlog_ = store::count_waiting_documents(transaction.sql());
  transaction.commit();
  journal_.consume(taken.back().position);
  for (const Failure& why : recording.refused())
    environment_.observer.log("saldod", SALDO_LOG_WARNING, "quarantined: " + why.message);
  for (const auto& [connector, count] : recording.added()) arrived_(connector);
}

}  // namespace saldo::receive
