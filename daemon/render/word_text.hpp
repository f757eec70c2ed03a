#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
}

/// The text of paragraphs of a Word document (WordprocessingML) and the placeholders in it.
namespace saldo::render {

/// True for an element of this name within the namespace that Word's own documents call "w".
bool is_word(const pugi::xml_node& node, std::string_view name);

/// What a `w:p` says by itself, without paragraphs within its text boxes. Word spreads a text over
/// runs as it was typed, corrected and checked; here it is one again. A tab or a line break counts
/// as a blank. The paragraph's.
std::string text_of(const pugi::xml_node& paragraph);

/// The names between `{{` and `}}` in a text, in their order, blanks around them left out. Throws
/// FailureException (invalid) with `where` when one isn't closed.
std::vector<std::string> placeholders(std::string_view text, const std::string& where);

/// Puts a value in the place of each placeholder of a paragraph, also of one that lies in several
/// runs: it takes the look of the run that it begins in. A line end in a value becomes a line
/// break. `value_of` throws where a name has no value.
void fill_paragraph(const pugi::xml_node& paragraph, const std::string& where,
                    const std::function<std::string(const std::string& name)>& value_of);

}  // namespace saldo::render
