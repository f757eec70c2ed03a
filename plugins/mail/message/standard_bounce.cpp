#include <algorithm>

#include "addresses.hpp"
#include "bounce.hpp"
#include "charset.hpp"
#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

constexpr std::size_t kDiagnosticMax = 500;
constexpr std::size_t kRecipientsMax = 1000;

/// "5.1.1 (user unknown)" → "5.1.1"; empty when it is none (RFC 3463, 2).
std::string status_code(std::string_view value) {
  const auto code = text::trim(value.substr(0, value.find_first_of(" \t(")));
  int dots = 0;
  for (const char c : code) {
    if (c == '.')
      ++dots;
    else if (c < '0' || c > '9')
      return {};
  }
  const bool good = dots == 2 && code.size() >= 5 && code.size() <= 9 &&
                    std::string_view("245").find(code.front()) != std::string_view::npos;
  return good ? std::string(code) : std::string();
}

/// "smtp; 550 5.1.1 …" without the name of the language that it is in.
std::string diagnostic_text(std::string_view value) {
  const auto semicolon = value.find(';');
  if (semicolon != value.npos && value.substr(0, semicolon).find(' ') == value.npos)
    value.remove_prefix(semicolon + 1);
  return std::string(beginning(header_text(value), kDiagnosticMax));
}

std::string action_of(const HeaderFields& fields, const std::string& status) {
  const std::string word = fields.word("action");
  std::string action = word.substr(0, word.find_first_of(" \t;"));
  for (const char* known : {"failed", "delayed", "delivered", "relayed", "expanded"})
    if (action == known) return action;
  return status.starts_with('5') ? "failed" : status.starts_with('4') ? "delayed" : "";
}

/// Groups of fields apart by empty lines (RFC 3464, 2.1): of the mail, then of each recipient.
std::vector<HeaderFields> groups_of(std::string_view text) {
  std::vector<HeaderFields> groups;
  std::string group;
  const auto end = [&] {
    HeaderFields fields(group);
    if (!fields.empty()) groups.push_back(std::move(fields));
    group.clear();
  };
  for_each_line(text, [&](std::string_view line) {
    if (line.find_first_not_of(" \t") == line.npos)
      end();
    else
      group.append(line).append("\n");
  });
  end();
  return groups;
}

std::optional<DeliveryReport> delivery_of(const HeaderFields& fields) {
  if (!fields.has("final-recipient") && !fields.has("original-recipient")) return std::nullopt;
  DeliveryReport report;
  // The address that the mail was sent to, rather than the one it was passed on to.
  report.recipient = typed_address(fields.raw("original-recipient"));
  if (report.recipient.empty()) report.recipient = typed_address(fields.raw("final-recipient"));
  report.status = status_code(fields.raw("status"));
  report.action = action_of(fields, report.status);
  report.diagnostic = diagnostic_text(fields.raw("diagnostic-code"));
  if (report.diagnostic.empty() && report.status.size() < fields.raw("status").size())
    report.diagnostic = diagnostic_text(fields.raw("status"));
  if (report.recipient.empty() || report.action.empty()) return std::nullopt;
  if (report.action == "failed" || report.action == "delayed")
    report.reason = failure_reason(report.status, report.diagnostic);
  return report;
}

void read_status(std::string_view text, Bounce& bounce) {
  for (const HeaderFields& fields : groups_of(text)) {
    if (const auto id = fields.text("original-envelope-id"); !id.empty())
      bounce.returned_envelope_id = beginning(id, kDiagnosticMax);
    if (auto report = delivery_of(fields)) bounce.deliveries.push_back(std::move(*report));
  }
  if (bounce.deliveries.size() > kRecipientsMax)
    throw Rejected("mail.recipients", "the report names more than " +
                                          std::to_string(kRecipientsMax) +
                                          " recipients; no mail of saldo has as many")
        .at_place({1, 0});
}

}  // namespace

std::string returned_message_id(const Structure& mail) {
  for (const Part& part : mail.parts) {
    const bool header = part.media_type == "text/rfc822-headers";
    if (!part.in_report || (!header && part.media_type != "message/rfc822")) continue;
    const auto ids = parse_message_ids(HeaderFields(part.bytes).raw("message-id"));
    if (!ids.empty()) return ids.front();
  }
  return {};
}

std::optional<Bounce> standard_bounce(const Structure& mail, std::string_view whole) {
  Bounce bounce;
  for (const Part& part : mail.parts)
    if (part.media_type == "message/delivery-status" ||
        part.media_type == "message/global-delivery-status")
      read_status(part.bytes, bounce);
  bounce.evidence = "message/delivery-status";
  if (bounce.deliveries.empty() && mail.report_type == "delivery-status") {
    read_status(whole.substr(body_begin(whole)), bounce);
    bounce.evidence = "multipart/report with the fields of a delivery status in its text";
  }
  if (bounce.deliveries.empty()) return std::nullopt;
  bounce.returned_message_id = returned_message_id(mail);
  return bounce;
}

}  // namespace saldo::mail
