#pragma once

#include <string>

#include "collect/dunning.hpp"
#include "store/dunning.hpp"
#include "store/dunning_accounts.hpp"

namespace saldo::flows {

/// Who proposes a notice, and by which rules.
struct ProposedBy {
  model::RunId run{};
  std::string procedure;       ///< by name
  std::string config_version;  ///< of the configuration
  std::string maker;           ///< the person behind the run; empty: nobody
};

/// What was decided on an account's dunning area, as a notice to be proposed. Its key is the same
/// for the same notice: procedure and version, account, items and levels, the last notice's date.
store::NewNotice new_notice(const store::AccountToDun& account, const std::string& area,
                            const collect::DunningDecision& decision, Date day,
                            const ProposedBy& by);

}  // namespace saldo::flows
