#pragma once

#include <string>
#include <string_view>

/// What a child may ask of an origin. Pure.
namespace saldo::connect {

/// Why the request can't be made: a target that leaves the origin's path or isn't percent-encoded,
/// a header that is saldo's to set or that hides another one, a method that isn't one. Empty: it
/// can.
std::string find_forbidden(std::string_view method, std::string_view target,
                           std::string_view headers);

/// Calls `each` for every line of `headers`.
template <class F>
void for_each_header(std::string_view headers, F each) {
  while (!headers.empty()) {
    const auto end = headers.find('\n');
    if (const auto line = headers.substr(0, end); !line.empty()) each(line);
    if (end == headers.npos) return;
    headers.remove_prefix(end + 1);
  }
}

/// The path below an origin that a target means, without percent-encoding. Over FTP it is relative
/// to the user's folder, over SFTP only where the address has "/~/".
std::string plain_path(std::string_view origin_url, std::string_view target);
/// The same, quoted for libcurl's SFTP commands.
std::string quoted_path(std::string_view origin_url, std::string_view target);

/// The first value of a header in lines "name: value"; empty if there is none.
std::string_view header_of(std::string_view headers, std::string_view name);

/// True for methods that have no further effect when they come twice (RFC 9110, 9.2.2), and for
/// looking at a folder.
bool is_idempotent(std::string_view method);

/// The whole seconds of a Retry-After header, at most an hour; -1 for a date or anything else.
int retry_after_seconds(std::string_view value);

}  // namespace saldo::connect
