#pragma once

#include <string>
#include <string_view>

/// Charsets of mails. By ICU, whose tables lie in its library: iconv would have to load a module
/// from the disk for each charset, which a confined plugin can't.
namespace saldo::mail {

/// Bytes in a charset as clean UTF-8. An unknown charset, or none, is UTF-8 if the bytes are
/// well-formed, else Windows-1252, which gives every byte a meaning.
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// A header's value with its encoded words (RFC 2047) read, unfolded, runs of white space made one
/// blank. What isn't encoded well stays as it is.
std::string header_text(std::string_view raw);

/// UTF-8 without control characters other than line feed and tab; lines end in a line feed.
std::string clean(std::string_view utf8);

/// ASCII letters made small.
std::string lower(std::string_view text);

/// The longest beginning of at most `most` bytes that ends between two characters.
std::string_view beginning(std::string_view utf8, std::size_t most);

}  // namespace saldo::mail
