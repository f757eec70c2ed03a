#pragma once

#include <string>
#include <string_view>

#include "saldo/charsets.hpp"

/// Texts of OFX documents, and the charset that their header names.
namespace saldo::bank::ofx {

/// Text between tags as UTF-8: entities resolved, comments left out, CDATA as it is, control
/// characters and line ends as blanks, no blanks around it. Bytes that aren't UTF-8 are in
/// `charset`. A '&' that begins no entity stays: many banks don't escape it.
std::string decode_value(std::string_view raw, text::Charset charset);

/// The charset of a header of either version; windows-1252 where it names none or one that has more
/// than one byte a character (what isn't UTF-8 in such a file is windows-1252 in practice).
text::Charset charset_of_header(std::string_view header);

}  // namespace saldo::bank::ofx
