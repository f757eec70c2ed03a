#include "collect/channel.hpp"

#include <algorithm>

namespace saldo::collect {
namespace {

/// The first day on which a channel may be used again; empty: any.
Date next_use(const std::string& channel, const DunningAccount& account,
              const model::DunningProcedure& procedure) {
  const auto last = account.last_by_channel.find(channel);
  const auto interval = procedure.channel_interval_days.find(channel);
  if (last == account.last_by_channel.end() || last->second.empty() ||
      interval == procedure.channel_interval_days.end())
    return {};
  return last->second.plus_days(interval->second);
}

}  // namespace

ChannelChoice choose_channel(const std::vector<std::string>& wanted, const DunningAccount& account,
                             const model::DunningProcedure& procedure, Date run_date) {
  ChannelChoice choice;
  if (wanted.empty()) return choice;
  choice.verdict = ChannelChoice::Verdict::none_reaches;
  for (const std::string& channel : wanted) {
    if (std::ranges::find(account.channels, channel) == account.channels.end()) continue;
    const Date next = next_use(channel, account, procedure);
    if (next.empty() || next <= run_date) return {channel, ChannelChoice::Verdict::chosen, {}};
    choice.verdict = ChannelChoice::Verdict::too_recent;
    choice.next = choice.next.empty() ? next : std::min(choice.next, next);
  }
  return choice;
}

}  // namespace saldo::collect
