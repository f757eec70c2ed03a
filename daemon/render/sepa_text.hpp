#pragma once

#include <string>
#include <string_view>

/// The characters that SEPA messages may hold everywhere: the Latin letters without marks, digits,
/// blank and / - ? : ( ) . , ' + (EPC217-08).
namespace saldo::render {

/// The first character of UTF-8 text that SEPA doesn't have, or empty.
std::string_view first_foreign_character(std::string_view text);

/// UTF-8 text in SEPA's characters: letters lose their marks (ä is ae, ß is ss, as the German banks
/// have it), & becomes +, all else a full stop; blanks at the ends go, and so does what is beyond
/// `most` characters. For names and remittance texts. References are never changed: what comes back
/// must be what was sent.
std::string to_sepa_text(std::string_view text, std::size_t most);

}  // namespace saldo::render
