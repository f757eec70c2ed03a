#pragma once

#include <filesystem>
#include <functional>
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
  std::string decoder, version;  ///< empty when none recognised the document
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

/// Decodes a document in a fresh confined child. The decoder that recognises the first 4 KiB most
/// surely is taken, the earlier one when two are as sure; the decoders of one plugin are asked in
/// one child. Blocks; `stop` ends it.
Decoded decode(const DecodeJob& job, const ByteReader& bytes, DecodeSink& sink,
               const connect::Observer& observer, const std::filesystem::path& plugin_host,
               const std::stop_token& stop);

}  // namespace saldo::flows
