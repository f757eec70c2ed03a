#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace saldo::collect {

/// Who has looked at a notice so far.
struct Approval {
  std::string maker;                   ///< the person who started the run; empty: nobody did
  std::vector<std::string> approvers;  ///< in order
  int eyes = 1;                        ///< how many different people it takes
};

/// What one more approval by `actor` comes to: true, the notice is approved; false, somebody else
/// must approve it, too. Where two people must look at it, the one who started the run is the first
/// of them and can't approve; nobody counts twice (`denied`). That holds for everybody.
Result<bool> approve(const Approval& approval, const std::string& actor);

}  // namespace saldo::collect
