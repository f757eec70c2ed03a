#pragma once

#include "render/collection_run.hpp"

namespace saldo::render {

/// ISO 20022 pain.008, customer direct debit initiation, in the two versions that SEPA banks take.
enum class Pain008Version { v02, v08 };

/// The run as a message to the bank, valid against the version's schema and SEPA's rules. Fails
/// with the first of find_faults() and writes nothing when there is any. Pure.
Result<std::string> write_pain008(const CollectionRun& run, Pain008Version version);

}  // namespace saldo::render
