#include "flows/decode.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "flows/start_child.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kHeadBytes = 4096;
/// A decoder so sure has seen its format's own mark: the decoders of other plugins aren't asked,
/// each of which would need a process.
constexpr int kCertain = 95;

/// Feeds a decoder: first the head that was read for recognition, then the rest.
class DecoderRequests final : public connect::NoRequests {
 public:
  DecoderRequests(std::string_view head, const ByteReader& bytes, DecodeSink& sink)
      : head_(head), bytes_(bytes), sink_(sink) {}

  Result<void> records(std::string_view batch) override { return sink_.records(batch); }
  Result<std::size_t> read(std::span<char> buffer) override {
    if (head_.empty()) return bytes_(buffer);
    const std::size_t n = std::min(head_.size(), buffer.size());
    std::copy_n(head_.data(), n, buffer.data());
    head_.remove_prefix(n);
    return n;
  }
  Result<void> begin_document(const connect::DocumentOffer& offer) override {
    return sink_.begin_document(offer);
  }
  Result<void> write_document(std::string_view part) override { return sink_.write_document(part); }
  Result<void> finish_document() override { return sink_.finish_document(); }
  void progress(std::uint64_t done, std::uint64_t total) override {
    sink_.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  }

 private:
  std::string_view head_;
  const ByteReader& bytes_;
  DecodeSink& sink_;
};

Result<std::string> read_head(const ByteReader& bytes) {
  std::string head(kHeadBytes, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    auto n = bytes({head.data() + size, head.size() - size});
    if (!n) return n.error();
    if (*n == 0) break;
    size += *n;
  }
  head.resize(size);
  return head;
}

connect::Outcome failed(const Failure& failure) {
  const bool damaged = failure.kind == FailureKind::broken;
  return {.verdict = damaged ? connect::Verdict::rejected : connect::Verdict::retry,
          .failure = failure};
}

connect::Outcome unrecognised(const DecodeJob& job) {
  std::string tried;
  for (const config::ComponentUse& use : job.decoders)
    tried += (tried.empty() ? "" : ", ") + use.component;
  return {.verdict = connect::Verdict::rejected,
          .failure = {.kind = FailureKind::invalid,
                      .message = "'" + job.name +
                                 "' is not a document that the connector's decoders "
                                 "read (" +
                                 tried + "); check the file or the connector's decoders",
                      .file = job.name,
                      .rule = job.size == 0 ? "document.empty" : "document.unrecognised",
                      .expected = tried,
                      .found = job.size == 0 ? "an empty file" : "another format"}};
}

/// Asks decoders how surely a document is theirs: one child for each plugin, one component after
/// the other. The surest decoder's child is kept to decode.
class Recognition {
 public:
  Recognition(const DecodeJob& job, std::string_view head, const connect::Observer& observer,
              const std::filesystem::path& plugin_host)
      : job_(job), head_(head), observer_(observer), plugin_host_(plugin_host) {}

  /// Not ok when a decoder couldn't be asked; then use() is that one.
  connect::Outcome run() {
    int surest = 0;
    const config::ComponentUse* best = nullptr;
    for (const config::ComponentUse& use : job_.decoders) {
      if (surest >= kCertain && use.library != best->library) continue;
      use_ = &use;
      connect::Outcome outcome = set_up(use);
      if (!outcome.ok()) return outcome;
      int score = 0;
      outcome = child(use).identify(head_, job_.name, score);
      if (!outcome.ok()) return outcome;
      if (score <= surest) continue;
      surest = score;
      best = &use;
    }
    use_ = best;
    return best == nullptr ? unrecognised(job_) : set_up(*best);
  }
  const config::ComponentUse* use() const { return use_; }
  std::unique_ptr<connect::Child> take_child() {
    auto taken = std::move(children_.at(use_->library).child);
    children_.clear();
    return taken;
  }

 private:
  struct Asked {
    std::unique_ptr<connect::Child> child;
    const config::ComponentUse* is = nullptr;  // the component that it has at hand
  };

  connect::Child& child(const config::ComponentUse& use) {
    return *children_.at(use.library).child;
  }

  /// Brings the component into its plugin's child.
  connect::Outcome set_up(const config::ComponentUse& use) {
    Asked& asked = children_[use.library];
    const auto launch = to_launch(job_.connector, use, job_.silence);
    if (!launch) return {.verdict = connect::Verdict::config, .failure = launch.error()};
    if (!asked.child) {
      auto started = start_child(*launch, job_.required_isolation, observer_, plugin_host_);
      if (!started)
        return {.verdict =
                    may_pass(started.error()) ? connect::Verdict::retry : connect::Verdict::config,
                .failure = started.error()};
      asked.child = std::move(*started);
    } else if (asked.is != &use) {
      connect::Outcome outcome = asked.child->become(launch->component, launch->options);
      if (!outcome.ok()) return outcome;
    }
    asked.is = &use;
    return {};
  }

  const DecodeJob& job_;
  std::string_view head_;
  const connect::Observer& observer_;
  const std::filesystem::path& plugin_host_;
  std::map<std::filesystem::path, Asked> children_;
  const config::ComponentUse* use_ = nullptr;
};

}  // namespace

Decoded decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
               const connect::Observer& observer, const std::filesystem::path& plugin_host,
               const std::stop_token& stop) {
  const Result<std::string> head = read_head(bytes);
  if (!head) return {.outcome = failed(head.error())};
  Recognition recognition(job, *head, observer, plugin_host);
  connect::Outcome outcome = recognition.run();
  const config::ComponentUse* use = recognition.use();
  if (use == nullptr) return {.outcome = std::move(outcome)};
  if (outcome.ok()) {
    const auto child = recognition.take_child();
    const std::stop_callback cancel(stop, [&] { child->cancel("saldo is stopping the run"); });
    DecoderRequests requests(*head, bytes, sink);
    outcome =
        child->decode({.name = job.name, .media_type = job.media_type, .size = job.size}, requests);
    if (outcome.failure.file.empty()) outcome.failure.file = job.name;
  }
  return {std::move(outcome), use->component, use->version};
}

}  // namespace saldo::flows
