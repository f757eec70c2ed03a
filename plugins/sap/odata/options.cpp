#include "odata/options.hpp"

#include <charconv>

#include "saldo/text.hpp"

namespace saldo::sap::odata {

namespace {

[[noreturn]] void refuse(const char* option, const std::string& value, const char* use) {
  throw Stop(SALDO_E_CONFIG,
             std::string("option ") + option + " is " + text::quoted(value) + "; use " + use);
}

std::int64_t integer(const Host& host, const char* option, std::int64_t otherwise,
                     std::int64_t least, std::int64_t most) {
  const auto value = host.option(option);
  if (!value || value->empty()) return otherwise;
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), n);
  if (error != std::errc() || end != value->data() + value->size() || n < least || n > most)
    refuse(
        option, *value,
        ("a whole number from " + std::to_string(least) + " to " + std::to_string(most)).c_str());
  return n;
}

std::int64_t duration_ns(const Host& host, const char* option, const std::string& otherwise) {
  const std::string value = host.option(option).value_or(otherwise);
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
  const auto unit = std::string_view(value).substr(static_cast<std::size_t>(end - value.data()));
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t ns = unit == "s"                    ? kSecond
                          : unit == "m" || unit == "min" ? 60 * kSecond
                          : unit == "h"                  ? 3'600 * kSecond
                          : unit == "d"                  ? 86'400 * kSecond
                                                         : 0;
  constexpr std::int64_t kYear = 365 * 86'400 * kSecond;
  if (error != std::errc() || n < 0 || ns == 0 || n > kYear / ns)
    refuse(option, value, "a duration of up to a year such as 30s, 15m, 6h or 1d");
  return n * ns;
}

std::vector<std::string> company_codes(const Host& host) {
  std::vector<std::string> codes;
  const std::string list = host.option("company_codes").value_or("");
  for (std::string_view rest = list; !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto code = text::trim(rest.substr(0, end));
    const bool plain = code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == code.npos;
    if (code.empty() || code.size() > 4 || !plain)
      refuse("company_codes", list, "company codes with commas between them, such as 1000,2000");
    codes.emplace_back(code);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return codes;
}

}  // namespace

Options options_of(const Host& host) {
  Options o;
  o.client = host.option("client").value_or("");
  if (!o.client.empty() && (o.client.size() != 3 || !text::all_digits(o.client)))
    refuse("client", o.client, "the three digits of an SAP client");
  o.company_codes = company_codes(host);
  const std::string load = host.option("load").value_or("both");
  if (load != "both" && load != "customers" && load != "open_items")
    refuse("load", load, "both, customers or open_items");
  o.customers = load != "open_items";
  o.open_items = load != "customers";
  o.page_size = integer(host, "page_size", o.page_size, 1, 5'000);
  o.partner_page_size = integer(host, "partner_page_size", o.partner_page_size, 1, 5'000);
  o.full_every_ns = duration_ns(host, "full_every", "1d");
  o.poll_ns = duration_ns(host, "poll", "15m");
  if (o.poll_ns == 0) refuse("poll", "0", "a duration of at least 1s");
  o.absent_percent = integer(host, "absent_percent", o.absent_percent, 0, 100);
  return o;
}

}  // namespace saldo::sap::odata
