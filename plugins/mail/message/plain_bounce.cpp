#include <algorithm>
#include <array>

#include "addresses.hpp"
#include "bounce.hpp"
#include "charset.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kDiagnosticMax = 500;
constexpr std::size_t kRecipientsMax = 50;
/// Of what a mail system says itself: it is kept and searched for each recipient.
constexpr std::size_t kToldMax = 64u << 10;

/// In small letters, at the beginning of a line without its dashes: here the mail that comes back
/// begins.
constexpr std::array<std::string_view, 9> kCopyMarks = {
    "below this line is a copy", "this is a copy of",     "original message",
    "returned message",          "bounced e-mail",        "unsent message below",
    "original message headers",  "your original message", "the original message is attached"};

/// In small letters: what says that a mail didn't arrive.
constexpr std::array<std::string_view, 20> kFailures = {
    "undeliver",         "delivery failed",      "delivery failure",    "failure notice",
    "returned mail",     "delivery status",      "could not be deliv",  "couldn't be deliv",
    "not be delivered",  "wasn't able to deliv", "was rejected",        "bounce notif",
    "did not reach",     "failed permanently",   "delivery has failed", "mail system error",
    "unable to deliver", "failure reasons",      "delivery report",     "non-delivery"};

constexpr std::array<std::string_view, 4> kDelays = {"delayed", "will continue trying",
                                                     "still trying", "not yet been delivered"};

bool contains_any(const std::string& small, const auto& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return small.find(phrase) != std::string::npos;
  });
}

/// Where the copy of the mail begins; the whole text when there is none.
std::size_t copy_begin(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && (line.front() == '-' || line.front() == ' ' || line.front() == '='))
      line.remove_prefix(1);
    const std::string small = lower(line);
    for (const std::string_view mark : kCopyMarks)
      if (small.starts_with(mark)) return at;
    at = end + 1;
  }
  return text.size();
}

/// A line that begins with an address: "<a@b>:", "a@b", "a@b on Thu, …".
std::string address_of_line(std::string_view line) {
  line = text::trim(line);
  if (line.starts_with('<')) line.remove_prefix(1);
  const auto end = std::min(line.find_first_of(" \t>:,;"), line.size());
  const auto word = line.substr(0, end);
  if (word.find('@') == word.npos) return {};
  const std::string address = find_address(word);
  return address.size() == word.size() ? address : std::string();
}

/// "target mail address: a@b"
std::string address_after_label(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos) return {};
  const std::string label = lower(line.substr(0, colon));
  if (label.find("address") == std::string::npos && label.find("recipient") == std::string::npos)
    return {};
  return find_address(line.substr(colon + 1));
}

/// "5.1.1" in a text, not a part of a longer number such as an IP address.
std::string find_status(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i + 4 < text.size(); ++i) {
    if (std::string_view("245").find(text[i]) == std::string_view::npos || text[i + 1] != '.')
      continue;
    if (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.')) continue;
    std::size_t at = i + 2;
    while (at < text.size() && is_digit(text[at]) && at < i + 5) ++at;
    if (at == i + 2 || at >= text.size() || text[at] != '.') continue;
    const std::size_t detail = ++at;
    while (at < text.size() && is_digit(text[at]) && at < detail + 3) ++at;
    if (at == detail) continue;
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) continue;
    if (at < text.size() && is_digit(text[at])) continue;
    return std::string(text.substr(i, at - i));
  }
  return {};
}

struct Found {
  std::string recipient;
  std::string words;  ///< what stands behind it
};

std::vector<Found> recipients_in(std::string_view text) {
  std::vector<Found> found;
  for_each_line(text, [&](std::string_view line) {
    std::string address = address_of_line(line);
    if (address.empty()) address = address_after_label(line);
    const auto same = [&](const Found& f) { return f.recipient == address; };
    if (!address.empty() && std::none_of(found.begin(), found.end(), same) &&
        found.size() < kRecipientsMax)
      found.push_back({std::move(address), {}});
    if (!found.empty()) found.back().words.append(line).append(" ");
  });
  return found;
}

/// Those that the mail system names in its header, with what the text says of each.
std::vector<Found> named_in_header(const HeaderFields& header, const std::vector<Found>& in_text,
                                   std::string_view text) {
  std::vector<Found> found;
  for (const std::string_view value : header.all("x-failed-recipients"))
    for (Address& one : parse_addresses(value)) {
      if (found.size() == kRecipientsMax) return found;
      const auto told = std::find_if(in_text.begin(), in_text.end(),
                                     [&](const Found& f) { return f.recipient == one.address; });
      found.push_back(
          {std::move(one.address), told != in_text.end() ? told->words : std::string(text)});
    }
  return found;
}

}  // namespace

bool has_null_return_path(const HeaderFields& header) {
  return header.has("return-path") && text::trim(header.raw("return-path")) == "<>";
}

bool is_mail_system(const HeaderFields& header) {
  if (header.has("x-failed-recipients") || header.has("x-ms-embedded-report")) return true;
  const auto from = parse_addresses(header.raw("from"));
  if (from.empty()) return false;
  const std::string local = lower(from[0].address.substr(0, from[0].address.find('@')));
  const std::string name = lower(from[0].name);
  return local == "mailer-daemon" || local == "postmaster" || local == "mail-daemon" ||
         name.find("mail delivery") != std::string::npos;
}

std::optional<Bounce> plain_bounce(const Structure& mail, const std::string& text) {
  const HeaderFields& header = mail.header;
  if (!is_mail_system(header)) return std::nullopt;
  const std::size_t copy = copy_begin(text);
  const std::string_view told = beginning(std::string_view(text).substr(0, copy), kToldMax);
  const std::string small = lower(header.text("subject") + "\n" + std::string(told));
  if (!contains_any(small, kFailures)) return std::nullopt;
  const std::vector<Found> in_text = recipients_in(told);
  std::vector<Found> found = named_in_header(header, in_text, told);
  Bounce bounce;
  bounce.evidence =
      found.empty() ? "a mail system writes that a delivery failed" : "X-Failed-Recipients";
  if (found.empty()) found = in_text;
  if (found.empty()) return std::nullopt;
  const bool delayed = contains_any(small, kDelays);
  for (const Found& f : found) {
    DeliveryReport report{.recipient = f.recipient,
                          .action = delayed ? "delayed" : "failed",
                          .status = find_status(f.words)};
    report.diagnostic = beginning(text::collapse(f.words), kDiagnosticMax);
    report.reason = failure_reason(report.status, text::collapse(told));
    bounce.deliveries.push_back(std::move(report));
  }
  for_each_line(std::string_view(text).substr(copy), [&](std::string_view line) {
    const auto [name, value] = field_name(line);
    if (name != "message-id" || !bounce.returned_message_id.empty()) return;
    const auto ids = parse_message_ids(line.substr(value));
    if (!ids.empty()) bounce.returned_message_id = ids.front();
  });
  if (bounce.returned_message_id.empty())
    if (const auto ids = parse_message_ids(header.raw("in-reply-to")); !ids.empty())
      bounce.returned_message_id = ids.front();
  return bounce;
}

}  // namespace saldo::mail
