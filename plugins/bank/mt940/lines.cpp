#include "mt940/lines.hpp"

#include "saldo/sdk.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kBlock = 256;

/// The first CR or LF at or after `from`; the size of the view when there is none. In blocks, so
/// that a file without one of the two isn't searched to its end for each line.
std::size_t find_line_end(std::string_view view, std::size_t from) {
  for (std::size_t at = from; at < view.size(); at += kBlock) {
    const std::size_t size = std::min(kBlock, view.size() - at);
    const auto* const block = view.data() + at;
    const void* const lf = std::memchr(block, '\n', size);
    const std::size_t before_lf =
        lf == nullptr ? size : static_cast<std::size_t>(static_cast<const char*>(lf) - block);
    const void* const cr = std::memchr(block, '\r', before_lf);
    if (cr != nullptr) return at + static_cast<std::size_t>(static_cast<const char*>(cr) - block);
    if (lf != nullptr) return at + before_lf;
  }
  return view.size();
}

constexpr std::string_view kAts = "@@";

/// The same, where "@@" ends a line, too.
std::size_t find_ats_or_line_end(std::string_view view, std::size_t from) {
  for (std::size_t at = from; at < view.size(); at += kBlock) {
    const auto block = view.substr(at, kBlock);
    const std::size_t end = find_line_end(block, 0);
    const std::size_t ats = view.substr(at, end + 1).find(kAts);  // may begin at the block's end
    if (ats != view.npos) return at + ats;
    if (end != block.size()) return at + end;
  }
  return view.size();
}

}  // namespace

/// The first line, which is empty or ":20:…", tells: "@@" stands before the next tag in it.
void LineReader::find_kind_of_ends() {
  constexpr std::size_t kHead = 256;
  while (window_.view().size() < kHead && window_.more()) continue;
  const auto head = window_.view().substr(0, kHead);
  ends_with_ats_ = head.substr(0, find_line_end(head, 0)).find("@@:2") != head.npos;
}

/// Where the line that goes on at `from` ends; the size of the view when it doesn't.
std::size_t LineReader::end_of(std::string_view view, std::size_t from) const {
  return ends_with_ats_ ? find_ats_or_line_end(view, from) : find_line_end(view, from);
}

std::size_t LineReader::find_end() {
  for (std::size_t from = 0;;) {
    const auto view = window_.view();
    const std::size_t end = end_of(view, from);
    // A CR at the end of what was read may be half of a line end.
    const bool ends_here = end + 1 < view.size() || (end < view.size() && view[end] == '\n');
    if (ends_here && end <= kMaxLine) return end;
    if (end > kMaxLine)
      throw Rejected("text.limit", "line " + std::to_string(line_) +
                                       " is longer than 64 KiB; the file is no MT940")
          .at_place(at());
    if (!window_.more()) return end;
    from = ends_with_ats_ && end > 0 ? end - 1 : end;  // behind the first '@' of two
  }
}

bool LineReader::next() {
  if (!std::exchange(begun_, true)) find_kind_of_ends();
  if (std::exchange(new_line_, false)) ++line_;
  window_.skip(std::exchange(taken_, 0));
  length_ = find_end();
  const auto view = window_.view();
  if (view.empty()) return false;
  const auto end = view.substr(length_, 2);
  taken_ = std::min(view.size(), length_ + (end == "\r\n" || end == kAts ? 2 : 1));
  new_line_ = end != kAts;
  return true;
}

std::string_view LineReader::what_follows(std::size_t n) {
  while (window_.view().size() < taken_ + n && window_.more()) continue;
  const auto rest = window_.view().substr(std::min(taken_, window_.view().size()), n);
  return rest.substr(0, end_of(rest, 0));
}

}  // namespace saldo::bank::mt940
