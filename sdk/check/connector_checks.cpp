#include "check/bench.hpp"

/// Checks of sources and sinks on empty directories.
namespace saldo::check {

void source_of_nothing(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  Recorder recorder;
  expect(subject->pull(recorder), {SALDO_OK, SALDO_E_RETRY, SALDO_E_CONFIG, SALDO_E_AUTH},
         "pulling where nothing is");
  if (recorder.documents != 0) fail("it hands over documents where nothing is");
  bool changed = false;
  expect(subject->wait(0, changed), {SALDO_OK, SALDO_E_RETRY, SALDO_E_CONFIG, SALDO_E_AUTH},
         "waiting for no time");
  if (changed) fail("it announces documents where nothing is");
}

void acknowledge_unknown(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  for (int i = 0; i < 2; ++i)
    // No server is granted here: a source that asks one must say so.
    expect(subject->acknowledge("a-document-that-is-gone"), {SALDO_OK, SALDO_E_CONFIG},
           "acknowledging what is gone");
}

void deliver_twice(const Bench& bench, const Component& component) {
  const auto subject = bench.open(component);
  std::string first, again;
  const Reply reply = subject->deliver("check/1", "a message", first);
  expect(reply, {SALDO_OK, SALDO_E_RETRY, SALDO_E_CONFIG, SALDO_E_AUTH}, "delivering a message");
  if (reply.status != SALDO_OK) skip("it delivers nothing here: " + reply.message);
  expect(subject->deliver("check/1", "a message", again), {SALDO_OK}, "delivering it again");
  if (first.empty()) fail("the receipt is empty");
  if (first != again) fail("the same key has two receipts: " + first + " and " + again);
}

}  // namespace saldo::check
