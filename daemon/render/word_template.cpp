#include "render/word_template.hpp"

#include <algorithm>
#include <functional>
#include <pugixml.hpp>
#include <set>

#include "base/result.hpp"
#include "render/word_text.hpp"

namespace saldo::render {

namespace {

using Lists = WordValues::Lists;
using Row = WordValues::Row;

constexpr const char* kWordingsOwn = "paragraph";  // the block of texts

/// The list that a placeholder is a field of; empty for a text.
std::string list_of(const std::string& name) {
  const auto dot = name.find('.');
  return dot == name.npos ? std::string() : name.substr(0, dot);
}

std::vector<pugi::xml_node> children_of(const pugi::xml_node& node) {
  return {node.begin(), node.end()};
}

/// Every paragraph below, also within others; not those of tables within, unless asked for.
void for_each_paragraph(const pugi::xml_node& node, bool tables,
                        const std::function<void(const pugi::xml_node&)>& each) {
  for (const pugi::xml_node& child : children_of(node)) {
    if (!tables && is_word(child, "tbl")) continue;
    for_each_paragraph(child, tables, each);
    if (is_word(child, "p")) each(child);
  }
}

/// What Word takes for damaged is made whole: a table without rows goes, and what must hold a
/// paragraph gets one.
void make_whole(pugi::xml_node node) {
  // Rows may lie within content controls.
  const auto is_row = [](const pugi::xml_node& n) { return is_word(n, "tr"); };
  if (is_word(node, "tbl") && !node.find_node(is_row)) {
    node.parent().remove_child(node);
    return;
  }
  const bool holds_paragraphs = is_word(node, "tc") || is_word(node, "txbxContent") ||
                                is_word(node, "hdr") || is_word(node, "ftr");
  if (holds_paragraphs && !is_word(node.last_child(), "p")) node.append_child("w:p");
}

class Filler {
 public:
  Filler(const std::string& where, const WordValues& values) : where_(where), values_(values) {}

  void fill(const pugi::xml_node& root) {
    require_prefix(root);
    const pugi::xml_node body = root.child("w:body");
    if (!body || !names_list(body, kWordingsOwn)) {
      Lists lists = values_.lists;
      for (const WordValues::Block& block : values_.body)
        for (const auto& [name, rows] : block.lists) {
          auto& all = lists[name];
          all.insert(all.end(), rows.begin(), rows.end());
        }
      visit_children(root, lists);
      return make_whole(root);
    }
    const pugi::xml_node place = take_forms(body);
    visit_children(body, values_.lists);
    for (const WordValues::Block& block : values_.body) lay_out(block, place);
    pugi::xml_node(body).remove_child(place);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw FailureException({.kind = FailureKind::invalid, .message = where_ + ": " + what});
  }

  /// Under another prefix nothing would be found, and the letter would go out as the template is.
  void require_prefix(const pugi::xml_node& root) const {
    const std::string_view meaning = root.attribute("xmlns:w").value();
    const bool words = meaning == "http://schemas.openxmlformats.org/wordprocessingml/2006/main" ||
                       meaning == "http://purl.oclc.org/ooxml/wordprocessingml/main";
    if (!words || !std::string_view(root.name()).starts_with("w:"))
      refuse(std::string("its elements don't have Word's prefix 'w:' (it begins with <") +
             root.name() + ">); open it with Word or LibreOffice and save it anew");
  }

  // ---- the forms of the body's blocks

  bool names_list(const pugi::xml_node& node, std::string_view list) const {
    const auto lists = lists_in(node, true);
    return lists.contains(std::string(list));
  }

  /// The lists that paragraphs below the node, or it itself, name.
  std::set<std::string> lists_in(const pugi::xml_node& node, bool tables) const {
    std::set<std::string> lists;
    const auto add = [&](const pugi::xml_node& paragraph) {
      for (const std::string& name : placeholders(text_of(paragraph), where_))
        if (const std::string list = list_of(name); !list.empty()) lists.insert(list);
    };
    for_each_paragraph(node, tables, add);
    if (is_word(node, "p")) add(node);
    return lists;
  }

  /// The block that a child of the body is the form of; empty: none.
  std::string form_of(const pugi::xml_node& node) const {
    for (const std::string& list : lists_in(node, true))
      if (const auto found = values_.forms.find(list); found != values_.forms.end())
        return found->second;
    return {};
  }

  /// Takes the forms out of the body; a node that keeps their place.
  pugi::xml_node take_forms(pugi::xml_node body) {
    std::vector<pugi::xml_node> pending;  // without text, between two forms
    std::string current;
    pugi::xml_node place;
    for (const pugi::xml_node& child : children_of(body)) {
      const std::string block = form_of(child);
      if (block.empty()) {
        if (!place) continue;
        pending.push_back(child);
        continue;
      }
      if (!place) place = body.insert_child_before("place", child);
      // Empty lines between two forms stand behind the first one's blocks.
      for (const pugi::xml_node& between : pending) keep(body, between, current, false);
      pending.clear();
      if (block != current && forms_.contains(block))
        refuse("the form of [" + block +
               "] stands twice; one place is enough, for the wording "
               "says how often it comes");
      current = block;
      keep(body, child, block, true);
    }
    return place;
  }

  void keep(pugi::xml_node& body, const pugi::xml_node& node, const std::string& block, bool form) {
    if (!form && !text_within(node).empty())
      refuse("'" + text_within(node).substr(0, 60) +
             "' stands between {{paragraph.text}}, the items and the payment, whose order is the "
             "wording's; put it before or behind them");
    forms_[block].append_copy(node);
    body.remove_child(node);
  }

  static std::string text_within(const pugi::xml_node& node) {
    std::string text = is_word(node, "p") ? text_of(node) : std::string();
    for_each_paragraph(node, true, [&](const pugi::xml_node& p) { text += text_of(p); });
    const auto first = text.find_first_not_of(" \n");
    return first == text.npos ? std::string() : text.substr(first);
  }

  void lay_out(const WordValues::Block& block, const pugi::xml_node& place) {
    const auto form = forms_.find(block.name);
    if (form == forms_.end())
      refuse("the letter has [" + block.name + "], for which the document has no place; name a " +
             "field of its list, such as {{" + block.name + ".…}}");
    pugi::xml_node body = place.parent();
    Lists lists = values_.lists;
    lists.insert(block.lists.begin(), block.lists.end());
    for (const pugi::xml_node& node : children_of(form->second)) {
      // Word takes two tables without a paragraph between them for one.
      if (is_word(node, "tbl") && is_word(place.previous_sibling(), "tbl"))
        body.insert_child_before("w:p", place);
      visit(body.insert_copy_before(node, place), lists);
    }
  }

  // ---- rows and paragraphs

  void visit_children(const pugi::xml_node& node, const Lists& lists) {
    for (const pugi::xml_node& child : children_of(node)) visit(child, lists);
  }

  void visit(const pugi::xml_node& node, const Lists& lists) {
    if (is_word(node, "tr")) {
      const auto named = known(lists_in(node, false), lists);
      if (named.size() == 1) return repeat(node, *named.begin(), lists);
    }
    visit_children(node, lists);
    if (!is_word(node, "p")) return make_whole(node);
    const auto named = own_lists(node, lists);
    if (named.size() > 1)
      refuse("a paragraph names the lists " + *named.begin() + " and " + *named.rbegin() +
             "; it can stand once for each row of one");
    if (named.size() == 1) return repeat_paragraph(node, *named.begin(), lists);
    fill_paragraph(node, where_, [&](const std::string& name) { return text(name); });
  }

  static std::set<std::string> known(const std::set<std::string>& named, const Lists& lists) {
    std::set<std::string> all;
    for (const std::string& name : named)
      if (lists.contains(name)) all.insert(name);
    return all;
  }
  std::set<std::string> own_lists(const pugi::xml_node& paragraph, const Lists& lists) const {
    std::set<std::string> named;
    for (const std::string& name : placeholders(text_of(paragraph), where_))
      named.insert(list_of(name));
    return known(named, lists);
  }

  /// A table row for each of the list's.
  void repeat(const pugi::xml_node& node, const std::string& list, const Lists& lists) {
    pugi::xml_node parent = node.parent();
    for (const Row& row : lists.at(list))
      for_each_paragraph(parent.insert_copy_before(node, node), true,
                         [&](const pugi::xml_node& p) { fill_from(p, list, row); });
    parent.remove_child(node);
  }

  /// A paragraph for each of the list's rows; what stands in text boxes within is filled in before.
  void repeat_paragraph(const pugi::xml_node& node, const std::string& list, const Lists& lists) {
    pugi::xml_node parent = node.parent();
    for (const Row& row : lists.at(list))
      fill_from(parent.insert_copy_before(node, node), list, row);
    parent.remove_child(node);
  }

  void fill_from(const pugi::xml_node& paragraph, const std::string& list, const Row& row) {
    fill_paragraph(paragraph, where_, [&](const std::string& name) {
      return list_of(name) == list ? field(name, row) : text(name);
    });
  }

  // ---- values

  const std::string& field(const std::string& name, const Row& row) const {
    const auto found = row.find(name.substr(name.find('.') + 1));
    if (found == row.end()) refuse("it names {{" + name + "}}, which a letter doesn't have");
    return checked(name, found->second);
  }

  const std::string& text(const std::string& name) const {
    const auto found = values_.texts.find(name);
    if (found == values_.texts.end())
      refuse("it names {{" + name + "}}, which a letter doesn't have");
    if (found->second.find_first_not_of(" \n") == std::string::npos)
      refuse("{{" + name +
             "}} is empty for this letter; complete it in the master data or the "
             "configuration");
    return checked(name, found->second);
  }

  const std::string& checked(const std::string& name, const std::string& value) const {
    const auto control = std::ranges::find_if(value, [](char c) {
      return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t';
    });
    if (control != value.end())
      refuse("{{" + name + "}} has the control character " +
             std::to_string(static_cast<int>(*control)) + ", which no document can hold");
    // XML 1.0, 2.2: neither is a character.
    for (const auto& [bytes, shown] :
         {std::pair{"\xEF\xBF\xBE", "U+FFFE"}, {"\xEF\xBF\xBF", "U+FFFF"}})
      if (value.find(bytes) != std::string::npos)
        refuse("{{" + name + "}} has " + shown + ", which no document can hold");
    return value;
  }

  const std::string& where_;
  const WordValues& values_;
  std::map<std::string, pugi::xml_document> forms_;
};

}  // namespace

void fill_word_part(const pugi::xml_node& root, const std::string& where,
                    const WordValues& values) {
  Filler(where, values).fill(root);
}

}  // namespace saldo::render
