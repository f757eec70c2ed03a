#include "bai2/bai2.hpp"

#include <array>

#include "bai2/file.hpp"
#include "saldo/text.hpp"

namespace saldo::bank {

namespace {

/// The first lines of a document that aren't blank or cards of the transmission ("$$ADD …").
std::array<std::string_view, 3> first_lines(std::string_view head) {
  std::array<std::string_view, 3> lines;
  std::size_t n = 0;
  while (!head.empty() && n < lines.size()) {
    const auto end = std::min(head.find_first_of("\r\n"), head.size());
    const auto line = text::trim(head.substr(0, end));
    head.remove_prefix(std::min(head.size(), end + 1));
    if (!line.empty() && !line.starts_with("$$")) lines[n++] = line;
  }
  return lines;
}

/// "01,…,2/" or ",3/": the version stands at the end of a file header.
bool ends_as_header(std::string_view line) {
  line = line.substr(0, line.find('/'));
  return line.ends_with(",2") || line.ends_with(",3");
}

/// Field `n` of a line, from 1.
std::string_view field(std::string_view line, int n) {
  bai2::Fields fields(line);
  for (int i = 1; i < n && fields.more(); ++i) fields.next();
  return fields.more() ? fields.next() : std::string_view();
}

bool is_body(std::string_view line) {
  for (const char* code : {"02,", "03,", "16,", "88,", "49,"})
    if (line.starts_with(code)) return true;
  return false;
}

}  // namespace

int Bai2::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto [first, second, third] = first_lines(head);
  const auto commas = std::count(first.begin(), first.end(), ',');
  const bool dated = text::all_digits(field(first, 4));
  if (first.starts_with("01,") && commas >= 5) {
    if (ends_as_header(first) || (dated && second.starts_with("02,"))) return 95;
    if (dated && second.empty()) return 80;  // cut off
  }
  // A header under another code, or records without one: refused, but by this decoder.
  if (first.starts_with("00,") && commas == 8 && field(first, 9).size() == 2 &&
      ends_as_header(first.substr(first.rfind(','))))
    return 80;
  return first.size() > 3 && first[0] == '0' && is_body(second) && is_body(third) ? 80 : 0;
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
