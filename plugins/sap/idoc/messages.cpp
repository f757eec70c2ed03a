#include "idoc/messages.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::sap {

namespace {

constexpr const char* kReads =
    "this decoder reads DEBMAS, INVOIC, FIDCC1, FIDCC2, REMADV, CREADV, FINSTA, ALEAUD and STATUS";

constexpr const char* kFlatUnknown =
    "the layout of its segments (E1FIKPF, E1FISEG, E1FINBU) in flat files is not known; send it "
    "through an XML port";

constexpr Message kMessages[] = {
    {"DEBMAS", Family::debmas, &read_customers},
    {"INVOIC", Family::orders, &read_invoice},
    {"FIDCC1", Family::fidcc, &read_fi_documents, nullptr, kFlatUnknown},
    {"FIDCC2", Family::fidcc, &read_fi_documents, nullptr, kFlatUnknown},
    {"FIDCCP", Family::fidcc, &read_fi_documents, nullptr, kFlatUnknown},
    {"REMADV", Family::pexr, &read_advice},
    {"CREADV", Family::pexr, &read_advice},
    {"FINSTA", Family::finsta, &read_statement},
    {"DEBADV", Family::none, nullptr, "it announces a debit; send it elsewhere"},
    {"PAYEXT", Family::none, nullptr, "it is a payment order to a bank; send it elsewhere"},
    {"PEXR", Family::none, nullptr,
     "without a control record a PEXR can be an advice or a payment order; have the sender write "
     "one"},
    {"LOCKBX", Family::none, nullptr,
     "a lockbox in FINSTA01 is no statement; fetch the bank's lockbox file instead"},
    {"CATS_INSERT", Family::none, nullptr, "saldo keeps no time sheets yet; send it elsewhere"},
    {"CATS_CHANGE", Family::none, nullptr, "saldo keeps no time sheets yet; send it elsewhere"},
    {"CATS_DELETE", Family::none, nullptr, "saldo keeps no time sheets yet; send it elsewhere"},
    {"ALEAUD", Family::aleaud, &read_audit, nullptr,
     "the layout of its segments (E1ADHDR, E1STATE) in flat files is not known; send it through an "
     "XML port"},
    {"STATUS", Family::systat, &read_status},
    {"SYSTAT", Family::systat, &read_status},
};

/// "INVOIC02" is a basic type of message type INVOIC.
std::string_view without_version(std::string_view basic_type) {
  while (!basic_type.empty() && basic_type.back() >= '0' && basic_type.back() <= '9')
    basic_type.remove_suffix(1);
  return basic_type;
}

Rejected refusal(const Segments& idoc, std::string_view message, const std::string& why) {
  const Place at = idoc.place(idoc.root());
  return Rejected("idoc.message", xml::where(at) + idoc.document() + ", control record, MESTYP " +
                                      text::quoted(message) + ": " + why)
      .at_place(at)
      .figures("DEBMAS, INVOIC, FIDCC1, FIDCC2, REMADV, CREADV, FINSTA, ALEAUD or STATUS",
               std::string(message));
}

}  // namespace

const Message& message_of(const Segments& idoc, bool flat) {
  const Control& control = idoc.control();
  const std::string_view name =
      control.message.empty() ? without_version(control.basic_type) : control.message;
  for (const Message& message : kMessages) {
    if (message.name != name) continue;
    const char* why = message.refusal;
    if (why == nullptr && flat) why = message.flat_refusal;
    if (why != nullptr) throw refusal(idoc, name, std::string("this type isn't read: ") + why);
    return message;
  }
  throw refusal(idoc, name, std::string("this type isn't read; send it elsewhere: ") + kReads);
}

}  // namespace saldo::sap
