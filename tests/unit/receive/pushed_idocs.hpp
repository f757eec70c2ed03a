#pragma once

#include <string>

/// IDocs as SAP's XML-HTTP port sends them.
namespace saldo::receive {

inline std::string idoc(const std::string& number, const std::string& segments,
                        const std::string& created = "20260303") {
  return "<IDOC BEGIN=\"1\"><EDI_DC40 SEGMENT=\"1\"><TABNAM>EDI_DC40</TABNAM><MANDT>100</MANDT>"
         "<DOCNUM>" +
         number +
         "</DOCNUM><IDOCTYP>INVOIC02</IDOCTYP><MESTYP>INVOIC</MESTYP><SNDPRN>PRDCLNT100"
         "</SNDPRN><CREDAT>" +
         created + "</CREDAT></EDI_DC40>" + segments + "</IDOC>";
}

inline std::string body(const std::string& idocs) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<INVOIC02>" + idocs + "</INVOIC02>\n";
}

inline std::string invoice(const std::string& belnr) {
  return "<E1EDK01 SEGMENT=\"1\"><CURCY>EUR</CURCY><BELNR>" + belnr + "</BELNR></E1EDK01>";
}

}  // namespace saldo::receive
