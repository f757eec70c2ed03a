#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "check/check.hpp"
#include "saldo/record_fields.hpp"
#include "wire/records.hpp"

namespace saldo::check {

inline Reply answer(std::uint32_t status) {
  return {status, false, status == SALDO_OK ? "" : "no"};
}
inline Reply lost() { return {SALDO_OK, true, "ended by signal 11"}; }

/// A batch with one item of that number.
inline std::string item_batch(const std::string& number) {
  Item item;
  item.kind = "invoice";
  item.number = number;
  std::vector<saldo_field> fields;
  FieldWriter writer(fields);
  describe(writer, item);
  saldo_record record{};
  record.kind = Item::kKind;
  record.field_count = static_cast<std::uint32_t>(writer.fields().size());
  record.fields = writer.fields().data();
  std::string batch;
  wire::append_record(batch, record);
  return batch;
}

/// What a plugin does. As it stands, it is a connector without fault: it decodes documents that
/// begin with "GOOD", takes nothing, delivers everything.
struct Script {
  std::function<Reply(const Launch&)> create = [](const Launch& launch) {
    return answer(launch.component == "no-such-component" ? SALDO_E_UNSUPPORTED : SALDO_OK);
  };
  std::function<int(std::string_view)> identify = [](std::string_view head) {
    return head.starts_with("GOOD") ? 100 : 0;
  };
  /// Gets the whole document and the pieces it came in.
  std::function<Reply(const std::string&, int pieces, Exchange&)> decode =
      [](const std::string& bytes, int, Exchange& exchange) {
        if (!bytes.starts_with("GOOD")) return answer(SALDO_E_REJECTED);
        exchange.records(item_batch(std::to_string(bytes.size())));
        return answer(SALDO_OK);
      };
  std::function<Reply(Exchange&)> pull = [](Exchange&) { return answer(SALDO_OK); };
  std::function<Reply(bool&)> wait = [](bool&) { return answer(SALDO_OK); };
  std::function<Reply()> acknowledge = [] { return answer(SALDO_OK); };
  std::function<Reply(std::string_view, std::string&)> deliver = [](std::string_view key,
                                                                    std::string& receipt) {
    receipt = key;
    return answer(SALDO_OK);
  };
  std::string id = "com.example.good", version = "1.0";
};

class ScriptedSubject final : public Subject {
 public:
  explicit ScriptedSubject(const Script& script) : script_(script) {}

  std::pair<std::string, std::string> identity() const override {
    return {script_.id, script_.version};
  }
  Reply identify(std::string_view head, std::string_view, int& score) override {
    score = script_.identify(head);
    return answer(SALDO_OK);
  }
  Reply decode(std::string_view, std::uint64_t, Exchange& exchange) override {
    std::string bytes, buffer(1 << 20, '\0');
    int pieces = 0;
    for (std::size_t got; (got = exchange.read(buffer)) > 0; ++pieces) bytes.append(buffer, 0, got);
    return script_.decode(bytes, pieces, exchange);
  }
  Reply pull(Exchange& exchange) override { return script_.pull(exchange); }
  Reply acknowledge(std::string_view) override { return script_.acknowledge(); }
  Reply wait(std::uint64_t, bool& changed) override { return script_.wait(changed); }
  Reply deliver(std::string_view key, std::string_view, std::string& receipt) override {
    return script_.deliver(key, receipt);
  }

 private:
  const Script& script_;
};

/// Starts the script over and over; the script must outlive it.
inline Starter starter(const Script& script) {
  return [&script](const Launch& launch) {
    Started started{script.create(launch), nullptr};
    if (started.reply.status == SALDO_OK && !started.reply.lost)
      started.subject = std::make_unique<ScriptedSubject>(script);
    return started;
  };
}

}  // namespace saldo::check
