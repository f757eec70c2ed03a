#include "pain/pain.hpp"

#include "pain/instructions.hpp"
#include "pain/status.hpp"
#include "saldo/document_reader.hpp"
#include "statement_proof.hpp"

namespace saldo::bank {

namespace {

bool contains(std::string_view in, const std::string& what) { return in.find(what) != in.npos; }

/// `root` is the message's element, `message` "pain.001.001.". Only what stands in a tag's name or
/// in a namespace counts: reports name the messages that they are about.
int identify_message(std::string_view head, const std::string& root, const std::string& message) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  if (!text::trim(head).starts_with('<')) return 0;
  for (const char* before : {"<", ":"})
    if (contains(head, before + root)) return 95;
  for (const char* before : {"<", ":", "/"})
    if (contains(head, before + message)) return 95;
  return 0;
}

void decode_instructions(const Host& host, Input& input, Records& records,
                         const pain::Initiation& initiation) {
  pain::InstructionReader file(host, reader_of(host, input), records, initiation,
                               wants_lenient(host));
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(file.held().sum());
  }
}

}  // namespace

int Pain001::identify(std::string_view head, std::string_view) const {
  return identify_message(head, "CstmrCdtTrfInitn", "pain.001.001.");
}

void Pain001::decode(Input& input, Records& records) {
  decode_instructions(host, input, records, pain::kCreditTransfers);
}

int Pain008::identify(std::string_view head, std::string_view) const {
  return identify_message(head, "CstmrDrctDbtInitn", "pain.008.001.");
}

void Pain008::decode(Input& input, Records& records) {
  decode_instructions(host, input, records, pain::kDirectDebits);
}

int Pain002::identify(std::string_view head, std::string_view) const {
  return identify_message(head, "CstmrPmtStsRpt", "pain.002.001.");
}

void Pain002::decode(Input& input, Records& records) {
  pain::StatusReader(host, reader_of(host, input), records, wants_lenient(host)).read();
}

}  // namespace saldo::bank
