#pragma once

#include <string>

/// Payment initiation and status messages for tests.
namespace saldo::pain_documents {

inline std::string document_of(const std::string& message, const std::string& root,
                               const std::string& body) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:" +
         message + "\">\n<" + root + ">\n" + body + "</" + root + ">\n</Document>\n";
}

/// GrpHdr of an initiation.
inline std::string header(const std::string& count, const std::string& sum) {
  return "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-01-15T10:00:00</CreDtTm><NbOfTxs>" + count +
         "</NbOfTxs><CtrlSum>" + sum +
         "</CtrlSum><InitgPty><Nm>Saldo AG</Nm></InitgPty></GrpHdr>\n";
}

inline std::string debit(const std::string& amount, const std::string& id = "E-1") {
  return "<DrctDbtTxInf><PmtId><EndToEndId>" + id + "</EndToEndId></PmtId><InstdAmt Ccy=\"EUR\">" +
         amount + "</InstdAmt></DrctDbtTxInf>\n";
}

/// A batch of debits with this count and sum.
inline std::string batch(const std::string& count, const std::string& sum,
                         const std::string& debits, const std::string& id = "B-1") {
  return "<PmtInf><PmtInfId>" + id + "</PmtInfId><PmtMtd>DD</PmtMtd><NbOfTxs>" + count +
         "</NbOfTxs><CtrlSum>" + sum + "</CtrlSum>\n" + debits + "</PmtInf>\n";
}

inline std::string debits(const std::string& body) {
  return document_of("pain.008.001.02", "CstmrDrctDbtInitn", body);
}

inline std::string group(const std::string& more) {
  return "<GrpHdr><MsgId>S-1</MsgId></GrpHdr>\n<OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId>"
         "<OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId>" +
         more + "</OrgnlGrpInfAndSts>\n";
}

inline std::string status(const std::string& code, const std::string& amount = "5.00") {
  return "<TxInfAndSts><OrgnlEndToEndId>E-1</OrgnlEndToEndId><TxSts>" + code +
         "</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">" + amount +
         "</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n";
}

inline std::string statuses(const std::string& body) {
  return document_of("pain.002.001.03", "CstmrPmtStsRpt", body);
}

}  // namespace saldo::pain_documents
