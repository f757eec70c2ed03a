#pragma once

#include "collect/dunning.hpp"

namespace saldo::collect {

/// By which channel a notice goes out, or why it can't.
struct ChannelChoice {
  std::string channel;  ///< empty: any will do
  enum class Verdict { chosen, none_reaches, too_recent } verdict = Verdict::chosen;
  Date next;  ///< with `too_recent`: the first day on which one of them may be used
};

/// The first of `wanted` that reaches the customer and hasn't been used for so many days as the
/// procedure wants between two notices by it.
ChannelChoice choose_channel(const std::vector<std::string>& wanted, const DunningAccount& account,
                             const model::DunningProcedure& procedure, Date run_date);

}  // namespace saldo::collect
