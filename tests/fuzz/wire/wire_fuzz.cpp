#include <cstdlib>
#include <string>

#include "saldo/record_fields.hpp"
#include "wire/bodies.hpp"
#include "wire/frame_buffer.hpp"
#include "wire/records.hpp"
#include "wire/utf8.hpp"

/// The stream as either side receives it: bytes from a process that nobody trusts. What is accepted
/// must encode to the same bytes again.
namespace {

using namespace saldo;
using namespace saldo::wire;

template <class Body>
void check_body(std::string_view bytes) {
  Body body;
  if (!read_body(bytes, body)) return;
  std::string frame;
  if (!append_frame(frame, FrameType::call, 0, body)) std::abort();
  if (std::string_view(frame).substr(kHeaderBytes) != bytes) std::abort();
}

template <class R>
void check_record(const saldo_record& record) {
  try {
    (void)read_record<R>(record);
  } catch (const FormatError&) {
  }
}

void check_batch(std::string_view batch) {
  const bool clean = find_flaw(batch).empty();
  RecordReader reader(batch);
  std::string again;
  while (const saldo_record* record = reader.next()) {
    append_record(again, *record);
    check_record<Transaction>(*record);
    check_record<Item>(*record);
  }
  if (clean && (reader.failed() || again != batch)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  FrameBuffer buffer;
  Frame frame;
  while (!input.empty()) {
    const auto room = buffer.room();
    const std::size_t n = input.copy(room.data(), room.size());
    buffer.filled(n);
    input.remove_prefix(n);
    while (buffer.next(frame) == FrameBuffer::Next::frame) {
      check_batch(frame.body);
      check_body<Hello>(frame.body);
      check_body<Welcome>(frame.body);
      check_body<Options>(frame.body);
      check_body<Call>(frame.body);
      check_body<Done>(frame.body);
      check_body<Status>(frame.body);
      check_body<DocumentBegin>(frame.body);
      check_body<Log>(frame.body);
      check_body<Metric>(frame.body);
      check_body<Progress>(frame.body);
      check_body<Slice>(frame.body);
      if (!is_clean_utf8(shown(frame.body))) std::abort();
    }
    if (buffer.next(frame) == FrameBuffer::Next::refused) return 0;
  }
  return 0;
}
