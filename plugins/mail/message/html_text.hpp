#pragma once

#include <string>
#include <string_view>

namespace saldo::mail {

/// What a reader of HTML (UTF-8) sees, as plain text: blocks and rows on lines of their own, cells
/// apart by tabs. Nothing is loaded, nothing runs.
std::string html_text(std::string_view html);

}  // namespace saldo::mail
