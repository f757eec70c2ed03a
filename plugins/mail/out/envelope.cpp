#include "out/envelope.hpp"

#include <algorithm>

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {

namespace {

constexpr std::size_t kLocalMax = 64, kAddressMax = 254;  // RFC 5321, 4.5.3.1

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool is_named(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::equal(name.begin(), name.end(), line.begin(),
                    [](char a, char b) { return a == lower(b); });
}

bool is_local(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != text::npos;
}

bool is_domain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

/// Dots stand between something.
bool has_stray_dot(std::string_view part) {
  return part.front() == '.' || part.back() == '.' || part.find("..") != text::npos;
}

std::string require_sender(std::string_view message) {
  std::string sender = address_of(field_of(message, "from"));
  if (sender.empty()) throw Rejected("mail.message", "the mail has no From with one address");
  if (const std::string wrong = find_wrong(sender); !wrong.empty())
    throw Rejected("mail.message", "the sender " + text::quoted(sender) + " " + wrong);
  return sender;
}

}  // namespace

std::string field_of(std::string_view message, std::string_view name) {
  std::string value;
  bool within = false;
  while (!message.empty()) {
    const auto end = std::min(message.find('\n'), message.size());
    std::string_view line = message.substr(0, end);
    message.remove_prefix(std::min(end + 1, message.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;  // the header ends
    const bool folded = line.front() == ' ' || line.front() == '\t';
    if (within && !folded) break;
    within = within || is_named(line, name);
    if (within) value += folded ? line : line.substr(name.size() + 1);
  }
  return std::string(text::trim(value));
}

std::string address_of(std::string_view field) {
  std::string_view address = field;
  if (const auto open = field.rfind('<'); open != text::npos) {
    const auto close = field.find('>', open);
    if (close == text::npos || !text::trim(field.substr(close + 1)).empty()) return {};
    address = field.substr(open + 1, close - open - 1);
    if (field.substr(0, open).find('<') != text::npos) return {};
  }
  address = text::trim(address);
  if (std::ranges::count(address, '@') != 1 || address.find(',') != text::npos) return {};
  return std::string(address);
}

std::string find_wrong(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == text::npos) return "has no '@'";
  const auto local = address.substr(0, at), domain = address.substr(at + 1);
  if (local.empty() || domain.empty()) return "has nothing before or behind its '@'";
  if (address.size() > kAddressMax || local.size() > kLocalMax) return "is too long for SMTP";
  if (!std::ranges::all_of(local, is_local) || !std::ranges::all_of(domain, is_domain))
    return "has characters that SMTP doesn't take in an address";
  if (has_stray_dot(local) || has_stray_dot(domain)) return "has a dot too many";
  return {};
}

bool has_stray_line_end(std::string_view message) {
  while (!message.empty()) {
    const auto cr = message.find('\r');
    const std::string_view line = message.substr(0, cr);
    if (line.find('\n') != text::npos) return true;
    if (cr == text::npos) return false;
    if (message.substr(cr + 1, 1) != "\n") return true;
    message.remove_prefix(cr + 2);
  }
  return false;
}

Envelope envelope_of(std::string_view message, std::string_view token,
                     std::string_view return_path) {
  const std::string id = field_of(message, "message-id");
  if (!id.starts_with("<" + std::string(token) + "@"))
    throw Rejected("mail.message", "the mail's Message-ID is " + text::quoted(id) +
                                       "; it has to begin with its token " + text::quoted(token));
  const std::string sender = require_sender(message);
  Envelope envelope{.recipient = address_of(field_of(message, "to"))};
  if (envelope.recipient.empty())
    throw Rejected("mail.recipient", "the mail has no To with one address");
  if (const std::string wrong = find_wrong(envelope.recipient); !wrong.empty())
    throw Rejected("mail.recipient", "the address " + text::quoted(envelope.recipient) + " " +
                                         wrong + "; correct it in the customer's contacts");
  const std::string_view path = return_path.empty() ? sender : return_path;
  const auto at = path.rfind('@');
  envelope.return_path.append(path.substr(0, at)).append("+").append(token).append(path.substr(at));
  if (const std::string wrong = find_wrong(envelope.return_path); !wrong.empty())
    throw Stop(SALDO_E_CONFIG, "option return_path: with a mail's token, " +
                                   text::quoted(envelope.return_path, 120) + " " + wrong);
  return envelope;
}

}  // namespace saldo::mail
