#include "cash/legal_forms.hpp"

#include <algorithm>

#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kShortestPrefix = 12;  // of Book::customers_by_name
constexpr std::size_t kCutLengths[] = {27, 35, 70};

// Keys of legal forms of Europe and North America, longer before those that end alike.
constexpr std::string_view kForms[] = {
    "GMBHCOKG",    "GMBHCOKGAA", "AGCOKG", "UGCOKG", "GESELLSCHAFTMBH",
    "GESMBH",      "GMBH",       "KGAA",   "OHG",    "EK",
    "EG",          "UG",         "KG",     "AG",     "SE",
    "SPZOOSPK",    "SPZOO",      "SARL",   "SASU",   "SAS",
    "SNC",         "SCA",        "EURL",   "SPA",    "SRL",
    "SLU",         "SAU",        "SL",     "SA",     "LDA",
    "BVBA",        "BV",         "NV",     "SPRL",   "LIMITED",
    "LTD",         "LLC",        "LLP",    "PLC",    "INC",
    "CORPORATION", "CORP",       "APS",    "AS",     "AB",
    "OYJ",         "OY",         "SRO",    "KFT",    "DOO",
};

/// The last word of a name in pieces is a legal form: the form must not end within a word, or
/// "Kansas" would lose its end.
std::size_t form_length(std::string_view name, const std::string& key) {
  // Keys of the words, from the last to the first, joined until one of the forms results.
  std::string tail;
  std::size_t end = name.size(), best = 0;
  while (end > 0) {
    std::size_t begin = end;
    while (begin > 0 && name[begin - 1] != ' ') --begin;
    tail = model::name_key(name.substr(begin, end - begin)) + tail;
    if (tail.size() >= key.size() || tail.size() > 16) break;
    if (std::find(std::begin(kForms), std::end(kForms), tail) != std::end(kForms))
      best = tail.size();
    end = begin;
    while (end > 0 && name[end - 1] == ' ') --end;
  }
  return best;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool may_be_cut(std::string_view name) {
  const std::size_t length = characters(name);
  // A blank at the cut is lost, so one character less may be the whole field.
  return std::any_of(std::begin(kCutLengths), std::end(kCutLengths),
                     [&](std::size_t cut) { return length == cut || length + 1 == cut; });
}

constexpr std::string_view kTradingAs[] = {" DBA ", " D/B/A ", " T/A ", " TRADING AS ", " C/O "};

/// Where a payer's name goes on with the name that it trades under, or whom it is reached through:
/// the marker's place and length.
std::pair<std::size_t, std::size_t> trading_marker(std::string_view name) {
  const auto equal = [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  };
  for (const std::string_view marker : kTradingAs)
    if (const auto at = std::search(name.begin(), name.end(), marker.begin(), marker.end(), equal);
        at != name.end())
      return {static_cast<std::size_t>(at - name.begin()), marker.size()};
  return {name.size(), 0};
}

std::vector<model::CustomerId> customers_of_whole_name(const std::string& name, const Book& book) {
  const std::string key = model::name_key(name);
  if (key.empty()) return {};
  if (auto confirmed = book.customers_by_alias(key); !confirmed.empty()) return confirmed;
  const std::string core = core_of_name(name);
  std::vector<model::CustomerId> equal, same_core, longer;
  for (const model::CustomerId customer :
       book.customers_by_name(core.size() < kShortestPrefix ? key : core)) {
    const std::string own = book.customer_name(customer), own_key = model::name_key(own);
    if (own_key == key)
      equal.push_back(customer);
    else if (core_of_name(own) == core)
      same_core.push_back(customer);
    if (own_key != key && own_key.starts_with(key)) longer.push_back(customer);
  }
  std::vector<model::CustomerId>& found = !equal.empty() ? equal : same_core;
  if (key.size() >= kShortestPrefix && (found.empty() || may_be_cut(name)))
    for (const model::CustomerId customer : longer)
      if (std::find(found.begin(), found.end(), customer) == found.end()) found.push_back(customer);
  return found;
}

}  // namespace

std::string core_of_name(std::string_view name) {
  std::string key = model::name_key(name);
  key.resize(key.size() - form_length(name, key));
  return key;
}

std::vector<model::CustomerId> customers_of_name(const std::string& name, const Book& book) {
  auto found = customers_of_whole_name(name, book);
  const auto [at, length] = trading_marker(name);
  if (!found.empty() || length == 0) return found;
  found = customers_of_whole_name(name.substr(0, at), book);
  return found.empty() ? customers_of_whole_name(name.substr(at + length), book) : found;
}

}  // namespace saldo::cash
