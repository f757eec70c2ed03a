#include "calls.hpp"

#include <cstring>

#include "saldo/sdk.hpp"
#include "stops.hpp"
#include "tables.hpp"

namespace saldo::host {
namespace {

using wire::Call;
using wire::CallKind;

/// What a call left behind: plugin.h's error and the values beside it.
struct Result {
  std::uint32_t status = SALDO_OK;
  saldo_error error = impl::empty_error();
  std::int64_t number = 0;
  saldo_receipt receipt{};
};

template <std::size_t N>
std::string_view text_of(const char (&field)[N]) {
  return {field, ::strnlen(field, N)};
}

wire::Status to_wire(std::uint32_t status, const saldo_error& e) {
  wire::Status s;
  s.status = status;
  s.code = e.code;
  s.line = e.place.line;
  s.offset = e.place.offset;
  s.retry_after_ms = e.retry_after_ms;
  s.held = e.held;
  s.rule = text_of(e.rule);
  s.expected = text_of(e.expected);
  s.found = text_of(e.found);
  s.message = text_of(e.message);
  return s;
}

class Instance {
 public:
  Instance(const saldo_plugin& plugin, Link& link)
      : plugin_(plugin), link_(link), services_(link) {}

  /// Runs the call and sends its outcome.
  void run(const Call& call) {
    Result result;
    result.receipt.struct_size = sizeof result.receipt;
    result.status = impl::guarded(&result.error, [&] { services_.begin_call(call); });
    if (result.status == SALDO_OK) dispatch(call, result);
    if (result.status == SALDO_OK)
      result.status = impl::guarded(&result.error, [&] { services_.flush_records(); });
    services_.send_metrics();
    link_.send(wire::FrameType::done, wire::Done{to_wire(result.status, result.error),
                                                 result.number, text_of(result.receipt.id)});
  }

 private:
  void dispatch(const Call& call, Result& r) {
    switch (static_cast<CallKind>(call.kind)) {
      case CallKind::create:
        end_instance();  // the plugin's next component takes its place
        r.status = plugin_.create(services_.host(), to_abi(call.name), &instance_, &r.error);
        return;
      case CallKind::check:
        // Optional: a component that tests nothing has nothing to complain about.
        if (const auto* t = find<saldo_check>(SALDO_EXT_CHECK))
          r.status = t->check(instance_, &r.error);
        return;
      case CallKind::identify:
        return with<saldo_decoder>(SALDO_EXT_DECODER, r, [&](const saldo_decoder& t) {
          r.number = t.identify(instance_, to_abi(call.content), to_abi(call.name));
          return SALDO_OK;
        });
      case CallKind::decode:
        return with<saldo_decoder>(SALDO_EXT_DECODER, r,
                                   [&](const saldo_decoder& t) { return decode(t, call, r); });
      case CallKind::pull:
        return with<saldo_source>(SALDO_EXT_SOURCE, r, [&](const saldo_source& t) {
          return t.pull(instance_, to_abi(call.content), &r.error);
        });
      case CallKind::acknowledge:
        return with<saldo_source>(SALDO_EXT_SOURCE, r, [&](const saldo_source& t) {
          return t.acknowledge(instance_, to_abi(call.key), static_cast<std::uint32_t>(call.number),
                               &r.error);
        });
      case CallKind::wait:
        return with<saldo_source>(SALDO_EXT_SOURCE, r, [&](const saldo_source& t) {
          std::uint32_t changed = 0;
          const auto status = t.wait(instance_, call.number, &changed, &r.error);
          r.number = changed;
          return status;
        });
      case CallKind::deliver:
        return with<saldo_sink>(SALDO_EXT_SINK, r,
                                [&](const saldo_sink& t) { return deliver(t, call, r); });
      case CallKind::destroy:
        return end_instance();
    }
    impl::fill(&r.error, Stop(SALDO_E_UNSUPPORTED, "this host doesn't know the call"));
    r.status = SALDO_E_UNSUPPORTED;
  }

  void end_instance() {
    if (instance_ != nullptr) plugin_.destroy(instance_);
    instance_ = nullptr;
  }

  template <class T>
  const T* find(std::string_view id) {
    if (instance_ == nullptr) return nullptr;
    const auto* table = static_cast<const T*>(plugin_.extension(instance_, to_abi(id)));
    return table != nullptr && table->struct_size >= sizeof(T) ? table : nullptr;
  }

  template <class T, class F>
  void with(std::string_view id, Result& r, F call) {
    if (const T* table = find<T>(id)) {
      r.status = call(*table);
      return;
    }
    r.status = SALDO_E_UNSUPPORTED;
    impl::fill(&r.error, Stop(r.status, "the component doesn't offer " + std::string(id)));
  }

  std::uint32_t decode(const saldo_decoder& table, const Call& call, Result& r) {
    InputFace face{};
    face.input.struct_size = sizeof face.input;
    face.input.name = to_abi(call.name);
    face.input.media_type = to_abi(call.media_type);
    face.input.size = call.number;
    face.input.read = &read_input;
    face.host = services_.host();
    return table.decode(instance_, &face.input, &r.error);
  }

  std::uint32_t deliver(const saldo_sink& table, const Call& call, Result& r) {
    std::string body;
    const auto received = impl::guarded(&r.error, [&] {
      body.reserve(static_cast<std::size_t>(call.number));
      while (body.size() < call.number) {
        const std::string part = link_.next_delivery_part();
        stop_if_over(link_);
        body += part;
      }
    });
    if (received != SALDO_OK) return received;
    saldo_message message{};
    message.struct_size = sizeof message;
    message.idempotency_key = to_abi(call.key);
    message.name = to_abi(call.name);
    message.media_type = to_abi(call.media_type);
    message.body = to_abi(std::string_view(body));
    return table.deliver(instance_, &message, &r.receipt, &r.error);
  }

  const saldo_plugin& plugin_;
  Link& link_;
  Services services_;
  saldo_instance* instance_ = nullptr;
};

}  // namespace

void serve(const saldo_plugin& plugin, Link& link) {
  Instance instance(plugin, link);
  for (;;) {
    const Call& call = link.next_call();
    const bool last = static_cast<CallKind>(call.kind) == CallKind::destroy;
    instance.run(call);
    if (last) return;
  }
}

}  // namespace saldo::host
