#pragma once

#include <string>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "store/native_statement.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// The last steps of notices, of one after the other.
class NoticeSending {
 public:
  explicit NoticeSending(soci::session& sql);
  /// queued → sending; a no-op in other states.
  void begin(model::NoticeId id);
  /// sending → sent: from now on its levels and date count. False, and nothing is done, in other
  /// states.
  bool finish(model::NoticeId id, const std::string& actor, const std::string& receipt, Date day,
              Instant now);

 private:
  NativeStatement begin_, finish_, mails_, act_;
};

}  // namespace saldo::store
