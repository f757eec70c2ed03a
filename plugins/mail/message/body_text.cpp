#include "body_text.hpp"

#include <algorithm>

#include "charset.hpp"
#include "html_text.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

/// RFC 3676: a line that ends in a blank goes on in the next one of the same quoting.
std::string unflowed(std::string_view text, bool delsp) {
  std::string out;
  std::string before;  // the quote marks of the line that goes on
  bool open = false;
  for_each_line(text, [&](std::string_view line) {
    const auto depth = std::min(line.find_first_not_of('>'), line.size());
    const std::string quote(line.substr(0, depth));
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);  // stuffed
    const bool follows = open && quote == before;
    if (!follows) {
      if (open) out += '\n';
      out += quote + (quote.empty() ? "" : " ");
    }
    open = line.ends_with(' ') && line != "-- ";
    before = quote;
    if (open && delsp) line.remove_suffix(1);
    out += line;
    if (!open) out += '\n';
  });
  return out;
}

std::string plain_text(const Part& part) {
  const std::string text = to_utf8(part.bytes, part.charset);
  if (part.media_type == "text/html") return html_text(text);
  return part.flowed ? unflowed(text, part.delsp) : text;
}

/// True when another part that says the same is the better text: the first plain one that says
/// anything, as some programs leave it empty beside their HTML; else the first.
bool is_said_better(const Part& part, const std::vector<Part>& parts) {
  if (part.alternative == 0) return false;
  const Part* best = nullptr;
  for (const Part& other : parts) {
    if (other.attached || other.alternative != part.alternative) continue;
    const bool plain = other.media_type == "text/plain";
    if (plain && text::trim(other.bytes).empty()) continue;
    if (plain && (best == nullptr || best->media_type != "text/plain")) best = &other;
    if (!plain && other.media_type == "text/html" && best == nullptr) best = &other;
  }
  return best != &part;
}

}  // namespace

std::string mail_text(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) {
    if (part.attached || (part.media_type != "text/plain" && part.media_type != "text/html") ||
        is_said_better(part, parts))
      continue;
    if (!text.empty()) text += '\n';
    text += plain_text(part);
  }
  return text;
}

BodyText own_text(const std::string& text) {
  BodyText own;
  for_each_line(text, [&](std::string_view line) {
    if (!line.starts_with('>')) own.text.append(line).append("\n");
  });
  own.text = text::trim(own.text);
  own.cut = own.text.size() > kTextBytesMax;
  if (own.cut) own.text = beginning(own.text, kTextBytesMax);
  return own;
}

}  // namespace saldo::mail
