#include "flows/decode.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "flows/start_child.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kHeadBytes = 4096;
/// A decoder so sure has seen its format's own mark: those behind it aren't asked.
constexpr int kCertain = 95;
/// What a child decodes before another takes its place: small documents, and not too many.
constexpr std::uint64_t kSharedBytesMax = 256u << 10;
constexpr unsigned kSharedDocumentsMax = 256;

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

connect::Outcome unrecognised(const DecodeJob& job, bool empty) {
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
                      .rule = empty ? "document.empty" : "document.unrecognised",
                      .expected = tried,
                      .found = empty ? "an empty file" : "another format"}};
}

/// Asks decoders how surely a document is theirs: one child for each plugin, one component after
/// the other. The surest decoder is at hand in its child afterwards.
class Recognition {
 public:
  Recognition(const DecodeJob& job, std::string_view head, Decoders::Children& children,
              const connect::Observer& observer, const std::filesystem::path& plugin_host)
      : job_(job),
        head_(head),
        children_(children),
        observer_(observer),
        plugin_host_(plugin_host) {}

  /// Not ok when a decoder couldn't be asked; then use() is that one.
  connect::Outcome run() {
    int surest = 0;
    const config::ComponentUse* best = nullptr;
    for (const config::ComponentUse& use : job_.decoders) {
      if (surest >= kCertain) break;
      use_ = &use;
      connect::Outcome outcome = set_up(use);
      if (!outcome.ok()) return outcome;
      int score = 0;
      outcome = children_.at(use.library).child->identify(head_, job_.name, score);
      if (!outcome.ok()) return outcome;
      if (score <= surest) continue;
      surest = score;
      best = &use;
    }
    use_ = best;
    if (best == nullptr) return unrecognised(job_, head_.empty());
    return at_hand_ == best ? connect::Outcome{} : set_up(*best);
  }
  const config::ComponentUse* use() const { return use_; }

 private:
  /// Brings a new instance of the component into its plugin's child.
  connect::Outcome set_up(const config::ComponentUse& use) {
    at_hand_ = &use;
    Decoders::Shared& shared = children_[use.library];
    const auto launch = to_launch(job_.connector, use, job_.silence);
    if (!launch) return {.verdict = connect::Verdict::config, .failure = launch.error()};
    if (shared.child) return shared.child->become(launch->component, launch->options);
    auto started = start_child(*launch, job_.required_isolation, observer_, plugin_host_);
    if (!started)
      return {
          .verdict = may_pass(started.error()) ? connect::Verdict::retry : connect::Verdict::config,
          .failure = started.error()};
    shared.child = std::move(*started);
    return {};
  }

  const DecodeJob& job_;
  std::string_view head_;
  Decoders::Children& children_;
  const connect::Observer& observer_;
  const std::filesystem::path& plugin_host_;
  const config::ComponentUse* use_ = nullptr;
  const config::ComponentUse* at_hand_ = nullptr;
};

}  // namespace

Decoders::Decoders(connect::Observer observer, std::filesystem::path plugin_host)
    : observer_(std::move(observer)), plugin_host_(std::move(plugin_host)) {}

Decoded Decoders::decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
                         const std::stop_token& stop) {
  const Result<std::string> head = read_head(bytes);
  if (!head) return {.outcome = failed(head.error())};
  const bool shared = job.size <= kSharedBytesMax;
  if (!shared) children_.clear();
  Recognition recognition(job, *head, children_, observer_, plugin_host_);
  Decoded decoded{.outcome = recognition.run()};
  const config::ComponentUse* use = recognition.use();
  if (use != nullptr) {
    decoded.decoder = use->component;
    decoded.version = use->version;
    decoded.in_fresh_child = children_[use->library].documents == 0;
    if (decoded.outcome.ok()) decoded.outcome = run(job, *use, *head, bytes, sink, stop);
  }
  // Whatever went wrong, the next document begins with new processes.
  const auto verdict = decoded.outcome.verdict;
  if (!shared || (verdict != connect::Verdict::ok && verdict != connect::Verdict::rejected))
    children_.clear();
  return decoded;
}

connect::Outcome Decoders::run(const DecodeJob& job, const config::ComponentUse& use,
                               std::string_view head, const ByteReader& bytes, DecodeSink& sink,
                               const std::stop_token& stop) {
  Shared& shared = children_.at(use.library);
  connect::Child& child = *shared.child;
  connect::Outcome outcome;
  {
    const std::stop_callback cancel(stop, [&] { child.cancel("saldo is stopping the run"); });
    DecoderRequests requests(head, bytes, sink);
    outcome =
        child.decode({.name = job.name, .media_type = job.media_type, .size = job.size}, requests);
  }
  if (outcome.failure.file.empty()) outcome.failure.file = job.name;
  if (++shared.documents == kSharedDocumentsMax) children_.erase(use.library);
  return outcome;
}

Decoded decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
               const connect::Observer& observer, const std::filesystem::path& plugin_host,
               const std::stop_token& stop) {
  return Decoders(observer, plugin_host).decode(job, bytes, sink, stop);
}

}  // namespace saldo::flows
