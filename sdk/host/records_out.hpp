#pragma once

#include <cstdint>

#include "link.hpp"

namespace saldo::host {

/// Gathers records into batches, in the memory that the daemon reads, and sends them. A batch goes
/// out when it holds 1,024 records or 384 KiB, or when its first record is 50 ms old, which is
/// looked at with every 16th.
class RecordsOut {
 public:
  explicit RecordsOut(Link& link) : link_(link) {}
  /// Throws Stop when the record has no good form, is too large, or the call is over.
  void emit(const saldo_record& record);
  void flush();
  /// Forgets what was not sent: the call it belongs to failed.
  void discard() { count_ = 0; }

 private:
  void begin();
  bool is_old() const;
  char* put(const saldo_record& record);
  static void refuse_bad(const saldo_record& record);

  Link& link_;
  std::uint32_t slot_ = 0;  ///< of the batch at hand
  std::size_t size_ = 0, count_ = 0;
  std::int64_t first_ms_ = 0;
};

}  // namespace saldo::host
