#include "render/word_text.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "base/result.hpp"

namespace saldo::render {

namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";

struct Placeholder {
  std::size_t begin = 0, end = 0;  // in the paragraph's text
  std::string name;
};

/// A `w:t` of the paragraph; tabs and breaks are pieces without a node.
struct Piece {
  pugi::xml_node node;
  std::size_t begin = 0;
  std::string text;
  bool changed = false;
};

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw FailureException({.kind = FailureKind::invalid, .message = where + ": " + what});
}

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(' ');
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(' ') - first + 1);
}

std::vector<Placeholder> find(std::string_view text, const std::string& where) {
  std::vector<Placeholder> all;
  for (auto at = text.find(kOpen); at != text.npos; at = text.find(kOpen, at)) {
    const auto close = text.find(kClose, at);
    if (close == text.npos)
      refuse(where, "'" + std::string(text.substr(at, 30)) +
                        "' isn't closed by '}}' in the same paragraph");
    const auto name = text.substr(at + kOpen.size(), close - at - kOpen.size());
    all.push_back({at, close + kClose.size(), std::string(trimmed(name))});
    at = all.back().end;
  }
  return all;
}

void collect(const pugi::xml_node& parent, std::vector<Piece>& pieces, std::size_t& length) {
  for (const pugi::xml_node node : parent.children()) {
    if (is_word(node, "p")) continue;
    if (is_word(node, "t")) {
      pieces.push_back({.node = node, .begin = length, .text = node.text().get()});
    } else if (is_word(node, "tab") || is_word(node, "br") || is_word(node, "cr")) {
      // Those of a run stand for a character; a tab stop in the properties has no run above it.
      if (is_word(parent, "r")) pieces.push_back({.begin = length, .text = " "});
    } else {
      collect(node, pieces, length);
      continue;
    }
    if (!pieces.empty()) length = pieces.back().begin + pieces.back().text.size();
  }
}

std::vector<Piece> pieces_of(const pugi::xml_node& paragraph) {
  std::vector<Piece> pieces;
  std::size_t length = 0;
  collect(paragraph, pieces, length);
  return pieces;
}

std::string joined(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.text;
  return text;
}

/// Takes the placeholder out of all pieces that it lies in; its value stands in the first.
void replace(std::vector<Piece>& pieces, const Placeholder& of, const std::string& value) {
  bool first = true;
  for (Piece& piece : pieces) {
    const std::size_t end = piece.begin + piece.text.size();
    if (!piece.node || end <= of.begin || piece.begin >= of.end) continue;
    const std::size_t from = std::max(of.begin, piece.begin) - piece.begin;
    const std::size_t to = std::min(of.end, end) - piece.begin;
    piece.text.replace(from, to - from, first ? value : std::string());
    piece.changed = true;
    first = false;
  }
}

void set_text(pugi::xml_node node, std::string_view text) {
  node.text().set(std::string(text).c_str());
  node.remove_attribute("xml:space");
  node.append_attribute("xml:space").set_value("preserve");
}

/// Writes a piece back; line ends become breaks of its run.
void write(const Piece& piece) {
  pugi::xml_node node = piece.node;
  std::string_view rest = piece.text;
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
    set_text(node, rest.substr(0, end));
    rest.remove_prefix(end + 1);
    const pugi::xml_node line_break = node.parent().insert_child_after("w:br", node);
    node = node.parent().insert_child_after("w:t", line_break);
  }
  set_text(node, rest);
}

}  // namespace

bool is_word(const pugi::xml_node& node, std::string_view name) {
  const std::string_view full = node.name();
  return full.starts_with("w:") && full.substr(2) == name;
}

std::string text_of(const pugi::xml_node& paragraph) { return joined(pieces_of(paragraph)); }

std::vector<std::string> placeholders(std::string_view text, const std::string& where) {
  std::vector<std::string> names;
  for (Placeholder& p : find(text, where)) names.push_back(std::move(p.name));
  return names;
}

void fill_paragraph(const pugi::xml_node& paragraph, const std::string& where,
                    const std::function<std::string(const std::string& name)>& value_of) {
  std::vector<Piece> pieces = pieces_of(paragraph);
  auto all = find(joined(pieces), where);
  if (all.empty()) return;
  // From the last on, so that what lies before keeps its place.
  std::ranges::reverse(all);
  for (const Placeholder& p : all) replace(pieces, p, value_of(p.name));
  for (const Piece& piece : pieces)
    if (piece.changed) write(piece);
}

}  // namespace saldo::render
