#pragma once

#include <string>

/// Builds synthetic camt documents for the tests.
namespace saldo::camt_documents {

inline std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">";
}
inline std::string amt(const std::string& amount, const std::string& ccy = "EUR") {
  return "<Amt Ccy=\"" + ccy + "\">" + amount + "</Amt>";
}
inline std::string mark(bool credit) { return element("CdtDbtInd", credit ? "CRDT" : "DBIT"); }

/// "-12.30" becomes amount and mark.
inline std::string signed_amount(const std::string& amount, const std::string& ccy = "EUR") {
  const bool debit = amount[0] == '-';
  return amt(debit ? amount.substr(1) : amount, ccy) + mark(!debit);
}

inline std::string balance(const std::string& code, const std::string& amount,
                           const std::string& ccy = "EUR") {
  return element("Bal", element("Tp", element("CdOrPrtry", element("Cd", code))) +
                            signed_amount(amount, ccy) +
                            element("Dt", element("Dt", "2026-01-02"))) +
         "\n";
}

/// An entry of version 08; `rest` is what follows the dates.
inline std::string entry(const std::string& amount, const std::string& rest = "",
                         const std::string& status = "BOOK", const std::string& ccy = "EUR") {
  return element("Ntry", signed_amount(amount, ccy) + element("Sts", element("Cd", status)) +
                             element("BookgDt", element("Dt", "2026-01-02")) +
                             element("ValDt", element("Dt", "2026-01-03")) + rest) +
         "\n";
}

inline std::string details(const std::string& transactions) {
  return element("NtryDtls", transactions);
}
inline std::string transaction(const std::string& amount, const std::string& rest = "") {
  return element("TxDtls", signed_amount(amount) + rest);
}

inline std::string account(const std::string& ccy = "EUR") {
  return element("Acct",
                 element("Id", element("IBAN", "DE02120300000000202051")) + element("Ccy", ccy)) +
         "\n";
}

inline std::string statement(const std::string& content, const std::string& id = "STMT1") {
  return element("Stmt", element("Id", id) + element("ElctrncSeqNb", "61") + "\n" + content);
}

inline std::string document(const std::string& statements, const std::string& version = "08") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001." +
         version + "\">" +
         element("BkToCstmrStmt", element("GrpHdr", element("MsgId", "M1")) + statements) +
         "</Document>\n";
}

/// A document of one statement.
inline std::string one(const std::string& opening, const std::string& entries,
                       const std::string& closing, const std::string& ccy = "EUR") {
  return document(statement(account(ccy) + balance("OPBD", opening, ccy) +
                            balance("CLBD", closing, ccy) + entries));
}

}  // namespace saldo::camt_documents
