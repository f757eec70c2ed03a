#include "mt940/lines.hpp"

#include "saldo/find_mark.hpp"
#include "saldo/sdk.hpp"

namespace saldo::bank::mt940 {

namespace {

/// The first CR or LF at or after `from`; the size of the view when there is none.
std::size_t find_line_end(std::string_view view, std::size_t from) {
  return text::find_mark<'\n', '\r'>(view, from);
}

bool stands(std::string_view view, std::size_t at, char first, char second) {
  return at + 1 < view.size() && view[at] == first && view[at + 1] == second;
}

/// The same, where "@@" ends a line, too.
std::size_t find_ats_or_line_end(std::string_view view, std::size_t from) {
  for (;; ++from) {
    from = text::find_mark<'@', '\n', '\r'>(view, from);
    if (from == view.size() || view[from] != '@' || stands(view, from, '@', '@')) return from;
  }
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
  auto view = window_.view();
  length_ = ends_with_ats_ ? view.size() : find_line_end(view, 0);
  if (length_ + 1 >= view.size() || length_ > kMaxLine) {
    length_ = find_end();
    view = window_.view();
  }
  if (view.empty()) return false;
  const bool ats = stands(view, length_, '@', '@');
  const bool two = ats || stands(view, length_, '\r', '\n');
  taken_ = std::min(view.size(), length_ + (two ? 2 : 1));
  new_line_ = !ats;
  return true;
}

std::string_view LineReader::what_follows(std::size_t n) {
  while (window_.view().size() < taken_ + n && window_.more()) continue;
  const auto rest = window_.view().substr(std::min(taken_, window_.view().size()), n);
  return rest.substr(0, end_of(rest, 0));
}

}  // namespace saldo::bank::mt940
