#include "idoc/flat_records.hpp"

#include <algorithm>
#include <cstring>

#include "saldo/sdk.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::sap {

namespace {

/// Without blanks and without what transfers put behind the last line.
std::string_view trim_end(std::string_view s) {
  constexpr std::uint64_t kBlanks = 0x2020202020202020u;
  std::uint64_t word = 0;
  while (s.size() >= sizeof word) {
    std::memcpy(&word, s.data() + s.size() - sizeof word, sizeof word);
    if (word != kBlanks) break;
    s.remove_suffix(sizeof word);
  }
  while (!s.empty() && std::strchr(" \r\n\x1A", s.back()) != nullptr) s.remove_suffix(1);
  return s;
}

bool is_ascii(std::string_view s) {
  std::uint64_t word = 0, all = 0;
  for (; s.size() >= sizeof word; s.remove_prefix(sizeof word)) {
    std::memcpy(&word, s.data(), sizeof word);
    all |= word;
  }
  for (const char c : s) all |= static_cast<unsigned char>(c) & 0x80u;
  return (all & 0x8080808080808080u) == 0;
}

}  // namespace

FlatRecords::FlatRecords(InputWindow::Read read, CodePage page)
    : window_(std::move(read)), page_(page) {
  constexpr std::size_t kLookAhead = 2 * kControl;
  while (window_.view().size() < kLookAhead && window_.more()) {
  }
  if (window_.view().starts_with("\xEF\xBB\xBF")) {
    window_.consume(3);
    if (page_.is_auto) page_ = {.is_auto = false, .utf8 = true};
  }
  const auto head = window_.view().substr(0, kLookAhead);
  in_lines_ = head.find('\n') != head.npos || head.size() < kOldControl;
}

std::size_t FlatRecords::width_of(const FlatRecord& record, bool old_release) {
  if (record.is_old_control()) return kOldControl;
  if (record.is_control()) return kControl;
  if (record.is_status()) return kStatus;
  return old_release ? kOldData : kData;
}

bool FlatRecords::next(FlatRecord& record) {
  while (in_lines_ ? take_line(record) : take_piece(record))
    if (!record.text.empty() || record.bad != text::npos) return true;
  return false;
}

bool FlatRecords::take_line(FlatRecord& record) {
  std::size_t searched = 0, end = std::string_view::npos;
  for (;;) {
    const std::string_view view = window_.view();
    end = view.find('\n', searched);
    if (end != view.npos || view.size() > kLineMax) break;
    searched = view.size();
    if (!window_.more()) break;
  }
  const std::string_view view = window_.view();
  if (std::min(end, view.size()) > kLineMax)
    throw Rejected("text.limit", "line " + std::to_string(line_) +
                                     " is longer than 64 KiB; no record of an IDoc is")
        .at_place({line_, window_.place().offset});
  if (view.empty()) return false;
  record.at = {line_++, window_.place().offset};
  record.ended = end != view.npos;
  convert(view.substr(0, end), record);
  window_.skip(record.ended ? end + 1 : view.size());
  return true;
}

/// How many bytes the first `width` characters take; all of them where there are fewer.
std::size_t FlatRecords::piece_bytes(std::string_view view, std::size_t width) const {
  if (!page_.utf8 || is_ascii(view.substr(0, width))) return std::min(width, view.size());
  std::size_t byte = 0;
  for (; byte < view.size(); ++byte)
    if (!text::impl::is_continuation(static_cast<unsigned char>(view[byte])) && width-- == 0) break;
  return byte;
}

bool FlatRecords::take_piece(FlatRecord& record) {
  while (window_.view().size() < 4 * kData && window_.more()) {
  }
  const std::string_view view = window_.view();
  if (view.empty()) return false;
  record = {.at = {line_++, window_.place().offset}, .text = view.substr(0, 8)};
  if (record.is_control()) old_release_ = record.is_old_control();
  if (record.is_status())
    throw Rejected("record.form", xml::where(record.at) +
                                      "a status record (EDI_DS) in a file without line ends, "
                                      "where nothing tells how long it is; send the file with "
                                      "line ends or without status records")
        .at_place(record.at);
  const std::size_t width = width_of(record, old_release_);
  settle_page(view.substr(0, width), /*cut=*/true);
  const std::size_t bytes = piece_bytes(view, width);
  convert(view.substr(0, bytes), record);
  record.ended = record.characters >= width;
  window_.skip(bytes);
  return true;
}

/// The first character that isn't ASCII decides. `cut`: the last one may not be whole.
void FlatRecords::settle_page(std::string_view bytes, bool cut) {
  if (!page_.is_auto || is_ascii(bytes)) return;
  const std::size_t bad = text::find_invalid_utf8(bytes);
  page_.is_auto = false;
  page_.utf8 = bad == text::npos || (cut && bad + 4 > bytes.size());
}

void FlatRecords::convert(std::string_view bytes, FlatRecord& record) {
  const std::string_view line = trim_end(bytes);
  const std::size_t blanks = bytes.size() - line.size() - (bytes.ends_with('\r') ? 1 : 0);
  record.bad = text::npos;
  record.one_byte = false;
  record.text = line;
  std::size_t characters = line.size();
  if (!is_ascii(line)) {
    settle_page(line, /*cut=*/false);
    if (page_.utf8) {
      record.bad = text::find_invalid_utf8(line);
      if (record.bad != text::npos) record.text = line.substr(0, record.bad);
    } else {
      converted_ = text::to_utf8(line, page_.charset);
      record.text = converted_;
      record.one_byte = true;
    }
    characters = text::count_characters(record.text);
  }
  if (record.text.find('\0') != text::npos) {  // no text holds them
    converted_ = record.text;
    std::replace(converted_.begin(), converted_.end(), '\0', ' ');
    record.text = trim_end(converted_);
  }
  record.characters = characters + blanks;
}

}  // namespace saldo::sap
