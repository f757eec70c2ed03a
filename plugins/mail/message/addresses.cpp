#include "addresses.hpp"

#include "charset.hpp"
#include "gmime_ptr.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kAddressMax = 320;  // RFC 5321, 4.5.3.1: 64 + 1 + 255
constexpr std::size_t kMessageIdMax = 998;

/// Small letters where they mean the same: in the domain.
std::string with_small_domain(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos) return {};
  return std::string(address.substr(0, at + 1)) + lower(address.substr(at + 1));
}

std::string checked(const char* address) {
  if (address == nullptr) return {};
  const std::string_view found(address);
  if (found.size() > kAddressMax || text::find_invalid_utf8(found) != text::npos) return {};
  return with_small_domain(clean(found));
}

void add(InternetAddressList* list, std::vector<Address>& all) {
  const int n = ::internet_address_list_length(list);
  for (int i = 0; i < n; ++i) {
    InternetAddress* const one = ::internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(one)) {
      add(::internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), all);
      continue;
    }
    Address address{
        .address = checked(::internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)))};
    if (const char* name = ::internet_address_get_name(one))
      if (text::find_invalid_utf8(name) == text::npos) address.name = header_text(name);
    if (!address.address.empty()) all.push_back(std::move(address));
  }
}

bool is_address_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         byte >= 0x80 || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<Address> parse_addresses(std::string_view header) {
  require_gmime();
  std::vector<Address> all;
  const std::string text(header);
  const GMimePtr<InternetAddressList> list(::internet_address_list_parse(nullptr, text.c_str()));
  if (list) add(list.get(), all);
  // The name of a sole address is read from the header itself, in any charset.
  const auto bracket = text.rfind('<');
  if (all.size() == 1 && bracket != text.npos && text.find("=?") < bracket) {
    std::string name = header_text(std::string_view(text).substr(0, bracket));
    if (name.size() > 1 && name.front() == '"' && name.back() == '"')
      name = name.substr(1, name.size() - 2);
    all[0].name = std::move(name);
  }
  return all;
}

std::vector<std::string> parse_message_ids(std::string_view header) {
  std::vector<std::string> ids;
  std::string_view rest = header;
  for (auto close = rest.find('>'); close != rest.npos; close = rest.find('>')) {
    const auto before = rest.substr(0, close);
    rest.remove_prefix(close + 1);
    const auto open = before.rfind('<');
    if (open == before.npos) continue;
    std::string id;  // folded or commented ids are mended
    for (const char c : before.substr(open + 1))
      if (!text::is_space(c)) id += c;
    if (!id.empty() && id.size() <= kMessageIdMax && text::find_invalid_utf8(id) == text::npos)
      ids.push_back(clean(id));
  }
  if (!ids.empty() || header.find('@') == header.npos) return ids;
  const auto bare = text::trim(header);  // some programs leave the brackets away
  if (bare.find_first_of(" \t") == bare.npos && bare.size() <= kMessageIdMax &&
      text::find_invalid_utf8(bare) == text::npos)
    ids.push_back(clean(bare));
  return ids;
}

std::string parse_time(std::string_view header) {
  const std::string text(header);
  if (text.empty() || text::find_invalid_utf8(text) != text::npos) return {};
  GDateTime* const local = ::g_mime_utils_header_decode_date(text.c_str());
  if (local == nullptr) return {};
  GDateTime* const utc = ::g_date_time_to_utc(local);
  ::g_date_time_unref(local);
  if (utc == nullptr) return {};
  const GText iso(::g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ"));
  ::g_date_time_unref(utc);
  return iso ? std::string(iso.get()) : std::string();
}

std::string typed_address(std::string_view field) {
  const auto semicolon = field.find(';');
  return find_address(semicolon == field.npos ? field : field.substr(semicolon + 1));
}

std::string find_address(std::string_view text) {
  for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && is_address_character(text[begin - 1])) --begin;
    while (end < text.size() && (is_address_character(text[end]) || text[end] == '[' ||
                                 text[end] == ']' || text[end] == ':'))
      ++end;
    std::string_view found = text.substr(begin, end - begin);
    while (!found.empty() && std::string_view(".:!?'").find(found.back()) != found.npos)
      found.remove_suffix(1);
    while (!found.empty() && (found.front() == '\'' || found.front() == '.'))
      found.remove_prefix(1);
    const auto sign = found.find('@');
    if (sign == 0 || sign == found.npos || sign + 1 >= found.size() || found.size() > kAddressMax ||
        text::find_invalid_utf8(found) != text::npos)
      continue;
    return with_small_domain(found);
  }
  return {};
}

}  // namespace saldo::mail
