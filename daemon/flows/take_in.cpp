#include "flows/take_in.hpp"

#include "store/documents.hpp"

namespace saldo::flows {

Result<void> TakeIn::begin(const connect::DocumentOffer& offer) {
  offer_ = offer;
  auto writer = environment_.archive->begin();
  if (!writer) return writer.error();
  writer_.emplace(std::move(*writer));
  return {};
}

namespace {

/// A plugin that lies about the order gets this; its host wouldn't let it.
Failure none_begun() { return {.kind = FailureKind::denied, .message = "no document was begun"}; }

}  // namespace

Result<void> TakeIn::write(std::string_view bytes) {
  return writer_ ? writer_->write(bytes) : none_begun();
}

Result<TakeIn::Taken> TakeIn::finish() {
  if (!writer_) return none_begun();
  auto stored = writer_->finish();
  writer_.reset();
  if (!stored) return stored.error();
  Taken taken{.sha256 = stored->sha256};
  try {
    store::WriteTransaction transaction(*environment_.store);
    const auto [document, is_new] = store::receive_document(transaction.sql(),
                                                            {.sha256 = stored->sha256,
                                                             .size = stored->size,
                                                             .name = offer_.name,
                                                             .media_type = offer_.media_type,
                                                             .connector = from_.connector,
                                                             .actor = from_.actor,
                                                             .container = from_.container},
                                                            environment_.clock->now());
    transaction.commit();
    taken.is_known = !is_new && document.status != "received";
  } catch (const std::exception& e) {
    return Failure{.kind = FailureKind::unavailable, .message = e.what()};
  }
  return taken;
}

}  // namespace saldo::flows
