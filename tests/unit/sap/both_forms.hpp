#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "idoc/layout.hpp"
#include "sap_testing.hpp"

/// One IDoc as it is meant, and how it looks as XML and as a flat file.
namespace saldo::sap_testing {

struct Part {
  int level;  // 1: directly in the IDoc
  std::string segment;
  std::string fields;  // "QUALF=009 BELNR=4711"; '_' is a blank
};

struct Sent {
  std::string message, type, number;
  std::vector<Part> parts;
};

/// How a file is written.
struct Style {
  bool padded = true;
  std::string line_end = "\n";
  bool old_release = false;
  bool numbered = true;  // SEGNUM and PSGNUM tell the parent
  std::string version = "003";
};

inline std::string to_xml(const std::vector<Sent>& idocs, const std::string& root = "ANY") {
  std::string all;
  for (const Sent& sent : idocs) {
    std::string body, closing;
    std::vector<std::string> open;
    const auto close = [&](std::size_t level) {
      for (; open.size() > level; open.pop_back()) body += "</" + open.back() + ">";
    };
    for (const Part& part : sent.parts) {
      close(static_cast<std::size_t>(part.level) - 1);
      std::string element = segment(part.segment, part.fields);
      body += element.substr(0, element.size() - part.segment.size() - 3);
      open.push_back(part.segment);
    }
    close(0);
    all += "<IDOC BEGIN=\"1\">" +
           segment("EDI_DC40",
                   "DOCNUM=" + sent.number + " IDOCTYP=" + sent.type + " MESTYP=" + sent.message) +
           body + "</IDOC>\n";
  }
  return file(root, all);
}

inline void put(std::string& record, std::size_t at, const std::string& value) {
  if (record.size() < at + value.size()) record.resize(at + value.size(), ' ');
  record.replace(at, value.size(), value);
}

inline void put_field(std::string& record, std::size_t data, const std::string& segment,
                      const std::string& name, const std::string& value) {
  for (const auto& l : sap::impl::kLayouts)
    if (l.segment == segment && l.field == name && l.first != 0)
      put(record, data + l.first - sap::impl::kDataFirst, value);
}

/// Letters of two bytes have a byte of their own until the record is laid out.
constexpr std::pair<const char*, char> kLetters[] = {{"Ä", '\x01'}, {"ä", '\x02'}};

inline std::string finish(std::string record, std::size_t width, const Style& style) {
  if (style.padded && record.size() < width) record.resize(width, ' ');
  for (const auto& [letter, byte] : kLetters)
    for (auto at = record.find(byte); at != std::string::npos; at = record.find(byte))
      record.replace(at, 1, letter);
  return record + style.line_end;
}

inline std::string control_record(const Sent& sent, const Style& style) {
  std::string record = style.old_release ? "EDI_DC" : "EDI_DC40";
  put(record, 10, "100");
  put(record, 13, sent.number);
  put(record, style.old_release ? 423 : 39, sent.type);
  put(record, style.old_release ? 417 : 99, sent.message);
  return finish(record, style.old_release ? 464 : 524, style);
}

inline std::string data_record(const Sent& sent, std::size_t number, std::size_t parent,
                               const Style& style) {
  const Part& part = sent.parts[number - 1];
  std::string name = part.segment;
  if (name.starts_with("E1")) name[1] = '2';
  if (!style.old_release) name += style.version;
  const auto digits = [&](std::size_t n) {
    std::string d = std::to_string(n);
    return style.old_release ? d : std::string(6 - d.size(), '0') + d;
  };
  const std::size_t data = style.old_release ? 55 : 63;
  std::string record = name;
  put(record, style.old_release ? 10 : 30, "100");
  put(record, style.old_release ? 13 : 33, sent.number);
  put(record, style.old_release ? 29 : 49, style.numbered ? digits(number) : "000000");
  put(record, style.old_release ? 45 : 55, style.numbered ? digits(parent) : "000000");
  put(record, data, "");
  std::istringstream fields(part.fields);
  for (std::string field; fields >> field;) {
    const auto equal = field.find('=');
    std::string value = field.substr(equal + 1);
    for (char& c : value)
      if (c == '_') c = ' ';
    for (const auto& [letter, byte] : kLetters)
      if (const auto at = value.find(letter); at != std::string::npos)
        value.replace(at, 2, 1, byte);
    put_field(record, data, part.segment, field.substr(0, equal), value);
  }
  return finish(record, data + 1000, style);
}

inline std::string to_flat(const std::vector<Sent>& idocs, const Style& style = {}) {
  std::string all;
  for (const Sent& sent : idocs) {
    all += control_record(sent, style);
    std::vector<std::size_t> open{0};
    for (std::size_t i = 1; i <= sent.parts.size(); ++i) {
      open.resize(static_cast<std::size_t>(sent.parts[i - 1].level));
      all += data_record(sent, i, open.back(), style);
      open.push_back(i);
    }
  }
  return all;
}

/// The records of a decode as text, without their places.
inline std::string fields_of(const Decoded& decoded) {
  std::string all;
  for (const auto& record : decoded.records)
    std::visit([&](const auto& r) { all += std::to_string(r.kKind) + ":\n" + FieldLines::of(r); },
               record);
  return all;
}

inline Sent sent_invoice(const std::string& number, const std::string& sum = "1190.00") {
  return {"INVOIC",
          "INVOIC02",
          "00000000" + number,
          {{1, "E1EDK01", "CURCY=EUR BSART=INVO BELNR=" + number},
           {1, "E1EDKA1", "PARVW=BK PARTN=1000"},
           {1, "E1EDKA1", "PARVW=RG PARTN=0000100001"},
           {1, "E1EDK02", "QUALF=009 BELNR=" + number + " DATUM=20260110"},
           {1, "E1EDK02", "QUALF=001 BELNR=Bestellung_Ä_7"},
           {1, "E1EDK03", "IDDAT=026 DATUM=20260110"},
           {1, "E1EDK18", "QUALF=001 TAGE=14 PRZNT=2.000"},
           {1, "E1EDK18", "QUALF=002 TAGE=30 PRZNT=0.000"},
           {1, "Z1EXT", "KUNNR=1"},
           {2, "E1EDK02", "QUALF=017 BELNR=below_an_extension"},
           {1, "E1EDK14", "QUALF=015 ORGID=F2"},
           {1, "E1EDP01", "POSEX=000010"},
           {2, "E1EDP02", "QUALF=016 BELNR=0080001234"},
           {2, "E1EDP26", "QUALF=003 BETRG=1000.00"},
           {1, "E1EDP01", "POSEX=000020"},
           {2, "E1EDP02", "QUALF=016 BELNR=0080001235"},
           {1, "E1EDS01", "SUMID=011 SUMME=" + sum + " WAERQ=EUR"}}};
}

inline Sent sent_customer() {
  return {"DEBMAS",
          "DEBMAS07",
          "0000000000000042",
          {{1, "E1KNA1M", "MSGFN=005 KUNNR=0000100001 NAME1=Käse_GmbH LAND1=DE SPRAS=D STCEG=DE9"},
           {2, "E1KNB1M", "MSGFN=005 BUKRS=1000 KNRZB=0000200099 ZWELS=E ZTERM=ZB30"},
           {3, "E1KNB5M", "MAHNA=0001 MAHNS=2 MADAT=20260101"},
           {3, "E1KNB5M", "MABER=Z1 MAHNA=0002 MANSP=A"},
           {2, "E1KNB1M", "MSGFN=005 BUKRS=2000 ZTERM=ZB14"},
           {2, "E1KNBKM", "MSGFN=005 IBAN=DE02120300000000202051"},
           {2, "E1KNKAM", "WAERS=EUR"},
           {3, "E1KNKKM", "KKBER=1000 KLIMK=50000.00 CTLPC=001 CRBLB=X"}}};
}

inline Sent sent_advice() {
  return {"REMADV",
          "PEXR2002",
          "0000000000000043",
          {{1, "E1IDKU1", "BGMREF=AVIS-7"},
           {2, "E1EDK03", "IDDAT=026 DATUM=20260214"},
           {1, "E1IDKU5", "MOAQUAL=002 MOABETR=571.20 CUXWAERZ=EUR"},
           {2, "E1EDKA1", "PARVW=AG PARTN=0000100001"},
           {2, "E1IDPU1", "DOCNUMMR=90001234"},
           {3, "E1IDPU5", "MOAQUAL=004 MOABETR=1190.00 CUXWAERZ=EUR"},
           {3, "E1IDPU2", "AJTGRUND=Z01 MOABETRG=23.80- MOAWAERS=EUR"},
           {2, "E1IDPU1", ""},
           {3, "E1EDP02", "QUALF=009 BELNR=90001235"},
           {3, "E1IDPU5", "MOAQUAL=009 MOABETR=595.00- CUXWAERZ=EUR"}}};
}

inline Sent sent_statement() {
  return {"FINSTA",
          "FINSTA01",
          "0000000000000044",
          {{1, "E1IDKU1", "BGMREF=00007"},
           {2, "E1EDK03", "IDDAT=026 DATUM=20260214"},
           {2, "E1IDB02", "FIIBKENN=37040044 FIIKONTO=0532013000 FIIKWAER=EUR"},
           {2, "E1IDPF1", "LINLINEIT=000001"},
           {3, "E1IDPU5", "MOAQUAL=019 MOABETR=100.00 CUXWAERZ=EUR"},
           {3, "E1IDPU5", "MOAQUAL=021 MOABETR=140.00 CUXWAERZ=EUR"},
           {2, "E1IDPF1", "LINLINEIT=000002"},
           {3, "E1EDP02", "QUALF=010 BELNR=90001234"},
           {3, "E1IDT01", "TXT01=RE_90001234 TXT02=vom_10.01."},
           {3, "E1IDPU5", "MOAQUAL=001 MOABETR=60.00 CUXWAERZ=EUR"},
           {2, "E1IDPF1", "LINLINEIT=000003"},
           {3, "E1IDPU5", "MOAQUAL=001 MOABETR=20.00- CUXWAERZ=EUR"}}};
}

}  // namespace saldo::sap_testing
