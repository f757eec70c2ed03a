#pragma once

#include "api/http.hpp"
#include "flows/environment.hpp"

namespace saldo::api {

/// Streams a consistent copy as an uncompressed tar (POSIX ustar): saldo.db, then every document
/// that the copy of the book knows, as documents/ab/….zst. saldo goes on working meanwhile.
void write_backup(const flows::Environment& environment, Exchange& exchange);

}  // namespace saldo::api
