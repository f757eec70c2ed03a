#include "idoc/options.hpp"

namespace saldo::sap {

namespace {

struct Page {
  const char* name;  // SAP's number, or the charset's name
  bool utf8;
  text::Charset charset;
};
constexpr Page kPages[] = {{"4110", true, text::Charset::kIso8859_1},
                           {"utf-8", true, text::Charset::kIso8859_1},
                           {"1100", false, text::Charset::kIso8859_1},
                           {"iso-8859-1", false, text::Charset::kIso8859_1},
                           {"iso-8859-2", false, text::Charset::kIso8859_2},
                           {"iso-8859-15", false, text::Charset::kIso8859_15},
                           {"cp1250", false, text::Charset::kCp1250},
                           {"cp1252", false, text::Charset::kCp1252}};

[[noreturn]] void refuse(const char* option, const std::string& value, const char* use) {
  throw Stop(SALDO_E_CONFIG,
             std::string("option ") + option + " is " + text::quoted(value) + "; use " + use);
}

CodePage code_page(const std::string& value) {
  if (value == "auto") return {};
  for (const Page& page : kPages)
    if (value == page.name) return {.is_auto = false, .utf8 = page.utf8, .charset = page.charset};
  refuse("code_page", value,
         "auto, utf-8 (4110), iso-8859-1 (1100), iso-8859-2, iso-8859-15, cp1250 or cp1252");
}

}  // namespace

Options options_of(const Host& host) {
  Options options;
  options.client = host.option("client").value_or("");
  if (!options.client.empty() && (options.client.size() != 3 || !text::all_digits(options.client)))
    refuse("client", options.client, "the three digits of an SAP client");
  options.code_page = code_page(host.option("code_page").value_or("auto"));
  options.conventions.amounts = amount_form_of(host);
  if (const auto local = host.option("local_currency"); local && !local->empty()) {
    options.conventions.local = Currency::find(*local);
    if (!options.conventions.local) refuse("local_currency", *local, "an ISO 4217 code");
  }
  return options;
}

}  // namespace saldo::sap
