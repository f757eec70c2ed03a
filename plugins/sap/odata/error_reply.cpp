#include "odata/error_reply.hpp"

#include "odata/json.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::sap::odata {

namespace {

constexpr std::size_t kTextMax = 200;

std::string text_of(const Value& object, std::string_view name) {
  const Value* v = object.find(name);
  if (v == nullptr) return {};
  if (v->is_object()) return text_of(*v, "value");  // V2: {"lang": …, "value": …}
  return v->text;
}

std::string line_of(const Value& error) {
  const std::string code = text_of(error, "code"), message = text_of(error, "message");
  return code + (code.empty() || message.empty() ? "" : ": ") + message.substr(0, kTextMax);
}

const Value* details_of(const Value& error) {
  if (const Value* v4 = error.find("details")) return v4;
  const Value* inner = error.find("innererror");
  return inner != nullptr && inner->is_object() ? inner->find("errordetails") : nullptr;
}

/// The text of the first element of this name, attributes or not.
std::string_view xml_text(std::string_view body, std::string_view name) {
  for (auto at = body.find(name); at != body.npos; at = body.find(name, at + 1)) {
    const auto end = body.find('>', at);
    if (at == 0 || body[at - 1] != '<' || end == body.npos) continue;
    return body.substr(end + 1, body.find('<', end) - end - 1);
  }
  return {};
}

std::uint64_t retry_after_ms(const Transfer::Reply& reply) {
  const std::string value(text::trim(reply.header("retry-after")));
  if (!text::all_digits(value) || value.size() > 6) return 0;
  return static_cast<std::uint64_t>(Money::parse_minor(value, 0)) * 1000;
}

}  // namespace

std::string error_text(const Value& error) {
  std::string out = line_of(error);
  const Value* details = details_of(error);
  if (details == nullptr) return out;
  std::string more;
  for (const Value& detail : details->elements) {
    const std::string line = line_of(detail);
    if (line.empty() || line == out || out.size() + more.size() > 2 * kTextMax) continue;
    more += (more.empty() ? "" : "; ") + line;
  }
  return more.empty() ? out : out + " (" + more + ")";
}

bool is_xml_error(std::string_view head) {
  return text::trim(head).starts_with('<') && head.find("<error") != head.npos &&
         head.find("schemas.microsoft.com/ado/2007/08/dataservices/metadata") != head.npos;
}

std::string error_text_of(std::string_view body) {
  if (is_xml_error(body)) {
    const auto code = xml_text(body, "code"), message = xml_text(body, "message");
    return std::string(code) + (code.empty() ? "" : ": ") +
           std::string(message.substr(0, kTextMax));
  }
  try {
    PageReader reader({}, [](const Value&) {});
    reader.feed(body);
    const PageFacts facts = reader.finish();
    if (facts.is_error) return error_text(facts.error);
  } catch (const std::exception&) {
    // No OData error: a proxy's or a gateway's page, of which the beginning is shown.
  }
  return text::quoted(text::trim(body), kTextMax);
}

void refuse_reply(const Transfer::Reply& reply, const std::string& body) {
  const unsigned status = reply.status;
  const bool denied = status == 401 || status == 403;
  const bool later = status == 408 || status == 425 || status == 429 || status >= 500;
  Stop stop(denied  ? SALDO_E_AUTH
            : later ? SALDO_E_RETRY
                    : SALDO_E_CONFIG,
            "SAP answers " + std::to_string(status) + ": " + error_text_of(body) +
                (denied  ? "; check the user and its rights"
                 : later ? "; it is tried again"
                         : "; check the service's address and version"));
  stop.rule = "odata.error";
  if (later) stop.retry_after_ms = retry_after_ms(reply);
  throw stop;
}

}  // namespace saldo::sap::odata
