#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "flows/environment.hpp"
#include "receive/journal.hpp"

namespace saldo::receive {

/// Takes what was pushed from the journal into the archive and the book, many bodies in one
/// transaction, on a thread of its own. By an IDoc's identity (connector, client, sender, number) a
/// repetition is told from news: the same content is noted as delivered again; other content is
/// kept and quarantined (rule push.contradicts). A body of several IDocs is a document of its own,
/// and each IDoc a document within it.
class Intake {
 public:
  /// `arrived` is told for which connector documents wait to be decoded. Journal, archive and book
  /// outlive the intake.
  Intake(flows::Environment environment, Journal& journal,
         std::function<void(const std::string& connector)> arrived);
  ~Intake();

  /// How many documents waited to be decoded when it was last counted.
  std::int64_t backlog() const { return backlog_; }

  /// Where an earlier process had come to.
  static Position consumed(store::Store& store);

 private:
  void run(const std::stop_token& stop);
  void take_in(const std::vector<Journal::Taken>& taken);

  flows::Environment environment_;
  Journal& journal_;
  std::function<void(const std::string&)> arrived_;
  std::atomic<std::int64_t> backlog_ = 0;
  std::jthread thread_;
};

}  // namespace saldo::receive
