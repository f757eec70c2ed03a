#pragma once

#include <vector>

#include "saldo/sdk.hpp"
#include "structure.hpp"

namespace saldo::mail {

/// Reads a mail (RFC 5322, MIME) by GMime: one record `correspondence` that says what it is, and
/// its attachments as documents that go their own way. What an attachment is, its first bytes say:
/// pictures, PDF, programs, TNEF and old office files are named in the record and opened by nobody.
/// A mail within the mail is a document, too, but for those that a report sends back.
///
/// Refuses with mail.size, mail.header, mail.parts, mail.recipients.
class MailDecoder final : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;

 private:
  void hand_on(const std::vector<Part>& parts, Correspondence& record);
};

}  // namespace saldo::mail
