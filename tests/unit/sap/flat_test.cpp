#include "both_forms.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

const std::vector<Sent>& everything() {
  static const std::vector<Sent> all{sent_invoice("90001234"), sent_customer(), sent_advice(),
                                     sent_invoice("90001236"), sent_statement()};
  return all;
}

const std::vector<Style>& styles() {
  static const std::vector<Style> all{
      {},
      {.padded = false},
      {.padded = false, .line_end = "\r\n"},
      {.padded = true, .line_end = ""},
      {.old_release = true},
      {.padded = false, .old_release = true},
      {.padded = true, .line_end = "", .old_release = true},
      {.padded = false, .version = ""},
  };
  return all;
}

TEST(FlatIdoc, GivesTheRecordsThatXmlGives) {
  const Decoded xml = decode(to_xml(everything()));
  ASSERT_EQ(xml.status, SALDO_OK) << xml.error.message;
  ASSERT_EQ(xml.refusals().size(), 0u) << xml.refusals()[0].message;
  EXPECT_EQ(xml.items().size(), 2u);
  EXPECT_EQ(xml.customers().size(), 2u);
  EXPECT_EQ(xml.of<RemittanceAdvice>().size(), 1u);
  EXPECT_EQ(xml.transactions().size(), 2u);
  for (const Style& style : styles()) {
    const std::string document = to_flat(everything(), style);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
      const Decoded flat = decode(document, chunk);
      ASSERT_EQ(flat.status, SALDO_OK) << flat.error.message;
      EXPECT_EQ(fields_of(flat), fields_of(xml)) << document.substr(0, 3000);
    }
  }
}

TEST(FlatIdoc, FindsParentsByTheCatalogueWhereNobodyNumberedTheSegments) {
  const std::vector<Sent> idocs{sent_invoice("90001234"), sent_customer()};
  const std::vector<Sent> plain = [&] {
    auto copy = idocs;  // below an extension needs numbers
    std::erase_if(copy[0].parts,
                  [](const Part& p) { return p.fields.find("below") != std::string::npos; });
    return copy;
  }();
  EXPECT_EQ(fields_of(decode(to_flat(plain, {.numbered = false}))),
            fields_of(decode(to_xml(idocs))));
}

TEST(FlatIdoc, CountsCharactersNotBytesWhateverTheCodePage) {
  const std::vector<Sent> idocs{sent_customer()};
  const std::string utf8 = to_flat(idocs);
  std::string latin;
  for (std::size_t i = 0; i < utf8.size(); ++i)
    latin += utf8[i] == '\xC3' ? static_cast<char>(utf8[++i] | 0x40) : utf8[i];
  ASSERT_EQ(latin.size() + 1, utf8.size());
  EXPECT_EQ(fields_of(decode(latin)), fields_of(decode(utf8)));
  const auto name = [&](const char* page, const std::string& document) {
    TestHost host(sap_entry(), "sap-idoc", {{"code_page", page}});
    const auto result = host.decode(document);
    return result.status == SALDO_OK ? result.customers().at(0).name
                                     : std::string(result.error.rule);
  };
  EXPECT_EQ(name("1100", latin), "Käse GmbH");
  EXPECT_EQ(name("4110", utf8), "Käse GmbH");
  EXPECT_EQ(name("iso-8859-2", latin), "Käse GmbH");
  EXPECT_EQ(name("utf-8", latin), "text.encoding");
  EXPECT_EQ(name("1100", utf8), "KÃ¤se GmbH") << "what the option says is what is done";
}

TEST(FlatIdoc, NoticesThatALineIsCutOff) {
  // A padded record has a thousand lengths that look the same; a few of them are tried.
  for (const Style& style : {Style{.padded = false, .line_end = "\r\n"}, Style{.padded = false},
                             Style{.padded = true}, Style{.old_release = true}}) {
    const std::string document = to_flat({sent_advice()}, style);
    for (std::size_t n = 0; n + 1 < document.size(); n += style.padded ? 61 : 1) {
      const std::string cut = document.substr(0, n);
      const Decoded result = decode(cut);
      EXPECT_EQ(result.status, SALDO_E_REJECTED) << n << " of " << document.size();
      EXPECT_EQ(result.records.size(), result.refusals().size());
      if (n != 0 && cut.back() != '\n' && cut.starts_with("EDI_DC")) {
        EXPECT_STREQ(result.error.rule, "file.truncated") << n;
      }
    }
  }
}

TEST(FlatIdoc, NoticesThatAFileWithoutLineEndsIsCutOff) {
  const std::string document = to_flat({sent_advice()}, {.line_end = ""});
  for (std::size_t n = 1; n < document.size(); n += 61) {
    const Decoded result = decode(document.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << n;
    const bool cut_in_blanks = n > 524 && (n - 524) % 1063 == 0;
    if (n >= 6 && !cut_in_blanks) {
      EXPECT_STREQ(result.error.rule, "file.truncated") << n;
    }
  }
}

TEST(FlatIdoc, TakesAPaddedFileWhoseLastLineEndIsMissing) {
  const std::string document = to_flat({sent_advice()});
  EXPECT_EQ(decode(document.substr(0, document.size() - 1)).status, SALDO_OK);
}

TEST(FlatIdoc, PassesStatusRecordsOver) {
  std::string document = to_flat({sent_invoice("90001234")});
  document += "EDI_DS40  100" + std::string(371, '0') + "\n";
  EXPECT_EQ(decode(document).items().size(), 1u);
}

TEST(FlatIdoc, PassesExtensionsOverWithTheirChildrenAndCountsThem) {
  TestHost host(sap_entry(), "sap-idoc");
  const auto flat = host.decode(to_flat({sent_invoice("90001234")}));
  ASSERT_EQ(flat.items().size(), 1u);
  const Item item = flat.items()[0];
  for (const Reference& r : item.references) EXPECT_NE(r.kind, "assignment");
  EXPECT_EQ(host.logs, std::vector<std::string>{
                           "1 segments of extensions were passed over; the first is 'Z1EXT003'"});
}

struct Broken {
  const char* what;
  std::string document;
  const char *rule, *message;
};

std::string replaced(std::string document, const std::string& from, const std::string& to) {
  const auto at = document.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return document.replace(at, from.size(), to);
}

std::vector<Broken> broken_files() {
  const Style trimmed{.padded = false};
  const std::string good = to_flat({sent_invoice("90001234")}, trimmed);
  std::vector<Broken> all;
  all.push_back(
      {"bad amount", replaced(good, "1190.00", "1.19,00"), "amount.invalid",
       "segment 17 E1EDS01, SUMME '1.19,00': is not a decimal number (EUR); correct it in "
       "SAP and send the IDoc again"});
  const auto sums = good.rfind("EUR");
  all.push_back({"unknown currency", std::string(good).replace(sums, 3, "EUX"), "amount.currency",
                 "segment 17 E1EDS01, WAERQ 'EUX': is not an ISO 4217 currency; correct it in SAP "
                 "and send the IDoc again"});
  all.push_back({"bad date", replaced(good, "02620260110", "02620260140"), "date.invalid",
                 "segment 6 E1EDK03, DATUM '20260140': is not a day of the form YYYYMMDD; correct "
                 "it in SAP and send the IDoc again"});
  all.push_back({"record too long", replaced(good, "F2\n", "F2" + std::string(1000, 'x') + "\n"),
                 "record.length",
                 "segment 11 'E2EDK14003': the record has 1068 characters; a data record has 55 to "
                 "1063; have the sender write the file again"});
  all.push_back({"record too short", replaced(good, "015F2\n", "015F2\nE2EDK14   \n"),
                 "record.length",
                 "segment 12 'E2EDK14': the record has 7 characters; a data record has 55 to 1063; "
                 "have the sender write the file again"});
  all.push_back({"segment out of order",
                 to_flat({{"INVOIC",
                           "INVOIC02",
                           "0000000090001234",
                           {{1, "E1EDK01", "CURCY=EUR"}, {1, "E1EDP02", "QUALF=001 BELNR=1"}}}},
                         trimmed),
                 "idoc.order",
                 "segment 2 E1EDP02: stands where no segment is open that may hold it (E1EDP01); "
                 "correct it in SAP and send the IDoc again"});
  all.push_back({"a record of another IDoc",
                 replaced(good, "E2EDK14003                    1000000000090001234",
                          "E2EDK14003                    1000000000090009999"),
                 "idoc.number",
                 "segment 11 'E2EDK14003': DOCNUM '0000000090009999' is not that of the control "
                 "record: records were lost or mixed up; have the sender write the file again"});
  return all;
}

TEST(FlatIdoc, RefusesBrokenFilesNamingIdocSegmentFieldAndValue) {
  for (const Broken& broken : broken_files()) {
    SCOPED_TRACE(broken.what);
    const auto result = decode(broken.document);
    EXPECT_STREQ(result.error.rule, broken.rule);
    EXPECT_EQ(message_of(result), "IDoc '0000000090001234', " + std::string(broken.message));
  }
}

TEST(FlatIdoc, TellsTheByteAtWhichABadFieldStands) {
  const std::string document =
      replaced(to_flat({sent_invoice("90001234")}, {.padded = false}), "1190.00", "1.19,00");
  const auto result = decode(document);
  EXPECT_EQ(document.substr(result.error.place.offset, 7), "1.19,00");
  EXPECT_EQ(result.error.place.line, 18u);
}

TEST(FlatIdoc, NamesAPlaceInTheFileWhereARecordIsShorterThanItsHeader) {
  const std::string document = control_record(sent_customer(), {.padded = false}) + "E2KNA1M" +
                               std::string(23, ' ') + "1000000000000000        5.00-\n";
  const Decoded result = decode(document);
  EXPECT_STREQ(result.error.rule, "idoc.missing");
  EXPECT_LE(result.error.place.offset, document.size());
  EXPECT_EQ(result.error.place.line, 2u);
}

TEST(FlatIdoc, SetsABadIdocAsideAndFindsTheNextOne) {
  const Style trimmed{.padded = false};
  const std::string bad =
      replaced(to_flat({sent_invoice("90001235")}, trimmed), "1190.00", "11.90,0");
  const auto result = decode(to_flat({sent_invoice("90001234")}, trimmed) + bad +
                             to_flat({sent_invoice("90001236")}, trimmed));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.items().size(), 2u);
  EXPECT_EQ(result.items()[1].number, "0090001236");
  EXPECT_EQ(result.refusals().at(0).statement, 2);
}

TEST(FlatIdoc, RefusesAFileThatDoesntBeginWithAControlRecordByName) {
  const std::string document = to_flat({sent_invoice("90001234")}, {.padded = false});
  const std::string lost = document.substr(document.find('\n') + 1);
  EXPECT_STREQ(decode("EDI_DS40  1\n" + lost).error.rule, "idoc.control");
}

TEST(FlatIdoc, RefusesFiDocumentsByNameAsTheirLayoutIsNotKnown) {
  const auto result = decode(to_flat({{"FIDCC2", "FIDCCP02", "0000000000000009", {}}}));
  EXPECT_STREQ(result.error.rule, "idoc.message");
  EXPECT_THAT(result.error.message, ::testing::HasSubstr("send it through an XML port"));
}

TEST(FlatIdoc, RefusesAnIdocWithoutEndInBoundedMemory) {
  const std::string one = to_flat({sent_invoice("90001234")}, {.padded = false});
  const std::string control = one.substr(0, one.find('\n') + 1);
  const std::string line = "E2EDK02                       100000000009000123400000000000000001X\n";
  std::uint64_t left = 100'100;
  std::string piece = control;
  TestHost host(sap_entry(), "sap-idoc");
  const auto result = host.decode_stream(
      [&](char* buffer, std::size_t capacity) {
        if (piece.empty() && left > 0) {
          --left;
          piece = line;
        }
        const std::size_t n = piece.copy(buffer, capacity);
        piece.erase(0, n);
        return n;
      },
      0);
  EXPECT_STREQ(result.error.rule, "idoc.limit");
}

}  // namespace
}  // namespace saldo
