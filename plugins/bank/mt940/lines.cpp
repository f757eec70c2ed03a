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

/// ASCII, without control characters but LF and CR LF. At the end of the text may be half of one.
bool all_plain(std::string_view s) {
  if (s.empty()) return true;
  const auto is = [](bool b) { return static_cast<unsigned char>(b); };
  unsigned char others = 0;  // no branches, so that the compiler goes over blocks
  for (std::size_t i = 0; i + 1 < s.size(); ++i) {
    const unsigned char control = is(static_cast<signed char>(s[i]) < ' '), lf = is(s[i] == '\n');
    const unsigned char cr = is(s[i] == '\r'), before_lf = is(s[i + 1] == '\n');
    others |= static_cast<unsigned char>(control & ~(lf | (cr & before_lf)));
  }
  const char last = s.back();
  return others == 0 && (static_cast<signed char>(last) >= ' ' || last == '\n' || last == '\r');
}

/// No tag, terminator, block or line end stands there.
bool begins_text(char c) { return c >= ' ' && c != ':' && c != '-' && c != '{'; }

/// Copies up to the first LF, and what stands in a block with it. Where that LF is; npos if it
/// isn't in a whole block of the text.
std::size_t copy_line(std::string_view line, char* to) {
  for (std::size_t at = 0; at + text::Bytes::kCount <= line.size(); at += text::Bytes::kCount) {
    const text::Bytes bytes(line.data() + at);
    bytes.store(to + at);
    if (const std::size_t found = bytes.find<'\n'>(); found != text::Bytes::kCount)
      return at + found;
  }
  return line.npos;
}

}  // namespace

void with_line_feeds(std::string_view lines, std::string& out) {
  out.clear();
  for (;;) {
    const std::size_t end = find_line_end(lines, 0);
    out += lines.substr(0, end);
    if (end == lines.size()) return;
    out += '\n';
    lines.remove_prefix(end + (stands(lines, end, '\r', '\n') ? 2 : 1));
  }
}

/// False when nothing is left.
bool LineReader::read_more() {
  if (!window_.more()) return false;
  plain_ = all_plain(window_.view());
  return true;
}

/// The first line, which is empty or ":20:…", tells: "@@" stands before the next tag in it.
void LineReader::find_kind_of_ends() {
  constexpr std::size_t kHead = 256;
  while (window_.view().size() < kHead && read_more()) continue;
  const auto head = window_.view().substr(0, kHead);
  ends_with_ats_ = head.substr(0, find_line_end(head, 0)).find("@@:2") != head.npos;
}

/// Where the line that goes on at `from` ends; the size of the view when it doesn't.
std::size_t LineReader::end_of(std::string_view view, std::size_t from) const {
  return ends_with_ats_ ? find_ats_or_line_end(view, from) : find_line_end(view, from);
}

/// The length of the line at hand, of which more has to be read.
std::size_t LineReader::find_end() {
  for (std::size_t from = 0;;) {
    const auto view = window_.view().substr(begin_);
    const std::size_t end = end_of(view, from);
    // A CR at the end of what was read may be half of a line end.
    const bool ends_here = end + 1 < view.size() || (end < view.size() && view[end] == '\n');
    if (ends_here && end <= kMaxLine) return end;
    if (end > kMaxLine)
      throw Rejected("text.limit", "line " + std::to_string(line_) +
                                       " is longer than 64 KiB; the file is no MT940")
          .at_place(at());
    if (!read_more()) return end;
    from = ends_with_ats_ && end > 0 ? end - 1 : end;  // behind the first '@' of two
  }
}

bool LineReader::next() {
  if (!std::exchange(begun_, true)) find_kind_of_ends();
  if (std::exchange(new_line_, false)) ++line_;
  begin_ += std::exchange(taken_, 0);
  auto view = window_.view().substr(begin_);
  length_ = ends_with_ats_ ? view.size() : end_of(view, 0);
  if (length_ + 1 >= view.size() || length_ > kMaxLine) {
    length_ = find_end();
    view = window_.view().substr(begin_);
  }
  if (view.empty()) return false;
  const bool ats = stands(view, length_, '@', '@');
  const bool two = ats || stands(view, length_, '\r', '\n');
  taken_ = std::min(view.size(), length_ + (two ? 2 : 1));
  new_line_ = !ats;
  return true;
}

bool LineReader::take_texts(Scratch& text, std::size_t last_end) {
  if (!plain_ || ends_with_ats_) return false;
  const auto view = window_.view();
  std::size_t begin = begin_ + taken_, length = 0, taken = 0, lines = 0;
  while (begin + taken < view.size() && begin + length <= last_end) {
    const auto rest = view.substr(begin + taken, kMaxLine);
    if (!begins_text(rest[0])) break;
    const std::size_t end = copy_line(rest, text.room(kMaxLine));
    if (end == rest.npos) break;
    begin += taken;
    length = end - (rest[end - 1] == '\r' ? 1 : 0);
    taken = end + 1;
    text.appended(length);
    ++lines;
  }
  if (lines == 0) return false;
  line_ += lines;
  begin_ = begin;
  length_ = length;
  taken_ = taken;
  return true;
}

std::string_view LineReader::what_follows(std::size_t n) {
  const auto rest = [&] { return window_.view().substr(begin_ + taken_, n); };
  while (rest().size() < n && read_more()) continue;
  return rest().substr(0, end_of(rest(), 0));
}

}  // namespace saldo::bank::mt940
