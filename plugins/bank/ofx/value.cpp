#include "ofx/value.hpp"

#include "saldo/text.hpp"

namespace saldo::bank::ofx {

namespace {

constexpr std::string_view kComment = "<!--", kCommentEnd = "-->";
constexpr std::string_view kCdata = "<![CDATA[", kCdataEnd = "]]>";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }

bool is_plain(std::string_view raw) {
  for (const char c : raw)
    if (c == '&' || c == '<' || is_control(c) || static_cast<unsigned char>(c) >= 0x80)
      return false;
  return true;
}

/// The character behind "#233" or "#xE9", or 0 where it is none.
char32_t character_of(std::string_view name) {
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(hex ? 2 : 1);
  char32_t c = 0;
  for (const char digit : digits) {
    const char lower = static_cast<char>(digit | 0x20);
    if (digit >= '0' && digit <= '9')
      c = c * (hex ? 16 : 10) + static_cast<char32_t>(digit - '0');
    else if (hex && lower >= 'a' && lower <= 'f')
      c = c * 16 + static_cast<char32_t>(lower - 'a' + 10);
    else
      return 0;
    if (c > 0x10FFFF) return 0;
  }
  return c >= 0xD800 && c < 0xE000 ? 0 : c;
}

/// Appends what the entity at the start of `s` stands for and returns its length, or 0.
std::size_t append_entity(std::string& out, std::string_view s) {
  const std::size_t end = s.substr(0, 12).find(';');
  if (end == s.npos || end < 2) return 0;
  const std::string_view name = s.substr(1, end - 1);
  char32_t c = 0;
  if (name == "amp") c = '&';
  if (name == "lt") c = '<';
  if (name == "gt") c = '>';
  if (name == "quot") c = '"';
  if (name == "apos") c = '\'';
  if (name == "nbsp") c = ' ';
  if (name[0] == '#') c = character_of(name);
  if (c == 0) return 0;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) c = ' ';
  text::append_utf8(out, c);
  return end + 1;
}

/// Where the region that opens at `i` ends; `content` is what it adds to the text.
std::size_t region_end(std::string_view s, std::size_t i, std::string_view& content) {
  const bool cdata = s.substr(i).starts_with(kCdata);
  const std::size_t from = i + (cdata ? kCdata : kComment).size();
  const std::string_view closing = cdata ? kCdataEnd : kCommentEnd;
  const std::size_t end = s.find(closing, from);
  if (cdata) content = s.substr(from, end - from);
  return end == s.npos ? s.size() : end + closing.size();
}

void append_characters(std::string& out, std::string_view s) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!is_control(s[i])) {
      out.push_back(s[i]);
      continue;
    }
    // A wrapped line goes on after one blank.
    if (s.substr(i, 2) == "\r\n") ++i;
    out.push_back(' ');
  }
}

/// `s` is UTF-8.
std::string resolve(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size();) {
    if (s[i] == '&') {
      const std::size_t n = append_entity(out, s.substr(i));
      if (n == 0) out.push_back('&');
      i += n == 0 ? 1 : n;
    } else if (s.substr(i).starts_with(kComment) || s.substr(i).starts_with(kCdata)) {
      std::string_view content;
      i = region_end(s, i, content);
      append_characters(out, content);
    } else {
      const std::size_t end = std::min(s.find_first_of("&<", i + 1), s.size());
      append_characters(out, s.substr(i, end - i));
      i = end;
    }
  }
  return std::string(text::trim(out));
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

constexpr std::string_view kKeys[] = {"ofxheader",   "data",       "version",
                                      "security",    "encoding",   "charset",
                                      "compression", "oldfileuid", "newfileuid"};

/// The value of a key in a header of lines ("CHARSET:1252"), of attributes (encoding="UTF-8") or of
/// tags; some banks leave the line ends out, so that the next key follows at once.
std::string value_of(const std::string& header, std::string_view key) {
  std::size_t begin = header.find(key);
  if (begin == header.npos) return {};
  begin = header.find_first_not_of(":>=\"' \t", begin + key.size());
  if (begin == header.npos) return {};
  const std::size_t end = std::min(header.find_first_of(":<\"'?> \t\r\n", begin), header.size());
  std::string_view value = std::string_view(header).substr(begin, end - begin);
  if (end < header.size() && header[end] == ':')
    for (const std::string_view next : kKeys)
      if (value.ends_with(next)) {
        value.remove_suffix(next.size());
        break;
      }
  return std::string(value);
}

}  // namespace

std::string decode_value(std::string_view raw, text::Charset charset) {
  if (is_plain(raw)) return std::string(text::trim(raw));
  if (text::find_invalid_utf8(raw) != text::npos) return resolve(text::to_utf8(raw, charset));
  return resolve(raw);
}

text::Charset charset_of_header(std::string_view header) {
  const std::string keys = lower(header);
  std::string name = value_of(keys, "charset");
  if (name.empty() || name == "none") name = value_of(keys, "encoding");
  const auto has = [&](std::string_view part) { return name.find(part) != name.npos; };
  if (has("8859-15")) return text::Charset::kIso8859_15;
  if (has("8859-2")) return text::Charset::kIso8859_2;
  if (has("1250")) return text::Charset::kCp1250;
  if (has("437")) return text::Charset::kCp437;
  if (has("850")) return text::Charset::kCp850;
  if (has("852")) return text::Charset::kCp852;
  return text::Charset::kCp1252;  // also what is called ISO-8859-1
}

}  // namespace saldo::bank::ofx
