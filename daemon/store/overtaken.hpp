#pragma once

#include <string>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "store/native_statement.hpp"

namespace soci {
class session;
}

/// What happens to notices that wait: money comes in, or a hold is recorded.
namespace saldo::store {

struct Overtaken {
  model::NoticeId id{};
  std::string reason;  ///< "item 9000001: 120.00 are open, 200.00 were when it was proposed"
};
/// The waiting notices that were overtaken since they were proposed; of one notice, if `only`.
/// A notice that is on its way out (`sending`) is beyond recall.
std::vector<Overtaken> overtaken_notices(soci::session& sql, Date today,
                                         const model::NoticeId* only = nullptr);

/// Whether overtaken_notices() would name a notice, for one notice after the other.
class OvertakenCheck {
 public:
  explicit OvertakenCheck(soci::session& sql);
  bool is_overtaken(model::NoticeId id, Date today);

 private:
  NativeStatement query_;
};

}  // namespace saldo::store
