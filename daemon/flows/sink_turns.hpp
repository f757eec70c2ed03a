#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "flows/environment.hpp"

namespace saldo::flows {

/// A connector's sink in two processes that take turns: while one's message is on its way, the
/// other works on the next. What they ask servers for goes over the same connections, one at a
/// time: it waits until its message's turn has come. Calls are made by one thread; cancel() may
/// come from any.
class SinkTurns {
 public:
  /// `may_leave` as in connect::Transfers::hold_mails. Both outlive this.
  SinkTurns(const Environment& environment, const config::Connector& connector,
            std::function<bool()> may_leave);

  /// Hands a message to the sink, starting it if need be; what keeps it from that. The message's
  /// body stands until finish().
  connect::Outcome begin(const connect::Delivery& message);
  /// Hands over the one that is delivered next, so that its process works on it as far as it comes.
  /// Should the second process not start, the first does all. The body stands until its own
  /// finish(), or as long as this.
  void begin_next(const connect::Delivery& message);
  /// What became of the message that was begun.
  connect::Outcome finish(std::string& receipt);

  void cancel(std::string_view reason);

 private:
  struct Process {
    std::unique_ptr<connect::Child> child;
    std::string begun;  ///< the key of the message that it works on; empty: none
  };
  /// What the processes use in turn.
  struct Shared {
    std::unique_ptr<connect::Transfers> transfers;
    connect::Pause pause;  ///< of the process whose turn it is
  };
  class InTurn;

  connect::Outcome begin(Process& process, const connect::Delivery& message);
  connect::Outcome start(Process& process);
  std::unique_ptr<connect::Transfers> share(std::vector<connect::Origin> origins,
                                            connect::Pause pause);
  void drop(Process& process);
  Process& other() { return processes_[1 - turn_]; }

  const Environment& environment_;
  const config::Connector& connector_;
  std::function<bool()> may_leave_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::mutex mutex_;  // of the children, for cancel()
  std::array<Process, 2> processes_;
  std::size_t turn_ = 0;
  bool alone_ = false;  ///< the second process can't be had
};

}  // namespace saldo::flows
