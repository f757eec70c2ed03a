#include "html_text.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "charset.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kEntityMax = 10;

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kEntities = {{
    {"amp", "&"},         {"lt", "<"},          {"gt", ">"},          {"quot", "\""},
    {"apos", "'"},        {"nbsp", " "},        {"euro", "\u20AC"},   {"pound", "\u00A3"},
    {"auml", "\u00E4"},   {"ouml", "\u00F6"},   {"uuml", "\u00FC"},   {"Auml", "\u00C4"},
    {"Ouml", "\u00D6"},   {"Uuml", "\u00DC"},   {"szlig", "\u00DF"},  {"eacute", "\u00E9"},
    {"egrave", "\u00E8"}, {"agrave", "\u00E0"}, {"ccedil", "\u00E7"}, {"ntilde", "\u00F1"},
    {"oacute", "\u00F3"}, {"iacute", "\u00ED"}, {"ndash", "\u2013"},  {"hellip", "\u2026"},
}};

void append_utf8(std::uint32_t c, std::string& out) {
  if (c < 0x20 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return;
  if (c == 0xA0) c = ' ';
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    if (c < 0x10000) {
      out += static_cast<char>(0xE0 | (c >> 12));
    } else {
      out += static_cast<char>(0xF0 | (c >> 18));
      out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    }
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// "#x20AC" or "#8364" as a number; 0 when it is none.
std::uint32_t number_of(std::string_view name) {
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  std::uint32_t value = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const int digit = c >= '0' && c <= '9'          ? c - '0'
                      : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                    : -1;
    if (digit < 0) return 0;
    value = value * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit);
    if (value > 0x10FFFF) return 0;
  }
  return value;
}

/// Reads an entity at the beginning of `html`; how much it takes, 0 when it is none.
std::size_t entity(std::string_view html, std::string& out) {
  const auto end = html.substr(0, kEntityMax).find(';');
  if (end == html.npos || end < 2) return 0;
  const auto name = html.substr(1, end - 1);
  if (name.front() == '#') {
    append_utf8(number_of(name), out);
    return end + 1;
  }
  for (const auto& [known, text] : kEntities)
    if (known == name) return out += text, end + 1;
  return 0;
}

/// What separates the words before and after a tag.
std::string_view break_of(std::string_view name) {
  for (const std::string_view cell : {"td", "th"})
    if (name == cell) return "\t";
  for (const std::string_view block : {"br", "p", "/p", "div", "/div", "tr", "/tr", "li", "table",
                                       "/table", "hr", "h1", "h2", "h3", "pre", "blockquote"})
    if (name == block) return "\n";
  return "";
}

/// Where "</name" stands at or behind `from`, in whatever letters; the end when nowhere.
std::size_t closing_tag(std::string_view html, std::size_t from, std::string_view name) {
  for (auto at = html.find("</", from); at != html.npos; at = html.find("</", at + 2))
    if (lower(html.substr(at + 2, name.size())) == name) return at;
  return html.size();
}

void append_break(std::string_view mark, std::string& out) {
  if (mark.empty() || out.empty()) return;
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (out.ends_with("\n") || (mark == "\t" && out.ends_with("\t"))) return;
  if (mark == "\n")
    while (!out.empty() && out.back() == '\t') out.pop_back();
  out += mark;
}

}  // namespace

std::string html_text(std::string_view html) {
  std::string out;
  bool seen_head = false;
  for (std::size_t i = 0; i < html.size();) {
    const char c = html[i];
    if (c == '<') {
      const bool comment = html.substr(i).starts_with("<!--");
      const auto end = comment ? html.find("-->", i) : html.find('>', i);
      if (end == html.npos) break;
      const auto inside = html.substr(i + 1, end - i - 1);
      const std::string name = lower(inside.substr(0, inside.find_first_of(" \t\r\n")));
      i = end + (comment ? 3 : 1);
      append_break(break_of(name.ends_with('/') ? name.substr(0, name.size() - 1) : name), out);
      const bool head = name == "head" && !std::exchange(seen_head, true);
      if (name != "script" && name != "style" && !head) continue;
      const std::size_t closed = closing_tag(html, i, name);
      if (head && closed == html.size()) continue;  // HTML lets its end be left out
      i = closed;
      continue;
    }
    if (c == '&')
      if (const std::size_t taken = entity(html.substr(i), out)) {
        i += taken;
        continue;
      }
    if (!text::is_space(c))
      out += c;
    else if (!out.empty() && !text::is_space(out.back()))
      out += ' ';
    ++i;
  }
  return std::string(text::trim(out));
}

}  // namespace saldo::mail
