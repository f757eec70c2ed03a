#include "charset.hpp"

#include <gmime/gmime-encodings.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <optional>

#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

bool is_utf8_name(std::string_view charset) {
  const std::string name = lower(charset);
  return name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
}

std::string without_charset(std::string_view bytes) {
  if (text::find_invalid_utf8(bytes) == text::npos) return std::string(bytes);
  return text::to_utf8(bytes, text::Charset::kCp1252);
}

/// Nothing for a charset that ICU doesn't know.
std::optional<std::string> by_icu(std::string_view bytes, const std::string& charset) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* const converter = ::ucnv_open(charset.c_str(), &error);
  if (U_FAILURE(error)) return std::nullopt;
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter,
                                error);
  ::ucnv_close(converter);
  if (U_FAILURE(error)) return std::nullopt;
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string decoded_bytes(std::string_view text, GMimeContentEncoding encoding) {
  GMimeEncoding state;
  ::g_mime_encoding_init_decode(&state, encoding);
  std::string out(::g_mime_encoding_outlen(&state, text.size()) + 8, '\0');
  std::size_t n = ::g_mime_encoding_step(&state, text.data(), text.size(), out.data());
  n += ::g_mime_encoding_flush(&state, "", 0, out.data() + n);
  out.resize(n);
  return out;
}

/// "=?charset*language?B?text?=" at the beginning of `text`.
struct EncodedWord {
  std::string_view charset, body;
  GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_BASE64;
  std::size_t size = 0;  ///< of the whole word
};

std::optional<EncodedWord> word_at(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const auto charset_end = text.find('?', 2);
  if (charset_end == text.npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?')
    return std::nullopt;
  const char letter = text[charset_end + 1];
  const bool quoted = letter == 'Q' || letter == 'q';
  if (!quoted && letter != 'B' && letter != 'b') return std::nullopt;
  const auto end = text.find("?=", charset_end + 3);
  if (end == text.npos) return std::nullopt;
  EncodedWord word{.charset = text.substr(2, charset_end - 2),
                   .body = text.substr(charset_end + 3, end - charset_end - 3),
                   .size = end + 2};
  word.charset = word.charset.substr(0, word.charset.find('*'));
  if (quoted) word.encoding = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  return word;
}

std::string bytes_of(const EncodedWord& word) {
  std::string body(word.body);
  if (word.encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    for (char& c : body)
      if (c == '_') c = ' ';
  return decoded_bytes(body, word.encoding);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == text.npos; }

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return out;
}

std::string_view beginning(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  while (most > 0 && text::impl::is_continuation(static_cast<unsigned char>(utf8[most]))) --most;
  return utf8.substr(0, most);
}

std::string clean(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') {
      if (i + 1 == utf8.size() || utf8[i + 1] != '\n') out += '\n';
    } else if (byte == 0xC2 && i + 1 < utf8.size() &&
               static_cast<unsigned char>(utf8[i + 1]) < 0xA0) {
      ++i;  // a control character of the upper half
    } else if (byte >= 0x20 ? byte != 0x7F : c == '\n' || c == '\t') {
      out += c;
    }
  }
  return out;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  if (is_utf8_name(charset)) return clean(without_charset(bytes));
  const auto text = by_icu(bytes, std::string(charset));
  return clean(text ? *text : without_charset(bytes));
}

std::string header_text(std::string_view raw) {
  std::string out, plain, bytes, charset;
  const auto end_words = [&] {  // neighbours of one charset may share a character
    out += to_utf8(bytes, charset);
    bytes.clear();
  };
  const auto last_end = raw.rfind("?=");  // behind it no word is looked for, each time to the end
  for (std::size_t i = 0; i < raw.size();) {
    const bool may_end = last_end != raw.npos && i < last_end;
    const auto word = may_end ? word_at(raw.substr(i)) : std::nullopt;
    if (!word) {
      plain += raw[i] == '\r' || raw[i] == '\n' ? ' ' : raw[i];
      ++i;
      continue;
    }
    const bool joined = !bytes.empty() && is_blank(plain);
    if (!joined || lower(charset) != lower(word->charset)) end_words();
    if (!joined) out += to_utf8(plain, "");
    plain.clear();
    charset = word->charset;
    bytes += bytes_of(*word);
    i += word->size;
  }
  end_words();
  out += to_utf8(plain, "");
  return text::collapse(out);
}

}  // namespace saldo::mail
