#include "idoc/idoc.hpp"

#include "idoc/file.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::sap {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  return head;
}

/// Gives `head` first, which was read to find out the form.
InputWindow::Read behind(std::string head, InputWindow::Read rest) {
  return [head = std::move(head), given = std::size_t{0}, rest = std::move(rest)](
             char* buffer, std::size_t capacity) mutable {
    if (given == head.size()) return rest(buffer, capacity);
    const std::size_t n = head.copy(buffer, capacity, given);
    given += n;
    return n;
  };
}

}  // namespace

int Idoc::identify(std::string_view head, std::string_view) const {
  head = without_mark(head);
  if (head.starts_with("EDI_DC40") || head.starts_with("EDI_DC  ")) return 95;
  if (!text::trim(head).starts_with('<')) return 0;
  for (const char* idoc : {"<IDOC ", "<IDOC>", ":IDOC ", ":IDOC>"})
    if (head.find(idoc) != head.npos) return 95;
  return 0;
}

void Idoc::check() { options_of(host); }

void Idoc::decode(Input& input, Records& records) {
  File file(host, options_of(host), records);
  InputWindow::Read read = reader_of(host, input);
  std::string head(16, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const std::size_t got = read(head.data() + size, head.size() - size);
    if (got == 0) break;
    size += got;
  }
  head.resize(size);
  const bool flat = without_mark(head).starts_with("EDI_");
  try {
    if (flat)
      file.read_flat(behind(std::move(head), std::move(read)));
    else
      file.read_xml(behind(std::move(head), std::move(read)));
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.held());
    throw;
  }
}

}  // namespace saldo::sap
