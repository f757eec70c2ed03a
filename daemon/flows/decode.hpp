#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "connect/child.hpp"

namespace saldo::flows {

/// The bytes of a document, from its beginning.
using ByteReader = std::function<Result<std::size_t>(std::span<char>)>;

struct DecodeJob {
  std::string connector;  ///< names the child in logs
  std::string name, media_type;
  std::uint64_t size = 0;
  std::vector<config::ComponentUse> decoders;     ///< tried in this order by what they recognise
  std::chrono::milliseconds silence{30'000};      ///< as connect::ChildLimits
  std::vector<std::string> required_isolation{};  ///< as start_child
};

struct Decoded {
  connect::Outcome outcome;
  std::string decoder{}, version{};  ///< empty when none recognised the document
  bool in_fresh_child = true;        ///< no document was in its process before it
};

/// What comes out of a document. Called on the thread that decodes it.
class DecodeSink {
 public:
  virtual ~DecodeSink() = default;
  /// Records, which mean nothing unless the outcome is ok.
  virtual Result<void> records(std::string_view batch) = 0;
  /// A document that lies within: a member of an archive, an attachment.
  virtual Result<void> begin_document(const connect::DocumentOffer& offer) = 0;
  virtual Result<void> write_document(std::string_view bytes) = 0;
  virtual Result<void> finish_document() = 0;
  virtual void progress(std::int64_t, std::int64_t) {}
};

/// Decodes documents of one connector, one after the other. The decoder that recognises the first
/// 4 KiB most surely is taken, the earlier one when two are as sure, or the first that is certain;
/// the decoders of one plugin are asked in one confined child. Starting a process takes longer than
/// reading a small document, so such documents share a child, each with a plugin instance of its
/// own: a large one, the 256th and whatever follows a failure begin with a fresh process. One
/// thread.
class Decoders {
 public:
  Decoders(connect::Observer observer, std::filesystem::path plugin_host);
  /// Blocks; `stop` ends it.
  Decoded decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
                 const std::stop_token& stop);

  struct Shared {
    std::unique_ptr<connect::Child> child;
    unsigned documents = 0;  ///< that it has decoded
  };
  using Children = std::map<std::filesystem::path, Shared>;  ///< by the plugin's library

 private:
  connect::Outcome run(const DecodeJob& job, const config::ComponentUse& use, std::string_view head,
                       const ByteReader& bytes, DecodeSink& sink, const std::stop_token& stop);

  connect::Observer observer_;
  std::filesystem::path plugin_host_;
  Children children_;
};

/// Decodes one document in a fresh confined child.
Decoded decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
               const connect::Observer& observer, const std::filesystem::path& plugin_host,
               const std::stop_token& stop);

}  // namespace saldo::flows
