#include "bai2/bai2.hpp"

#include <array>

#include "bai2/file.hpp"
#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

/// The first lines of a document that aren't blank or cards of the transmission ("$$ADD …").
std::array<std::string_view, 4> first_lines(std::string_view head) {
  std::array<std::string_view, 4> lines;
  std::size_t n = 0;
  while (!head.empty() && n < lines.size()) {
    const auto end = std::min(head.find_first_of("\r\n"), head.size());
    const auto line = text::trim(head.substr(0, end));
    head.remove_prefix(std::min(head.size(), end + 1));
    if (!line.empty() && !line.starts_with("$$")) lines[n++] = line;
  }
  return lines;
}

bool ends_as_header(std::string_view line) {
  line = line.substr(0, line.find('/'));
  return line.ends_with(",2") || line.ends_with(",3");
}

}  // namespace

int Bai2::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto lines = first_lines(head);
  const auto first = lines[0];
  const bool header = first.starts_with("01,") && std::count(first.begin(), first.end(), ',') >= 5;
  if (header && (ends_as_header(first) || lines[1].starts_with("02,"))) return 95;
  // A header under another code, or records of the format without one: refused, but by this
  // decoder.
  const auto is_body = [](std::string_view line) {
    return line.starts_with("02,") || line.starts_with("03,") || line.starts_with("16,") ||
           line.starts_with("88,") || line.starts_with("49,");
  };
  if (header && lines[1].empty()) return 80;
  if (first.size() > 3 && first[0] == '0' && is_body(lines[1]) && is_body(lines[2])) return 80;
  return first.starts_with("00,") && std::count(first.begin(), first.end(), ',') == 8 &&
                 ends_as_header(first.substr(first.rfind(',')))
             ? 80
             : 0;
}

void Bai2::decode(Input& input, Records& records) {
  bai2::File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.money());
    throw;
  }
}

}  // namespace saldo::bank
