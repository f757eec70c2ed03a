#include "flows/verify.hpp"

#include "store/verify.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kBrokenShown = 20;

}  // namespace

Verification verify(const Environment& environment) {
  Verification result;
  store::Snapshot snapshot(*environment.store);
  for (const store::Broken& b : store::broken_invariants(snapshot.sql(), kBrokenShown))
    result.broken.push_back("invariant " + std::to_string(b.invariant) + ": " + b.what);
  result.gaps = store::statement_gaps(snapshot.sql());
  store::for_each_document_hash(snapshot.sql(), [&](const std::string& sha256) {
    ++result.documents;
    const auto intact = environment.archive->verify(sha256);
    if (!intact && result.broken.size() < kBrokenShown)
      result.broken.push_back("invariant 4: " + intact.error().to_string());
  });
  return result;
}

}  // namespace saldo::flows
