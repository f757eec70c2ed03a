#include "decoder.hpp"

#include <algorithm>
#include <array>

#include "addresses.hpp"
#include "body_text.hpp"
#include "charset.hpp"
#include "classify.hpp"
#include "content.hpp"
#include "saldo/text.hpp"
#include "structure.hpp"

namespace saldo::mail {
namespace {

constexpr std::uint64_t kMebibyte = 1u << 20;
constexpr std::size_t kPieceBytes = 64u << 10;
constexpr std::size_t kHeaderBytesMax = 256u << 10;
constexpr std::size_t kSubjectMax = 998;

/// In small letters: fields that tell a mail from other texts with lines "Name: value".
constexpr std::array<std::string_view, 12> kMailFields = {
    "received", "return-path", "message-id", "from",         "to",           "subject",
    "reply-to", "sender",      "cc",         "delivered-to", "mime-version", "in-reply-to"};

/// Who a copy came to, as far as mail systems write it into the header.
constexpr std::array<std::string_view, 6> kEnvelopeFields = {
    "delivered-to",  "x-original-to",  "envelope-to",
    "x-envelope-to", "x-delivered-to", "original-recipient"};

/// Parts that are marks of other programs, no documents.
bool is_mark(const std::string& media_type) {
  for (const char* known :
       {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
        "text/calendar", "text/vcard", "text/x-vcard"})
    if (media_type == known) return true;
  return false;
}

/// What the mail itself says, or another form of it; a table or an XML message is a document.
bool is_said(const Part& part) {
  if (part.attached || !part.media_type.starts_with("text/")) return false;
  return part.alternative != 0 || part.media_type == "text/plain" || part.media_type == "text/html";
}

/// The line with which a mailbox file (mbox) begins each mail.
std::string_view without_mbox_line(std::string_view mail) {
  if (!mail.starts_with("From ")) return mail;
  const auto end = mail.find('\n');
  return end == mail.npos ? mail : mail.substr(end + 1);
}

/// Old Macs ended lines with CR alone.
std::string with_line_feeds(std::string bytes) {
  if (bytes.find('\n') == std::string::npos) std::replace(bytes.begin(), bytes.end(), '\r', '\n');
  return bytes;
}

std::string read_whole(Input& input, std::uint64_t largest) {
  std::string bytes;
  std::string piece(kPieceBytes, '\0');
  while (const std::size_t n = input.read(piece.data(), piece.size())) {
    bytes.append(piece, 0, n);
    if (bytes.size() > largest)
      throw Rejected("mail.size", "the mail has more than " + std::to_string(largest / kMebibyte) +
                                      " MiB; raise the option 'largest' if that is meant")
          .at_place({1, largest})
          .figures(std::to_string(largest) + " bytes", std::to_string(input.size()) + " bytes");
  }
  return bytes;
}

std::uint64_t largest_bytes(const Host& host) {
  const std::string value = host.option("largest").value_or("32");
  if (!text::all_digits(value) || value.size() > 4)
    throw Stop(SALDO_E_CONFIG, "option largest is " + text::quoted(value) + "; use MiB");
  return static_cast<std::uint64_t>(Money::parse_minor(value, 0)) * kMebibyte;
}

std::vector<std::string> envelope_recipients(const HeaderFields& header) {
  std::vector<std::string> found;
  const auto add = [&](std::string address) {
    if (!address.empty() && std::find(found.begin(), found.end(), address) == found.end())
      found.push_back(std::move(address));
  };
  for (const std::string_view name : kEnvelopeFields)
    for (const std::string_view value : header.all(name)) add(typed_address(value));
  for (const std::string_view value : header.all("received"))  // "… for <a@b>; Thu, …"
    if (const auto at = value.find(" for <"); at != value.npos)
      add(find_address(value.substr(at + 6, value.find('>', at) - at - 6)));
  return found;
}

/// The source has left a mail on its server that is larger than allowed, and sent its header. Its
/// mark stands before all that the sender wrote.
void refuse_too_large(const HeaderFields& header) {
  if (header.fields().front().first != "x-saldo-too-large") return;
  const std::string_view mark = header.raw("x-saldo-too-large");
  const auto blank = std::min(mark.find(' '), mark.size());
  const std::string size(mark.substr(0, blank));
  const std::string most(mark.substr(std::min(blank + 1, mark.size())));
  throw Rejected("mail.size",
                 "the mail has " + text::quoted(size) +
                     " bytes, more than the source's option "
                     "'largest' allows; only its header was taken, the mail is on the server")
      .at_place({1, 0})
      .figures(most, size);
}

void describe_header(const HeaderFields& header, Correspondence& mail) {
  const auto first_of = [](std::vector<std::string> ids) {
    return ids.empty() ? std::string() : std::move(ids.front());
  };
  mail.message_id = first_of(parse_message_ids(header.raw("message-id")));
  mail.in_reply_to = first_of(parse_message_ids(header.raw("in-reply-to")));
  mail.references = parse_message_ids(header.raw("references"));
  const auto from = parse_addresses(header.raw(header.has("from") ? "from" : "sender"));
  if (!from.empty()) {
    mail.from_address = from[0].address;
    mail.from_name = from[0].name;
  }
  for (const char* name : {"to", "cc"})
    for (const std::string_view value : header.all(name))
      for (Address& one : parse_addresses(value)) mail.to.push_back(std::move(one.address));
  mail.delivered_to = envelope_recipients(header);
  mail.sent_at = parse_time(header.raw("date"));
  mail.subject = beginning(header.text("subject"), kSubjectMax);
}

}  // namespace

int MailDecoder::identify(std::string_view head, std::string_view name) const {
  head = without_mbox_line(head);
  const std::string lines = with_line_feeds(std::string(head));
  int known = 0, odd = 0;
  bool first = true, ended = false;
  for_each_line(lines, [&](std::string_view line) {
    if (ended || line.empty()) {
      ended = true;
      return;
    }
    const bool folded = line.front() == ' ' || line.front() == '\t';
    const std::string field = field_name(line).first;
    if (folded ? first : field.empty()) ++odd;
    if (std::find(kMailFields.begin(), kMailFields.end(), field) != kMailFields.end()) ++known;
    if (first && field.empty()) known = -100;
    first = false;
  });
  // The head may end within a line, which then looks odd.
  if (!ended && odd == 1) odd = 0;
  if (known >= 3 && odd == 0) return 96;
  if (known >= 2) return odd == 0 ? 85 : 70;
  return known == 1 && name.ends_with(".eml") ? 60 : 0;
}

void MailDecoder::decode(Input& input, Records& records) {
  const std::string bytes = with_line_feeds(read_whole(input, largest_bytes(host)));
  const std::string_view mail = without_mbox_line(bytes);
  if (body_begin(mail) > kHeaderBytesMax)
    throw Rejected("mail.header", "the header has more than 256 KiB: this is no mail of people")
        .at_place({1, kHeaderBytesMax});
  const Structure structure = take_apart(mail);
  if (structure.header.empty())
    throw Rejected("mail.header", "the document has no header of a mail").at_place({1, 0});
  refuse_too_large(structure.header);
  Correspondence record{.at = {1, 0}};
  describe_header(structure.header, record);
  const std::string text = mail_text(structure.parts);
  Verdict verdict = classify(structure, mail, text);
  BodyText own = own_text(text);
  record.text = std::move(own.text);
  record.cut = own.cut;
  record.classification = std::move(verdict.classification);
  record.evidence = std::move(verdict.evidence);
  record.automated = verdict.automated;
  record.deliveries = std::move(verdict.bounce.deliveries);
  record.returned_message_id = std::move(verdict.bounce.returned_message_id);
  record.returned_envelope_id = std::move(verdict.bounce.returned_envelope_id);
  hand_on(structure.parts, record);
  records.emit(record);
}

void MailDecoder::hand_on(const std::vector<Part>& parts, Correspondence& record) {
  Documents documents(host);
  int number = 0;
  for (const Part& part : parts) {
    if (part.in_report || is_said(part)) continue;
    const Content content = content_of(part.bytes);
    const bool within_html = part.embedded && !part.attached;
    Attachment attachment{
        .name = part.name,
        .media_type = part.media_type,
        .content = std::string(content.kind),
        .size = static_cast<std::int64_t>(part.bytes.size()),
        .handed_on = content.decodable && !within_html && !is_mark(part.media_type)};
    ++number;
    if (attachment.handed_on) {
      const std::string fallback = "attachment " + std::to_string(number) +
                                   (part.media_type == "message/rfc822" ? ".eml" : "");
      documents.begin(std::to_string(number), part.name.empty() ? fallback : part.name,
                      part.media_type);
      documents.write(part.bytes);
      documents.finish();
    }
    record.attachments.push_back(std::move(attachment));
    host.stop_if_asked();
  }
}

}  // namespace saldo::mail
