#include "x12/x12_820.hpp"

#include "saldo/text.hpp"
#include "x12/interchange.hpp"

namespace saldo::bank {

namespace {

/// True if `head` has a segment that begins with "ID*value" or ends there.
bool has_segment(std::string_view head, std::string_view id, char separator,
                 std::string_view value) {
  std::string start(id);
  start.append(1, separator).append(value);
  for (auto at = head.find(start); at != head.npos; at = head.find(start, at + 1)) {
    const char before = at == 0 ? '\n' : head[at - 1];
    const bool begins = !(before >= '0' && before <= '9') && !(before >= 'A' && before <= 'Z') &&
                        before != separator;
    const auto behind = at + start.size();
    if (begins && (behind == head.size() || head[behind] == separator)) return true;
  }
  return false;
}

}  // namespace

int X12Advice::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = text::trim(head);
  const bool isa = head.starts_with("ISA");
  if (!isa && !head.starts_with("GS") && !head.starts_with("ST")) return 0;
  const std::size_t at = isa ? 3 : 2;
  if (head.size() <= at) return 0;
  const char separator = head[at];
  x12::Separators separators;
  const bool whole = isa && separators.read(head);
  if (has_segment(head, "ST", separator, "820")) return whole ? 95 : 85;
  if (has_segment(head, "GS", separator, "RA")) return whole ? 90 : 80;
  return 0;
}

void X12Advice::decode(Input& input, Records& records) {
  x12::Interchange(host, input, records).read();
}

}  // namespace saldo::bank
