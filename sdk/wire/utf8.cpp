#include "wire/utf8.hpp"

namespace saldo::wire {
namespace {

/// Length of the sequence at `p`, or 0 when it is malformed.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const unsigned char first = *p;
  if (first < 0x80) return first == 0 ? 0 : 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || left < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((p[i] & 0xC0) != 0x80) return 0;
  const bool overlong = (first == 0xE0 && p[1] < 0xA0) || (first == 0xF0 && p[1] < 0x90);
  const bool surrogate = first == 0xED && p[1] > 0x9F;
  const bool beyond = first == 0xF4 && p[1] > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

bool impl::is_clean_beyond_ascii(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p != end) {
    while (end - p >= 8 && impl::all_plain({reinterpret_cast<const char*>(p), 8})) p += 8;
    for (int look = 0; look < 8 && p != end; ++look) {
      const std::size_t length = sequence_length(p, static_cast<std::size_t>(end - p));
      if (length == 0) return false;
      p += length;
    }
  }
  return true;
}

std::string shown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(p + i, text.size() - i);
    const bool control =
        p[i] < 0x20 || p[i] == 0x7F || (p[i] == 0xC2 && length == 2 && p[i + 1] < 0xA0);
    if (control)
      out += ' ';
    else if (length == 0)
      out += "\xEF\xBF\xBD";
    else
      out.append(text.substr(i, length));
    i += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace saldo::wire
