#include "out/odata_port.hpp"

#include "odata/entity.hpp"
#include "odata/error_reply.hpp"
#include "odata/json.hpp"
#include "odata/options.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

using namespace odata;

constexpr std::string_view kMediaType = "application/vnd.saldo.dunning+json";
constexpr std::size_t kReplyBytesMax = 256u << 10;
constexpr int kReadsMax = 3;  // when others change the same data between reading and writing
constexpr std::int64_t kDayMs = 86'400'000;

/// Customers' numbers go without zeros in front over OData.
std::string external(const std::string& number) {
  if (!text::all_digits(number)) return number;
  const auto first = number.find_first_not_of('0');
  return first == std::string::npos ? "0" : number.substr(first);
}

/// A key's value in a URL: quotes are doubled, what isn't plain is percent-encoded.
std::string key_value(std::string_view value) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.';
    if (c == '\'')
      out += "''";
    else if (plain)
      out += c;
    else
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

/// "name=value; name=value" of all that the reply sets.
std::string cookies_in(const Transfer::Reply& reply) {
  constexpr std::string_view kName = "set-cookie: ";
  std::string cookies;
  for (std::string_view rest = reply.headers; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    if (line.starts_with(kName)) {
      const auto cookie = line.substr(kName.size(), line.find(';') - kName.size());
      cookies.append(cookies.empty() ? "" : "; ").append(text::trim(cookie));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return cookies;
}

bool asks_for_token(const Transfer::Reply& reply) {
  std::string header(reply.header("x-csrf-token"));
  for (char& c : header) c = static_cast<char>(c | 0x20);
  return reply.status == 403 && header == "required";
}

Rejected refusal(const char* rule, const DunningData& data, const std::string& why) {
  return Rejected(rule, name_of(data) + ": " + why);
}

/// Whether SAP has already what is told. Throws Rejected where it has something that saldo may not
/// overwrite.
bool is_there(const DunningData& data, Date last, std::int64_t level, const std::string& block) {
  if (data.block) {
    if (block == data.block->to) return true;
    if (block != data.block->instead_of)
      throw refusal("dunning.block", data,
                    "SAP has dunning block " + text::quoted(block) + " where saldo knows of " +
                        text::quoted(data.block->instead_of) + "; it is left as it is")
          .figures(data.block->instead_of, block);
    return false;
  }
  const DunningData::Notice& notice = *data.last;
  if (last == notice.day && level == notice.level) return true;
  if (last > notice.day)
    throw refusal("dunning.newer", data,
                  "SAP knows of a notice of " + last.to_string() + ", saldo tells of one of " +
                      notice.day.to_string() + "; it is left as it is")
        .figures(notice.day.to_string(), last.to_string());
  if (last == notice.day && level > notice.level)
    throw refusal("dunning.level", data,
                  "SAP has level " + std::to_string(level) + " of the same day, saldo tells " +
                      std::to_string(notice.level) + "; it is left as it is")
        .figures(std::to_string(notice.level), std::to_string(level));
  return false;
}

std::string body_of(const DunningData& data) {
  if (data.block) return R"({"DunningBlock":")" + data.block->to + "\"}";
  return R"({"DunningLevel":")" + std::to_string(data.last->level) + R"(","LastDunnedOn":"/Date()" +
         std::to_string(data.last->day.days() * kDayMs) + ")/\"}";
}

/// "confirmed": SAP's 2xx is its answer.
std::string receipt_of(const DunningData& data) {
  const std::string name = "confirmed: " + name_of(data);
  if (data.block)
    return name + (data.block->to.empty() ? ": no block" : ": block " + data.block->to);
  return name + ": level " + std::to_string(data.last->level) + " of " + data.last->day.to_string();
}

}  // namespace

OdataPort::OdataPort(Host its_host) : Sink(its_host), client_(options_of(host).client) {}

Transfer& OdataPort::service() {
  if (!service_) service_.emplace(host, "service");
  return *service_;
}

std::string OdataPort::target_of(const DunningData& data) const {
  return "/API_BUSINESS_PARTNER/A_CustomerDunning(Customer='" + key_value(external(data.customer)) +
         "',CompanyCode='" + key_value(data.company_code) + "',DunningArea='" +
         key_value(data.area) + "')" + (client_.empty() ? "" : "?sap-client=" + client_);
}

void OdataPort::check() {
  const std::string any = "/API_BUSINESS_PARTNER/A_CustomerDunning?$top=1&$format=json" +
                          (client_.empty() ? "" : "&sap-client=" + client_);
  const Transfer::Reply reply = service().get(any, "Accept: application/json\n");
  const std::string body = service().read_all(kReplyBytesMax);
  if (reply.status < 200 || reply.status > 299) refuse_reply(reply, body);
}

OdataPort::Known OdataPort::read(const DunningData& data) {
  const Transfer::Reply reply =
      service().get(target_of(data), "Accept: application/json\nx-csrf-token: Fetch\n");
  const std::string body = service().read_all(kReplyBytesMax);
  if (reply.status == 404)
    throw refusal("dunning.unknown", data,
                  "SAP has no dunning data there (" + error_text_of(body) +
                      "); give the customer a dunning procedure in SAP");
  if (reply.status < 200 || reply.status > 299) refuse_reply(reply, body);
  Known known{.etag = std::string(reply.header("etag")),
              .token = std::string(reply.header("x-csrf-token")),
              .cookies = cookies_in(reply)};
  PageReader reader({}, [&](const Value& value) {
    const Entity entity(value, name_of(data));
    if (const Value* metadata = value.find("__metadata");
        metadata != nullptr && metadata->is_object() && known.etag.empty())
      known.etag = Entity(*metadata, name_of(data)).text("etag");
    known.last = entity.date("LastDunnedOn");
    known.level = entity.integer("DunningLevel").value_or(0);
    known.block = entity.text("DunningBlock");
  });
  reader.feed(body);
  if (!reader.finish().is_single)
    throw Stop(SALDO_E_CONFIG,
               "A_CustomerDunning answers with a list where one entry was asked "
               "for; check the service's address and version");
  if (known.etag.empty())
    throw Stop(SALDO_E_CONFIG,
               "A_CustomerDunning gives no ETag, and without one saldo could overwrite what others "
               "change; nothing is written");
  return known;
}

/// The status of SAP's answer; those that end the delivery are thrown.
unsigned OdataPort::change(const DunningData& data, const Known& known) {
  std::string headers =
      "Accept: application/json\nContent-Type: application/json\nIf-Match: " + known.etag + "\n";
  if (!known.token.empty()) headers += "x-csrf-token: " + known.token + "\n";
  if (!known.cookies.empty()) headers += "Cookie: " + known.cookies + "\n";
  const std::string body = body_of(data);
  const Transfer::Reply reply = service().send(
      {.method = "PATCH", .target = target_of(data), .headers = headers, .body = body});
  const std::string answer = service().read_all(kReplyBytesMax);
  if (reply.status >= 200 && reply.status < 300) return reply.status;
  if (reply.status == 412 || asks_for_token(reply)) return reply.status;
  // Somebody holds or changes the data. What was written nevertheless is found at the next reading.
  if (reply.status == 409 || reply.status == 423)
    throw Stop(SALDO_E_RETRY, name_of(data) + ": SAP answers " + std::to_string(reply.status) +
                                  ": " + error_text_of(answer) +
                                  "; others work on it, it is tried again");
  const bool later =
      reply.status == 408 || reply.status == 425 || reply.status == 429 || reply.status >= 500;
  if (reply.status >= 400 && reply.status < 500 && reply.status != 401 && reply.status != 403 &&
      !later)
    throw refusal("dunning.refused", data,
                  "SAP answers " + std::to_string(reply.status) + ": " + error_text_of(answer));
  refuse_reply(reply, answer);
}

std::string OdataPort::deliver(const saldo_message& message) {
  if (from_abi(message.media_type) != kMediaType)
    throw Rejected("message.kind", "over OData SAP gets dunning data, not " +
                                       text::quoted(from_abi(message.media_type)));
  const DunningData data = read_dunning(from_abi(message.body));
  unsigned status = 0;
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const Known known = read(data);
    if (is_there(data, known.last, known.level, known.block)) return receipt_of(data);
    status = change(data, known);
    if (status < 300) return receipt_of(data);
  }
  throw Stop(SALDO_E_RETRY,
             name_of(data) + (status == 412
                                  ? ": others change it at the same time; it is tried again"
                                  : ": SAP doesn't take its own CSRF token; check whether a proxy "
                                    "removes cookies"));
}

}  // namespace saldo::sap
