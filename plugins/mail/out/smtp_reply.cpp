#include "out/smtp_reply.hpp"

#include <algorithm>
#include <array>

namespace saldo::mail {

namespace {

/// "5.1.1" of "550 5.1.1 <a@b>: no such user"; empty where the server gives none.
std::string_view enhanced_code(std::string_view reply) {
  if (reply.size() < 5 || reply[3] != ' ') return {};
  reply.remove_prefix(4);
  const auto code = reply.substr(0, reply.find(' '));
  const auto is_part = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
  if (std::ranges::count(code, '.') != 2 || !std::ranges::all_of(code, is_part)) return {};
  return code;
}

/// RFC 3463: addresses that aren't there (5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10 of RFC 7505) and
/// mailboxes that are closed (5.2.1); 4xx has the same with a 4.
bool blames_recipient(unsigned status, std::string_view code) {
  static constexpr std::array kCodes = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"};
  if (!code.empty()) return std::ranges::find(kCodes, code) != kCodes.end();
  return status == 550 || status == 551 || status == 553;
}

Fate at_first(unsigned status) {
  if (status >= 400 && status < 500) return Fate::server_busy;
  const bool wants_secret = status == 530 || status == 534 || status == 535 || status == 538;
  return wants_secret ? Fate::denied : Fate::sender;
}

}  // namespace

Fate fate_of(unsigned status, std::string_view stage, std::string_view reply) {
  if (status == 0) return Fate::unknown;
  if (status >= 200 && status < 300) return Fate::taken;
  if (status == 552) return Fate::refused;      // too large, whenever it says so
  if (status == 421) return Fate::server_busy;  // it closes the connection, whatever was asked
  if (stage != "rcpt" && stage != "data" && stage != "end") return at_first(status);
  if (status < 500) return Fate::postponed;
  if (status == 530) return Fate::denied;
  const bool recipient = stage == "rcpt" && blames_recipient(status, enhanced_code(reply));
  return recipient ? Fate::recipient : Fate::refused;
}

}  // namespace saldo::mail
