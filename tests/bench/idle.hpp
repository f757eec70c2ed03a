#pragma once

#include <filesystem>

namespace saldo::bench {

struct IdleFigures {
  double ready_ms = 0;            ///< from exec to "ready" on the notify socket
  double resident_mib = 0;        ///< after ten idle seconds
  double wakeups_per_second = 0;  ///< voluntary context switches of all threads, over ten seconds
};

/// Starts saldod on the book in `folder` (saldo.db, documents) with two watched connectors.
IdleFigures measure_idle_daemon(const std::filesystem::path& folder, int seconds);

}  // namespace saldo::bench
