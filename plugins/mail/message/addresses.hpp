#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saldo::mail {

struct Address {
  std::string name, address;  ///< the address as `local@domain`, the domain in small letters
};

/// The addresses of a header such as From or To, those of groups, too.
std::vector<Address> parse_addresses(std::string_view header);

/// The message ids of a header such as References, without brackets, in their order.
std::vector<std::string> parse_message_ids(std::string_view header);

/// A Date header as "2026-03-01T12:00:00Z"; empty when it is none.
std::string parse_time(std::string_view header);

/// "rfc822; ap@buyer.example" (RFC 3464) as an address; empty when there is none in it.
std::string typed_address(std::string_view field);

/// The first thing in the text that looks like an address; empty if nothing does.
std::string find_address(std::string_view text);

}  // namespace saldo::mail
