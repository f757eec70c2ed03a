#include "flows/decode.hpp"

#include <algorithm>
#include <memory>

#include "flows/start_child.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kHeadBytes = 4096;

/// Feeds a decoder: first the head that was read for recognition, then the rest.
class DecoderRequests final : public connect::NoRequests {
 public:
  DecoderRequests(std::string_view head, const ByteReader& bytes, Stage& stage,
                  const std::function<void(std::int64_t, std::int64_t)>& progress)
      : head_(head), bytes_(bytes), stage_(stage), progress_(progress) {}

  Result<void> records(std::string_view batch) override { return stage_.add(batch); }
  Result<std::size_t> read(std::span<char> buffer) override {
    if (head_.empty()) return bytes_(buffer);
    const std::size_t n = std::min(head_.size(), buffer.size());
    std::copy_n(head_.data(), n, buffer.data());
    head_.remove_prefix(n);
    return n;
  }
  void progress(std::uint64_t done, std::uint64_t total) override {
    progress_(static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  }

 private:
  std::string_view head_;
  const ByteReader& bytes_;
  Stage& stage_;
  const std::function<void(std::int64_t, std::int64_t)>& progress_;
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

/// Asks every decoder; the surest child is kept to decode.
struct Candidate {
  std::unique_ptr<connect::Child> child;
  const config::ComponentUse* use = nullptr;
  int score = 0;
};

}  // namespace

Decoded decode(const DecodeJob& job, const ByteReader& bytes, Stage& stage,
               const connect::Observer& observer, const std::filesystem::path& plugin_host,
               const std::stop_token& stop,
               const std::function<void(std::int64_t, std::int64_t)>& progress) {
  const Result<std::string> head = read_head(bytes);
  if (!head) return {.outcome = failed(head.error())};
  Candidate best;
  for (const config::ComponentUse& use : job.decoders) {
    auto child = start_child(to_launch(job.connector, use, job.silence), job.required_isolation,
                             observer, plugin_host);
    if (!child)
      return {.outcome = {.verdict = may_pass(child.error()) ? connect::Verdict::retry
                                                             : connect::Verdict::config,
                          .failure = child.error()},
              .decoder = use.component,
              .version = use.version};
    int score = 0;
    connect::Outcome outcome = (*child)->identify(*head, job.name, score);
    if (!outcome.ok()) return {std::move(outcome), use.component, use.version};
    if (score > best.score) best = {std::move(*child), &use, score};
  }
  if (best.child == nullptr) return {.outcome = unrecognised(job)};
  const std::stop_callback cancel(stop, [&] { best.child->cancel("saldo is stopping the run"); });
  DecoderRequests requests(*head, bytes, stage, progress);
  connect::Outcome outcome = best.child->decode(
      {.name = job.name, .media_type = job.media_type, .size = job.size}, requests);
  if (outcome.failure.file.empty()) outcome.failure.file = job.name;
  return {std::move(outcome), best.use->component, best.use->version};
}

}  // namespace saldo::flows
