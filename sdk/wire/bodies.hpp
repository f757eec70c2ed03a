#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saldo/plugin.h"
#include "wire/frame.hpp"
#include "wire/shared_memory.hpp"

/// The bodies of frames, each described once: encoder and decoder are visitors over describe(), so
/// both sides agree by construction. Texts are u32 size + bytes and point into what was decoded.
/// Bodies of document_bytes, transfer_bytes and delivery_bytes frames are plain bytes and don't
/// stand here; input_read, document_finish, transfer_read, taken and beat have none.
namespace saldo::wire {

struct Hello {
  std::uint16_t abi_minor = 0;
  std::string_view sandbox;  ///< the confinement reached, e.g. "landlock7+seccomp"
  std::string_view plugin_id, plugin_version;
  std::string_view refusal;  ///< why the plugin can't be used; empty when it can

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.abi_minor);
    v.text(s.sandbox);
    v.text(s.plugin_id);
    v.text(s.plugin_version);
    v.text(s.refusal);
  }
};

struct Welcome {
  std::uint16_t abi_minor = 0;
  std::uint64_t silence_ms = 0;  ///< a sign of life is due well within this
  std::vector<std::string_view>
      directories;  ///< options whose folders are open from kFirstDirectoryFd

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.abi_minor);
    v.number(s.silence_ms);
    v.list(s.directories, [&](auto& name) { v.text(name); });
  }
};

/// What a component is created with: the content of a create call.
struct Options {
  std::vector<std::pair<std::string_view, std::string_view>> values;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.list(s.values, [&](auto& option) {
      v.text(option.first);
      v.text(option.second);
    });
  }
};

enum class CallKind : std::uint16_t {
  create = 1,
  check = 2,
  identify = 3,
  decode = 4,
  pull = 5,
  acknowledge = 6,
  wait = 7,
  deliver = 8,
  destroy = 9,
};
inline constexpr std::uint16_t kCallKindLast = 9;

struct Call {
  std::uint16_t kind = 0;             ///< a CallKind
  std::uint64_t number = 0;           ///< size, outcome, timeout in ms, bytes of the body
  std::string_view name, media_type;  ///< of the component, the document, the message
  std::string_view key;               ///< acknowledged key, idempotency key
  std::string_view content;           ///< head of the document, cursor, Options
  std::int64_t now_ns = 0;            ///< the daemon's clock when the call was made
  std::int64_t today_ends_ns = 0;     ///< when the business day ends
  std::int32_t today = 0;             ///< the business day

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.kind);
    v.number(s.number);
    v.text(s.name);
    v.text(s.media_type);
    v.text(s.key);
    v.text(s.content);
    v.number(s.now_ns);
    v.number(s.today_ends_ns);
    v.number(s.today);
  }
};

/// An outcome with its facts: a saldo_error on the wire. Body of reply, durable and refusal.
struct Status {
  std::uint32_t status = SALDO_OK;
  std::uint32_t code = 0;
  std::uint64_t line = 0, offset = 0;
  std::uint64_t retry_after_ms = 0;
  saldo_money held{};
  std::string_view rule, expected, found, message;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.status);
    v.number(s.code);
    v.number(s.line);
    v.number(s.offset);
    v.number(s.retry_after_ms);
    v.number(s.held);
    v.text(s.rule);
    v.text(s.expected);
    v.text(s.found);
    v.text(s.message);
  }
};

struct Done {
  Status status;
  std::int64_t number = 0;  ///< score of identify, changed of wait
  std::string_view text;    ///< receipt of deliver

  template <class V, class S>
  static void describe(V& v, S& s) {
    Status::describe(v, s.status);
    v.number(s.number);
    v.text(s.text);
  }
};

struct DocumentBegin {
  std::string_view key, name, media_type;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.text(s.key);
    v.text(s.name);
    v.text(s.media_type);
  }
};

struct Checkpoint {
  std::string_view cursor;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.text(s.cursor);
  }
};

/// A request of saldo.transfer/1.
struct Transfer {
  std::string_view origin, method, target, headers, body;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.text(s.origin);
    v.text(s.method);
    v.text(s.target);
    v.text(s.headers);
    v.text(s.body);
  }
};

struct TransferReply {
  Status status;
  std::uint32_t code = 0;  ///< of HTTP
  std::uint64_t size = 0;  ///< of the body
  std::string_view headers;

  template <class V, class S>
  static void describe(V& v, S& s) {
    Status::describe(v, s.status);
    v.number(s.code);
    v.number(s.size);
    v.text(s.headers);
  }
};

/// Bytes in the memory that both processes have mapped. Body of records and input_part.
struct Slice {
  std::uint32_t slot = 0, size = 0;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.slot);
    v.number(s.size);
  }
};

struct Log {
  std::uint32_t level = SALDO_LOG_INFO;
  std::string_view text;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.level);
    v.text(s.text);
  }
};

struct Metric {
  std::string_view name;
  std::int64_t delta = 0;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.text(s.name);
    v.number(s.delta);
  }
};

struct Progress {
  std::uint64_t done = 0, total = 0;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.number(s.done);
    v.number(s.total);
  }
};

struct Cancel {
  std::string_view reason;

  template <class V, class S>
  static void describe(V& v, S& s) {
    v.text(s.reason);
  }
};

/// Visitor that appends to a string.
class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}
  template <class T>
  void number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view s) {
    number(static_cast<std::uint32_t>(s.size()));
    out_.append(s);
  }
  template <class List, class F>
  void list(List& elements, F part) {
    number(static_cast<std::uint32_t>(elements.size()));
    for (auto& element : elements) part(element);
  }

 private:
  std::string& out_;
};

/// Visitor that reads bytes; after a violation of the form it leaves the rest as it was.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : rest_(in) {}
  template <class T>
  void number(T& value) {
    if (rest_.size() < sizeof value) return fail();
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
  }
  void text(std::string_view& s) {
    std::uint32_t size = 0;
    number(size);
    if (size > rest_.size()) return fail();
    s = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  template <class List, class F>
  void list(List& elements, F part) {
    std::uint32_t count = 0;
    number(count);
    elements.clear();
    // Each element has a text, hence 4 bytes: a larger count is a lie and must not cost memory.
    if (count > rest_.size() / 4) return fail();
    elements.resize(count);
    for (auto& element : elements) part(element);
  }
  /// Everything was there, and nothing more.
  bool complete() const { return !failed_ && rest_.empty(); }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }
  std::string_view rest_;
  bool failed_ = false;
};

/// Appends a whole frame; false, and nothing appended, when the body is larger than allowed.
template <class Body>
bool append_frame(std::string& out, FrameType type, std::uint64_t id, const Body& body) {
  const std::size_t start = out.size();
  out.resize(start + kHeaderBytes);
  Encoder encoder(out);
  Body::describe(encoder, body);
  const std::size_t length = out.size() - start - kHeaderBytes;
  if (length > kBodyBytesMax) {
    out.resize(start);
    return false;
  }
  store_header(out.data() + start, static_cast<std::uint32_t>(length), type, id);
  return true;
}

/// Reads a body; false when it isn't exactly of that form.
template <class Body>
[[nodiscard]] bool read_body(std::string_view bytes, Body& body) {
  Decoder decoder(bytes);
  Body::describe(decoder, body);
  return decoder.complete();
}

/// A body alone, for a text of another one.
template <class Body>
std::string encode(const Body& body) {
  std::string out;
  Encoder encoder(out);
  Body::describe(encoder, body);
  return out;
}

/// Descriptors of the child. The log pipe is 1 and 2.
inline constexpr int kSocketFd = 3;
inline constexpr int kLibraryFd = 4;
inline constexpr int kLifelineFd = 5;  ///< of a pipe, whose writer lives as long as the daemon
inline constexpr int kInputFd = 6;     ///< kInputMemory, to be read
inline constexpr int kRecordsFd = 7;   ///< kRecordsMemory, to be written
inline constexpr int kFirstDirectoryFd = 8;

}  // namespace saldo::wire
