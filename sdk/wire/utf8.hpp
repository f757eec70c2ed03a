#pragma once

#include <string>
#include <string_view>

namespace saldo::wire {

/// Whether `text` is UTF-8 without U+0000 (RFC 3629: no surrogates, shortest forms only). Texts
/// that pass can go into the database, JSON and documents as they are.
bool is_clean_utf8(std::string_view text);

/// `text` as one line that can be shown and stored: what isn't clean UTF-8 becomes U+FFFD, control
/// characters become blanks, so that nobody forges a log line or a terminal sequence.
std::string shown(std::string_view text);

}  // namespace saldo::wire
