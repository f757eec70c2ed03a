#pragma once

#include <boost/json.hpp>
#include <string_view>
#include <utility>

#include "saldo/record_descriptions.hpp"

/// Records as JSON objects: a visitor over describe(), nothing else. Amounts are decimal strings,
/// what the document doesn't say is absent.
namespace saldo {

/// Builds the object; a path like "counterparty.iban" becomes nested objects.
class JsonWriter {
 public:
  explicit JsonWriter(boost::json::object& out) : out_(&out) {}

  void text(std::uint16_t, const char* path, const std::string& s) {
    if (!s.empty()) put(path, s);
  }
  void texts(std::uint16_t, const char* path, const std::vector<std::string>& list) {
    if (list.empty()) return;
    boost::json::array values;
    for (const std::string& s : list) values.emplace_back(boost::json::string(s));
    put(path, boost::json::value(std::move(values)));
  }
  void date(std::uint16_t, const char* path, Date d) {
    if (!d.empty()) put(path, d.to_string());
  }
  void money(std::uint16_t, const char* path, const std::optional<Money>& m) {
    if (m) put(path, m->to_string());
  }
  void money_of(std::uint16_t, const char* path, const char* currency_path,
                const std::optional<Money>& m) {
    if (!m) return;
    put(path, m->to_string());
    put(currency_path, m->currency.code());
  }
  void flag(std::uint16_t, const char* path, bool b) {
    if (b || std::string_view(path) == "reversal") put(path, boost::json::value(b));
  }
  void integer(std::uint16_t, const char* path, std::int64_t n) {
    put(path, boost::json::value(n));
  }
  void number(std::uint16_t, const char* path, const std::optional<std::int64_t>& n) {
    if (n) put(path, boost::json::value(*n));
  }
  template <class T, class F>
  void rows(std::uint16_t, std::uint16_t, const char* path, const std::vector<T>& list, F part) {
    if (list.empty()) return;
    boost::json::array values;
    for (const T& element : list) {
      boost::json::object object;
      boost::json::object* const outer = std::exchange(out_, &object);
      part(*this, element);
      out_ = outer;
      values.emplace_back(std::move(object));
    }
    put(path, boost::json::value(std::move(values)));
  }

 private:
  void put(std::string_view path, std::string_view text) {
    put(path, boost::json::value(boost::json::string(text)));
  }
  void put(std::string_view path, boost::json::value value) {
    boost::json::object* object = out_;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
      auto& inner = (*object)[path.substr(0, dot)];
      if (!inner.is_object()) inner.emplace_object();
      object = &inner.get_object();
      path.remove_prefix(dot + 1);
    }
    (*object)[path] = std::move(value);
  }
  boost::json::object* out_;
};

template <class R>
constexpr std::string_view record_name() {
  if constexpr (R::kKind == SALDO_RECORD_CUSTOMER) return "customer";
  if constexpr (R::kKind == SALDO_RECORD_ITEM) return "item";
  if constexpr (R::kKind == SALDO_RECORD_STATEMENT) return "statement";
  if constexpr (R::kKind == SALDO_RECORD_TRANSACTION) return "transaction";
  if constexpr (R::kKind == SALDO_RECORD_REMITTANCE_ADVICE) return "remittance_advice";
  if constexpr (R::kKind == SALDO_RECORD_REFUSAL) return "refusal";
  if constexpr (R::kKind == SALDO_RECORD_PAYMENT_INSTRUCTION) return "payment_instruction";
  if constexpr (R::kKind == SALDO_RECORD_PAYMENT_STATUS) return "payment_status";
  if constexpr (R::kKind == SALDO_RECORD_EXTRACT) return "extract";
  if constexpr (R::kKind == SALDO_RECORD_CORRESPONDENCE) return "correspondence";
}

/// {"record": …, fields …} without its place.
template <class R>
boost::json::object to_json(const R& record) {
  boost::json::object out;
  out["record"] = record_name<R>();
  JsonWriter writer(out);
  describe(writer, record);
  return out;
}

/// As to_json, with "at": {"line", "offset"}.
template <class R>
boost::json::object to_json_with_place(const R& record) {
  boost::json::object out = to_json(record);
  out["at"] = {{"line", record.at.line}, {"offset", record.at.offset}};
  return out;
}

}  // namespace saldo
