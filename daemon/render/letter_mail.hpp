#pragma once

#include <string>

#include "render/letter.hpp"

/// A letter as the two bodies of a mail.
namespace saldo::render {

/// Plain text, UTF-8, lines of any length; tables are aligned with blanks for a fixed-width font.
std::string letter_text(const Letter& letter);
/// HTML by itself: no script, no picture, nothing that is fetched, styles within the elements, as
/// mail programs keep those alone.
std::string letter_html(const Letter& letter);

}  // namespace saldo::render
