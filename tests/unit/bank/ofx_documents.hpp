#pragma once

#include <string>

/// OFX documents for tests.
namespace saldo::ofx_documents {

inline constexpr const char* kHeader =
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
    "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n";

inline constexpr const char* kSignOn =
    "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260201<LANGUAGE>ENG"
    "</SONRS></SIGNONMSGSRSV1>\n";

inline constexpr const char* kAccount =
    "<BANKACCTFROM><BANKID>20041<BRANCHID>01005<ACCTID>0500013M026<ACCTTYPE>CHECKING"
    "</BANKACCTFROM>\n";

/// A statement response with these parts of STMTRS behind its account.
inline std::string response(const std::string& parts, const std::string& currency = "EUR") {
  return "<STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>\n<STMTRS><CURDEF>" + currency +
         kAccount + parts + "</STMTRS></STMTTRNRS>\n";
}

/// A file with these statement responses.
inline std::string file_of(const std::string& responses) {
  return std::string(kHeader) + "<OFX>\n" + kSignOn + "<BANKMSGSRSV1>\n" + responses +
         "</BANKMSGSRSV1>\n</OFX>\n";
}

inline std::string list(const std::string& transactions) {
  return "<BANKTRANLIST><DTSTART>20260101<DTEND>20260131\n" + transactions + "</BANKTRANLIST>\n";
}

/// A file of one statement with these transactions.
inline std::string transactions(const std::string& them) { return file_of(response(list(them))); }

/// A transaction with these elements behind type, date, amount and id.
inline std::string transaction(const std::string& amount, const std::string& more = "") {
  return "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20260115<TRNAMT>" + amount + "<FITID>F1" + more +
         "</STMTTRN>\n";
}

}  // namespace saldo::ofx_documents
