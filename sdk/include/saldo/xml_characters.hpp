#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

/// The character level of XML 1.0, as far as XmlSlices needs it. Faults throw Rejected.
namespace saldo::xml {

enum class Encoding { kUtf8, kIso8859_1, kCp1252 };

/// "line 3, byte 120: ", to begin a message.
inline std::string where(Place place) {
  return "line " + std::to_string(place.line) + ", byte " + std::to_string(place.offset) + ": ";
}

/// As string_view::find, but fast for patterns whose first character is frequent.
inline std::size_t find_text(std::string_view in, std::string_view what, std::size_t from) {
  if (from >= in.size()) return in.npos;
  if (what.size() == 1) return in.find(what[0], from);
  const void* hit = ::memmem(in.data() + from, in.size() - from, what.data(), what.size());
  return hit == nullptr ? in.npos
                        : static_cast<std::size_t>(static_cast<const char*>(hit) - in.data());
}

inline bool is_name_end(char c) { return text::is_space(c) || c == '/' || c == '>'; }

/// The qualified name of the tag that `tag` begins with; empty if it is none.
inline std::string_view tag_name(std::string_view tag) {
  std::size_t end = 1;
  while (end < tag.size() && !is_name_end(tag[end])) ++end;
  const auto name = tag.substr(1, end - 1);
  if (name.empty()) return {};
  const auto first = static_cast<unsigned char>(name[0]);
  const bool letter = (first | 0x20) >= 'a' && (first | 0x20) <= 'z';
  const bool clean = name.find_first_of("<&\"'=") == name.npos;
  return (letter || first == '_' || first >= 0x80) && clean ? name : std::string_view{};
}

inline std::string_view local_name(std::string_view qualified) {
  return qualified.substr(qualified.rfind(':') + 1);
}

/// True if `body` holds "<!" or "<?": a comment, CDATA, a declaration or an instruction.
inline bool has_declarations(std::string_view body) {
  for (const char mark : {'!', '?'})
    for (std::size_t i = body.find(mark); i != body.npos; i = body.find(mark, i + 1))
      if (i > 0 && body[i - 1] == '<') return true;
  return false;
}

[[noreturn]] inline void refuse_declaration(Place place) {
  throw Rejected("xml.doctype",
                 where(place) +
                     "a DOCTYPE or ENTITY declaration; saldo reads no document that declares "
                     "entities, and no bank or ERP system needs them")
      .at_place(place);
}

/// Reports what stands where a document should begin or nothing should follow.
[[noreturn]] inline void refuse_outside(std::string_view here, Place place, std::size_t documents) {
  if (here.substr(0, 1) == std::string_view("\0", 1))
    throw Rejected(
        "xml.encoding",
        where(place) +
            "the file is UTF-16 without its byte order mark, or binary; have it delivered in "
            "UTF-8")
        .at_place(place);
  throw Rejected("xml.invalid", where(place) +
                                    (documents == 0 ? "the file isn't XML; it begins with "
                                                    : "behind the end of the document stands ") +
                                    text::quoted(here.substr(0, here.find('\n')), 24))
      .at_place(place);
}

/// The encoding that an XML declaration names; UTF-8 if none. A declaration that says UTF-16 but
/// stands there as ASCII is from a document converted on its way: UTF-8, too. Others are refused by
/// name.
inline Encoding declared_encoding(std::string_view declaration, Place place) {
  const auto key = declaration.find("encoding");
  if (key == declaration.npos) return Encoding::kUtf8;
  const auto open = declaration.find_first_of("\"'", key);
  const auto close =
      open == declaration.npos ? open : declaration.find(declaration[open], open + 1);
  if (close == declaration.npos)
    throw Rejected("xml.invalid", where(place) + "the XML declaration's encoding has no quotes")
        .at_place(place);
  const auto name = declaration.substr(open + 1, close - open - 1);
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  if (lower == "utf-8" || lower == "utf8" || lower == "us-ascii" || lower == "ascii" ||
      lower.starts_with("utf-16"))
    return Encoding::kUtf8;
  if (lower == "iso-8859-1" || lower == "latin1") return Encoding::kIso8859_1;
  if (lower == "windows-1252" || lower == "cp1252") return Encoding::kCp1252;
  throw Rejected("xml.encoding", where(place) + "encoding " + text::quoted(name) +
                                     " isn't read; have the file delivered in UTF-8")
      .at_place(place)
      .figures("UTF-8, US-ASCII, ISO-8859-1 or windows-1252", std::string(name));
}

namespace impl {

inline bool is_forbidden_control(unsigned char c) {
  return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// True if one of eight bytes is below 0x20 or above 0x7F.
inline bool needs_a_look(std::uint64_t word) {
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  constexpr std::uint64_t kSpaces = 0x2020202020202020u;
  return (((word - kSpaces) | word) & kHigh) != 0;
}

/// True if one of 32 bytes is.
inline bool need_a_look(const unsigned char* p) {
  typedef signed char Vector __attribute__((vector_size(16)));  // above 0x7F is negative
  Vector halves[2];
  std::memcpy(halves, p, sizeof halves);
  const auto found = (halves[0] < 0x20) | (halves[1] < 0x20);
  std::uint64_t words[2];
  std::memcpy(words, &found, sizeof words);
  return (words[0] | words[1]) != 0;
}

template <class PlaceOf>
[[noreturn]] void refuse_byte(std::string_view s, std::size_t i, const PlaceOf& place_of) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto c = static_cast<unsigned char>(s[i]);
  const std::string byte = std::string("0x") + kHex[c >> 4] + kHex[c & 15];
  const Place place = place_of(i);
  if (c < 0x20)
    throw Rejected("xml.invalid", where(place) + "byte " + byte + " is a control character")
        .at_place(place);
  throw Rejected("text.encoding", where(place) + "byte " + byte +
                                      " isn't UTF-8, which the document is declared to be; have "
                                      "the sender declare the encoding that it writes")
      .at_place(place)
      .figures("UTF-8", byte);
}

}  // namespace impl

/// Refuses bytes that aren't UTF-8 and control characters. `place_of(i)` tells where byte i stands.
template <class PlaceOf>
void check_utf8(std::string_view s, const PlaceOf& place_of) {
  const auto* p = reinterpret_cast<const unsigned char*>(s.data());
  for (std::size_t i = 0; i < s.size();) {
    while (i + 32 <= s.size() && !impl::need_a_look(p + i)) i += 32;
    std::uint64_t word = 0;
    for (; i + sizeof word <= s.size(); i += sizeof word) {
      std::memcpy(&word, p + i, sizeof word);
      if (impl::needs_a_look(word)) break;
    }
    for (int look = 0; look < 8 && i < s.size(); ++look) {
      const std::size_t n = text::impl::sequence_length(p + i, s.size() - i);
      if (n == 0 || impl::is_forbidden_control(p[i])) impl::refuse_byte(s, i, place_of);
      i += n;
    }
  }
}

/// Refuses control characters, for documents in one-byte charsets.
template <class PlaceOf>
void check_controls(std::string_view s, const PlaceOf& place_of) {
  for (std::size_t i = 0; i < s.size(); ++i)
    if (impl::is_forbidden_control(static_cast<unsigned char>(s[i])))
      impl::refuse_byte(s, i, place_of);
}

/// True for the inside of "&…;" that needs no declaration and names a character XML allows.
inline bool is_reference(std::string_view name) {
  for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"})
    if (name == known) return true;
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hex = name[1] == 'x';
  const auto digits = name.substr(hex ? 2 : 1);
  std::uint32_t c = 0;
  for (const char digit : digits) {
    const char lower = static_cast<char>(digit | 0x20);
    if (digit >= '0' && digit <= '9')
      c = c * (hex ? 16u : 10u) + std::uint32_t(digit - '0');
    else if (hex && lower >= 'a' && lower <= 'f')
      c = c * 16u + std::uint32_t(lower - 'a' + 10);
    else
      return false;
    if (c > 0x10FFFF) return false;
  }
  const bool surrogate = c >= 0xD800 && c < 0xE000;
  return !digits.empty() && !surrogate && c != 0xFFFE && c != 0xFFFF &&
         (c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
}

/// Where the comment, CDATA section or instruction that begins at `i` ends; `i` if none begins
/// there. Inside them '&' is only a letter.
inline std::size_t end_of_inert(std::string_view s, std::size_t i) {
  struct Region {
    std::string_view begin, end;
  };
  for (const Region r : {Region{"<![CDATA[", "]]>"}, Region{"<!--", "-->"}, Region{"<?", "?>"}}) {
    if (s.substr(i, r.begin.size()) != r.begin) continue;
    const auto end = s.find(r.end, i + r.begin.size());
    return end == s.npos ? s.size() : end + r.end.size();
  }
  return i;
}

/// Refuses references to entities that aren't XML's own five, and to characters XML forbids.
template <class PlaceOf>
void check_references(std::string_view s, const PlaceOf& place_of) {
  const bool inert_parts = s.find('&') != s.npos && has_declarations(s);
  const auto next = [&](std::size_t from) {
    return inert_parts ? s.find_first_of("&<", from) : s.find('&', from);
  };
  for (std::size_t i = next(0); i != s.npos; i = next(i)) {
    if (s[i] == '<') {
      i = std::max(i + 1, end_of_inert(s, i));
      continue;
    }
    const auto name = s.substr(i + 1, 12);
    const auto end = name.find(';');
    if (end == name.npos || !is_reference(name.substr(0, end))) {
      const Place place = place_of(i);
      throw Rejected("xml.entity",
                     where(place) + text::quoted(s.substr(i, end == name.npos ? 8 : end + 2)) +
                         " is neither one of XML's own entities nor a character; '&' must be "
                         "written as &amp;")
          .at_place(place);
    }
    i += end + 1;
  }
}

}  // namespace saldo::xml
