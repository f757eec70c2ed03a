#pragma once

#include <map>
#include <string>
#include <vector>

namespace pugi {
class xml_node;
}

/// Filling in a part of a Word document.
namespace saldo::render {

/// What a Word template may name. `{{name}}` is a text; `{{list.field}}` makes the table row that
/// it stands in, or else its paragraph, stand once for each row of the list. A table row that names
/// several lists stands once, and their paragraphs in it repeat.
struct WordValues {
  using Row = std::map<std::string, std::string>;
  using Lists = std::map<std::string, std::vector<Row>>;
  /// A part of the letter's body, and the lists that are its own.
  struct Block {
    std::string name;
    Lists lists;
  };
  std::map<std::string, std::string> texts;
  Lists lists;
  std::vector<Block> body;                   ///< in the wording's order
  std::map<std::string, std::string> forms;  ///< list → the block that it is of
};

/// Fills in a part, whose root is given. A template that names `{{paragraph.text}}` leaves the
/// order of the body to the wording: what names a block's lists is the form of such blocks, and the
/// forms stand together, where the body then stands. Any other template has its own wording, and
/// the lists stand where it names them. Throws FailureException (invalid) with `where` for what is
/// named but not there or empty, for a block without a form, and for a value that no document can
/// hold.
void fill_word_part(const pugi::xml_node& root, const std::string& where, const WordValues& values);

}  // namespace saldo::render
