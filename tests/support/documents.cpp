#include "support/documents.hpp"

#include <cstdio>

namespace saldo::test {

namespace {

std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">";
}

std::string segment(const std::string& name, const std::string& content) {
  return "<" + name + " SEGMENT=\"1\">" + content + "</" + name + ">\n";
}

std::string idoc(int number, const std::string& type, const std::string& message,
                 const std::string& content) {
  char serial[17];
  std::snprintf(serial, sizeof serial, "%016d", number);
  const std::string control = element("TABNAM", "EDI_DC40") + element("MANDT", "100") +
                              element("DOCNUM", serial) + element("DIRECT", "1") +
                              element("IDOCTYP", type) + element("MESTYP", message) +
                              element("SNDPRN", "ERPCLNT100");
  return "<IDOC BEGIN=\"1\">" + segment("EDI_DC40", control) + content + "</IDOC>\n";
}

std::string basic(Date date) {
  std::string text = date.to_string();
  std::erase(text, '-');
  return text;
}

/// A number's remainder by 97, letters counting as 10 to 35 (ISO 7064).
int remainder_97(const std::string& text) {
  int rest = 0;
  for (const char c : text) {
    const int value = c >= 'A' ? c - 'A' + 10 : c - '0';
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest;
}

std::string two_digits(int n) {
  return {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

std::string camt_amount(std::int64_t cents) {
  return "<Amt Ccy=\"EUR\">" + decimal(cents < 0 ? -cents : cents) + "</Amt>" +
         element("CdtDbtInd", cents < 0 ? "DBIT" : "CRDT");
}

std::string camt_balance(const char* code, std::int64_t cents, Date day) {
  return element("Bal", element("Tp", element("CdOrPrtry", element("Cd", code))) +
                            camt_amount(cents) + element("Dt", element("Dt", day.to_string())));
}

std::string camt_entry(const Transfer& t, Date day) {
  const std::string reference = t.reference.empty() ? "" : element("AcctSvcrRef", t.reference);
  std::string remittance;
  if (!t.text.empty()) remittance += element("Ustrd", escaped(t.text));
  if (!t.creditor_reference.empty())
    remittance += element(
        "Strd", element("CdtrRefInf", element("Tp", element("CdOrPrtry", element("Cd", "SCOR"))) +
                                          element("Ref", t.creditor_reference)));
  std::string parties;
  if (!t.name.empty()) parties += element("Dbtr", element("Pty", element("Nm", escaped(t.name))));
  if (!t.iban.empty()) parties += element("DbtrAcct", element("Id", element("IBAN", t.iban)));
  const std::string details = element("Refs", reference + element("EndToEndId", "NOTPROVIDED")) +
                              camt_amount(t.cents) +
                              (parties.empty() ? "" : element("RltdPties", parties)) +
                              (remittance.empty() ? "" : element("RmtInf", remittance));
  return element("Ntry", camt_amount(t.cents) + element("Sts", element("Cd", "BOOK")) +
                             element("BookgDt", element("Dt", day.to_string())) +
                             element("ValDt", element("Dt", day.to_string())) + reference +
                             element("NtryDtls", element("TxDtls", details)));
}

std::string mt940_balance(const char* tag, std::int64_t cents, Date day) {
  return std::string(":") + tag + ":" + (cents < 0 ? "D" : "C") + basic(day).substr(2) + "EUR" +
         decimal(cents < 0 ? -cents : cents, ',') + "\r\n";
}

std::string mt940_entry(const Transfer& t, Date day) {
  const std::string date = basic(day);
  std::string line = ":61:" + date.substr(2) + date.substr(4) + (t.cents < 0 ? "D" : "C") +
                     decimal(t.cents < 0 ? -t.cents : t.cents, ',') + "NTRFNONREF";
  if (!t.reference.empty()) line += "//" + t.reference;
  line += "\r\n:86:";
  if (!t.iban.empty()) line += "/CNTP/" + t.iban + "//" + t.name + "///\r\n";
  line += t.creditor_reference.empty() ? "/REMI/USTD//" + t.text + "/"
                                       : "/REMI/STRD/CUR/" + t.creditor_reference + "/";
  return line + "\r\n";
}

}  // namespace

std::int64_t Sheet::closing() const {
  std::int64_t sum = opening;
  for (const Transfer& t : transfers) sum += t.cents;
  return sum;
}

std::string iban(const std::string& country, const std::string& national) {
  return country + two_digits(98 - remainder_97(national + country + "00")) + national;
}

std::string creditor_reference(const std::string& body) {
  return "RF" + two_digits(98 - remainder_97(body + "RF00")) + body;
}

std::string decimal(std::int64_t cents, char point) {
  const std::int64_t size = cents < 0 ? -cents : cents;
  return (cents < 0 ? "-" : "") + std::to_string(size / 100) + point +
         two_digits(static_cast<int>(size % 100));
}

std::string debmas(const std::vector<Debtor>& debtors) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DEBMAS07>\n";
  int number = 0;
  for (const Debtor& d : debtors) {
    const std::string bank =
        d.iban.empty() ? "" : segment("E1KNBKM", element("BANKS", "DE") + element("IBAN", d.iban));
    const std::string company = segment(
        "E1KNB1M", element("BUKRS", "1000") + element("ZTERM", "Z030") +
                       segment("E1KNB5M", element("MAHNA", "Z001") + element("MAHNS", "0")));
    out += idoc(++number, "DEBMAS07", "DEBMAS",
                segment("E1KNA1M", element("MSGFN", "005") + element("KUNNR", d.number) +
                                       element("NAME1", escaped(d.name)) + element("LAND1", "DE") +
                                       element("SPRAS", "D") + bank + company));
  }
  return out + "</DEBMAS07>\n";
}

std::string invoic(const std::vector<Bill>& bills) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<INVOIC02>\n";
  int number = 0;
  for (const Bill& b : bills)
    out +=
        idoc(++number, "INVOIC02", "INVOIC",
             segment("E1EDK01", element("CURCY", "EUR") + element("BSART", "INVO") +
                                    element("BELNR", b.number)) +
                 segment("E1EDKA1", element("PARVW", "BK") + element("PARTN", "1000")) +
                 segment("E1EDKA1", element("PARVW", "RG") + element("PARTN", b.customer)) +
                 segment("E1EDK02", element("QUALF", "009") + element("BELNR", b.number) +
                                        element("DATUM", basic(b.date))) +
                 segment("E1EDK03", element("IDDAT", "026") + element("DATUM", basic(b.date))) +
                 segment("E1EDK18",
                         element("QUALF", "001") + element("TAGE", std::to_string(b.net_days))) +
                 segment("E1EDS01", element("SUMID", "011") + element("SUMME", decimal(b.cents)) +
                                        element("WAERQ", "EUR")));
  return out + "</INVOIC02>\n";
}

std::string camt053(const std::vector<Sheet>& sheets, const std::string& indent) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>"
      "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-01T20:00:00Z</CreDtTm></GrpHdr>\n";
  for (const Sheet& s : sheets) {
    out += indent + "<Stmt>" + element("Id", "S" + std::to_string(s.number)) +
           element("ElctrncSeqNb", std::to_string(s.number)) +
           element("Acct", element("Id", element("IBAN", s.account)) + element("Ccy", "EUR")) +
           camt_balance("OPBD", s.opening, s.day) + camt_balance("CLBD", s.closing(), s.day) + "\n";
    for (const Transfer& t : s.transfers) out += indent + camt_entry(t, s.day) + "\n";
    out += "</Stmt>\n";
  }
  return out + "</BkToCstmrStmt></Document>\n";
}

std::string mt940(const std::vector<Sheet>& sheets) {
  std::string out;
  for (const Sheet& s : sheets) {
    out += ":20:S" + std::to_string(s.number) + "\r\n:25:" + s.account +
           "\r\n:28C:" + std::to_string(s.number) + "/1\r\n" +
           mt940_balance("60F", s.opening, s.day);
    for (const Transfer& t : s.transfers) out += mt940_entry(t, s.day);
    out += mt940_balance("62F", s.closing(), s.day) + "-\r\n";
  }
  return out;
}

}  // namespace saldo::test
