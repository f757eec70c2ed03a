#include "render/letter_docx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "base/result.hpp"
#include "render/word_text.hpp"
#include "render/zip_parts.hpp"
#include "unit/check/temporary_folder.hpp"
#include "unit/render/letters.hpp"

namespace saldo::render {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string p(const std::string& runs) { return "<w:p>" + runs + "</w:p>"; }
std::string r(const std::string& text, const std::string& looks = "") {
  return "<w:r>" + looks + "<w:t>" + text + "</w:t></w:r>";
}
std::string cell(const std::string& text) { return "<w:tc>" + p(r(text)) + "</w:tc>"; }

/// A document with this body, as any word processor would write it.
const std::string kWord =
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
std::string docx(const std::string& body, std::vector<ZipPart> more = {}) {
  more.insert(more.begin(),
              ZipPart{"word/document.xml", "<?xml version=\"1.0\"?><w:document" + kWord +
                                               "><w:body>" + body + "</w:body></w:document>"});
  return write_zip(more);
}

std::string part(const std::string& bytes, const std::string& name) {
  for (const ZipPart& one : read_zip("letter.docx", bytes))
    if (one.name == name) return one.bytes;
  return {};
}

/// What its paragraphs say, one after the other.
std::vector<std::string> lines(const std::string& bytes,
                               const std::string& of = "word/document.xml") {
  pugi::xml_document document;
  const std::string xml = part(bytes, of);
  EXPECT_TRUE(document.load_string(xml.c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
  std::vector<std::string> all;
  for (const auto& found : document.select_nodes("//w:p"))
    if (std::string text = text_of(found.node()); !text.empty()) all.push_back(with_blanks(text));
  return all;
}

Letter letter(const std::string& language = "de", std::size_t items = 2) {
  return notice_letter(shipped(), language, "", "demand", facts(items), sender());
}
std::string fill(const std::string& body) { return letter_docx(letter(), "t.docx", docx(body)); }

std::string failure(const Letter& of, const std::string& bytes) {
  try {
    letter_docx(of, "t.docx", bytes);
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.kind, FailureKind::invalid);
    return e.failure.message;
  }
  return "none";
}

TEST(WordTemplate, APlaceholderThatWordSplitOverRunsTakesTheLookOfItsFirst) {
  const std::string bold = "<w:rPr><w:b/></w:rPr>";
  const auto filled =
      fill(p(r("Pay {") + r("{to", bold) + "<w:proofErr w:type=\"spellStart\"/>" + r("tal}") +
             r("} by {{ pay_by }}, M", bold) + r("s. {{customer}}{{customer}}")));
  EXPECT_THAT(lines(filled), ElementsAre("Pay 2.474,12 EUR by 10. April 2026, Ms. 100001100001"));
  EXPECT_THAT(part(filled, "word/document.xml"),
              HasSubstr("<w:t xml:space=\"preserve\">Pay 2.474,12"));
}

TEST(WordTemplate, ARowOfATableStandsForEachRowOfItsList) {
  const auto filled =
      fill("<w:tbl><w:tr>" + cell("{{title_document}}") + "</w:tr><w:tr>" +
           cell("{{items.document}}") + cell("{{items.open}} {{company}}") + "</w:tr><w:tr>" +
           cell("{{totals.label}}") + cell("{{totals.amount}}") + "</w:tr></w:tbl>");
  EXPECT_THAT(lines(filled), ElementsAre("Beleg", "90000001", "1.234,56 Nordlicht Handel GmbH",
                                         "90000002", "1.234,56 Nordlicht Handel GmbH", "Mahngebühr",
                                         "5,00", "Gesamtbetrag", "2.474,12 EUR"));
}

TEST(WordTemplate, SeveralListsInOneRowRepeatTheirParagraphs) {
  const auto filled = fill("<w:tbl><w:tr>" + cell("{{recipient.line}}") +
                           cell("{{facts.label}}: {{facts.value}}") + "</w:tr></w:tbl>");
  EXPECT_THAT(lines(filled), ElementsAre("Alvarez Alimentación S.L.", "Calle Mayor 1",
                                         "28013 Madrid", "ESPAÑA", "Datum: 31. März 2026",
                                         "Kundennummer: 100001", "Unser Zeichen: M-2026-17"));
}

TEST(WordTemplate, AnEmptyListLeavesNoRowAndNoDamagedTable) {
  Letter without = letter();
  without.footer.clear();
  const auto filled =
      letter_docx(without, "t.docx",
                  docx("<w:tbl><w:tr>" + cell("{{footer.line}}") + "</w:tr></w:tbl><w:tbl><w:tr>" +
                       cell("{{footer.line}}{{company}}") + "<w:tc>" + p(r("{{sender.line}}")) +
                       p(r("{{footer.line}}")) + "</w:tc></w:tr></w:tbl>"));
  EXPECT_THAT(lines(filled),
              ElementsAre("Nordlicht Handel GmbH", "Hafenstraße 12", "20457 Hamburg"));
  const std::string xml = part(filled, "word/document.xml");
  EXPECT_THAT(xml, testing::StartsWith("<?xml version=\"1.0\"?><w:document" + kWord +
                                       "><w:body><w:tbl><w:tr>"
                                       "<w:tc><w:p/></w:tc>"));
}

TEST(WordTemplate, ATableWhoseRowsStandInAContentControlIsNotEmpty) {
  // Word's repeating sections: the rows lie within w:sdt, none below the table itself.
  const std::string rows =
      "<w:tr>" + cell("{{company}}") + "</w:tr><w:tr>" + cell("{{items.document}}") + "</w:tr>";
  const auto filled = fill("<w:tbl><w:tblPr/><w:sdt><w:sdtPr/><w:sdtContent>" + rows +
                           "</w:sdtContent></w:sdt></w:tbl>" + p(r("{{closing}}")));
  EXPECT_THAT(lines(filled), ElementsAre("Nordlicht Handel GmbH", "90000001", "90000002",
                                         "Mit freundlichen Grüßen"));
}

TEST(WordTemplate, TheOrderOfTheBodyIsTheWordings) {
  const std::string payment = "<w:tbl><w:tr>" + cell("{{payment_title}}") + "</w:tr><w:tr>" +
                              cell("{{payment.label}}") + "</w:tr></w:tbl>";
  const std::string items = "<w:tbl><w:tr>" + cell("{{items.document}}") + "</w:tr></w:tbl>";
  // The document has the payment first; the wording has it behind the items.
  const auto filled = lines(fill(p(r("{{subject}}")) + p(r("{{paragraph.text}}")) + payment +
                                 p("") + items + p(r("{{company}}"))));
  ASSERT_EQ(filled.size(), 15u);
  EXPECT_EQ(filled[0], "Mahnung M-2026-17");
  EXPECT_THAT(filled[2], HasSubstr("erinnert"));
  EXPECT_EQ(filled[3], "90000001");
  EXPECT_EQ(filled[6], "So zahlen Sie");
  EXPECT_EQ(filled[14], "Nordlicht Handel GmbH");
}

TEST(WordTemplate, TextOfABookIsNeverTakenForAPlaceholderOrMarkup) {
  NoticeFacts f = facts(1);
  f.recipient = {"{{total}} & <w:b/>", "{{items.open}}", "two\nlines"};
  const Letter strange = notice_letter(shipped(), "de", "DE", "demand", f, sender());
  const auto filled = letter_docx(strange, "t.docx", docx(p(r("{{recipient.line}}"))));
  EXPECT_THAT(lines(filled), ElementsAre("{{total}} & <w:b/>", "{{items.open}}", "two lines"));
  EXPECT_THAT(part(filled, "word/document.xml"), HasSubstr("two</w:t><w:br/><w:t"));
}

TEST(WordTemplate, SaysWhatItLacksInsteadOfLeavingAGap) {
  Letter no_bic = letter();
  no_bic.values["bic"] = "";
  const std::string forms = p(r("{{paragraph.text}}")) + p(r("{{items.open}}"));
  for (const auto& [body, expected] : std::map<std::string, std::string>{
           {p(r("{{totl}}")), "it names {{totl}}, which a letter doesn't have"},
           {p(r("{{items.price}}")), "it names {{items.price}}"},
           {p(r("{{itmes.open}}")), "it names {{itmes.open}}"},
           {p(r("{{bic}}")), "{{bic}} is empty for this letter"},
           {p(r("Pay {{total")) + p(r("}}")), "'{{total' isn't closed"},
           {p(r("{{sender.line}}{{footer.line}}")), "names the lists footer and sender"},
           {forms, "the letter has [payment], for which the document has no place"},
           {forms + p(r("or")) + p(r("{{payment.label}}")), "'or' stands between"},
           {forms + p(r("{{paragraph.text}}")), "the form of [paragraph] stands twice"}})
    EXPECT_THAT(failure(no_bic, docx(body)), HasSubstr(expected)) << body;
  EXPECT_THAT(failure(no_bic, docx(p(r("{{totl}}")))),
              testing::StartsWith("t.docx, word/document.xml: "));
}

TEST(WordTemplate, RefusesWhatNobodyShouldGet) {
  EXPECT_THAT(failure(letter(), "no archive"), HasSubstr("t.docx: is no Word document"));
  EXPECT_THAT(failure(letter(), write_zip({{"mimetype", "application/vnd.oasis"}})),
              HasSubstr("has no word/document.xml"));
  EXPECT_THAT(failure(letter(), docx("", {{"word/vbaProject.bin", "x"}})), HasSubstr("has macros"));
  EXPECT_THAT(failure(letter(), docx("<w:p>")), HasSubstr("is no XML"));
  Letter bell = letter();
  bell.values["company"] = "Nord\alicht";
  EXPECT_THAT(failure(bell, docx(p(r("{{company}}")))), HasSubstr("control character 7"));
}

TEST(WordTemplate, FootnotesAndEndnotesAreFilledIn) {
  for (const std::string kind : {"footnote", "endnote"}) {
    const std::string name = "word/" + kind + "s.xml";
    const auto filled = letter_docx(
        letter(), "t.docx",
        docx(p(r("{{date}}")),
             {{name, "<w:" + kind + "s" + kWord + "><w:" + kind + ">" + p(r("until {{pay_by}}")) +
                         "</w:" + kind + "></w:" + kind + "s>"}}));
    EXPECT_THAT(lines(filled, name), ElementsAre("until 10. April 2026"));
  }
}

TEST(WordTemplate, HeadersFootersAndTextBoxesAreFilledIn) {
  const auto filled = letter_docx(
      letter(), "t.docx",
      docx(p("<w:r><w:pict><w:txbxContent>" + p(r("{{recipient.line}}")) +
             "</w:txbxContent></w:pict></w:r>" + r("{{date}}")),
           {{"word/header2.xml", "<w:hdr" + kWord + ">" + p(r("{{company}}")) + "</w:hdr>"},
            {"word/footer1.xml",
             "<w:ftr" + kWord + ">" + p(r("{{page.before}}") + r("1")) + "</w:ftr>"}}));
  EXPECT_THAT(lines(filled),
              testing::UnorderedElementsAre("Alvarez Alimentación S.L.", "Calle Mayor 1",
                                            "28013 Madrid", "ESPAÑA", "31. März 2026"));
  EXPECT_THAT(lines(filled, "word/header2.xml"), ElementsAre("Nordlicht Handel GmbH"));
  EXPECT_THAT(lines(filled, "word/footer1.xml"), ElementsAre("Seite 1"));
}

/// Nothing in it would be found, and the letter would go out unfilled.
TEST(WordTemplate, WordsElementsUnderAnotherPrefixAreRefused) {
  const std::string body = "<n:body><n:p><n:r><n:t>{{total}}</n:t></n:r></n:p></n:body>";
  const std::string meaning = kWord.substr(kWord.find('='));
  const std::string odd[] = {
      "<n:document xmlns:n" + meaning + ">" + body + "</n:document>",
      "<document xmlns" + meaning + "><body><p><r><t>{{total}}</t></r></p></body></document>",
      "<w:document xmlns:w=\"urn:other\"><w:body/></w:document>"};
  for (const std::string& xml : odd)
    EXPECT_THAT(failure(letter(), write_zip({{"word/document.xml", xml}})),
                HasSubstr("t.docx, word/document.xml: its elements don't have Word's prefix 'w:'"))
        << xml;
}

TEST(WordTemplate, APartInUtf16IsFilledAndSaysWhatItIsWrittenIn) {
  const std::string plain = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document" + kWord +
                            "><w:body>" + p(r("{{customer}} Ä")) + "</w:body></w:document>";
  std::string wide = "\xFF\xFE";
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const bool umlaut = plain.compare(i, 2, "Ä") == 0;
    wide += umlaut ? '\xC4' : plain[i];
    wide += '\0';
    i += umlaut ? 1 : 0;
  }
  const auto filled = letter_docx(letter(), "t.docx", write_zip({{"word/document.xml", wide}}));
  EXPECT_THAT(lines(filled), ElementsAre("100001 Ä"));
  EXPECT_THAT(part(filled, "word/document.xml"),
              testing::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
}

TEST(WordTemplate, WhatIsNoCharacterIsRefused) {
  for (const char* bytes : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    Letter odd = letter();
    odd.values["customer"] += bytes;
    EXPECT_THAT(failure(odd, docx(p(r("{{customer}}")))), HasSubstr("{{customer}} has U+FFF"));
  }
}

// ---- the template that saldo ships

std::string shipped_docx(const Letter& of) {
  const auto form = shipped().form(of.language, "demand");
  return letter_docx(of, form.name, form.bytes);
}

TEST(LetterDocx, SaysWhatTheLetterSays) {
  EXPECT_THAT(
      lines(shipped_docx(letter())),
      ElementsAre("Nordlicht Handel GmbH", "Hafenstraße 12", "20457 Hamburg",
                  "Alvarez Alimentación S.L.", "Calle Mayor 1", "28013 Madrid", "ESPAÑA",
                  "Datum 31. März 2026", "Kundennummer 100001", "Unser Zeichen M-2026-17",
                  "Mahnung M-2026-17", testing::_, testing::_, "Beleg", "Datum", "Fällig am",
                  "Tage überfällig", "Offener Betrag", "90000001", "15.01.2026", "14.02.2026", "45",
                  "1.234,56", "90000002", "15.01.2026", "14.02.2026", "45", "1.234,56",
                  "Mahngebühr", "5,00", "Gesamtbetrag", "2.474,12 EUR", testing::_, "So zahlen Sie",
                  "Empfänger", "Nordlicht Handel GmbH", "IBAN", "DE75 5121 0800 1245 1261 99",
                  "BIC", "SOGEDEFF", "Verwendungszweck", "100001 M-2026-17", "Betrag",
                  "2.474,12 EUR", testing::_, testing::_, testing::_));
}

TEST(LetterDocx, TheSameLetterIsTheSameBytesInEveryLanguage) {
  for (const std::string& language : shipped().languages()) {
    const std::string bytes = shipped_docx(letter(language, 30));
    EXPECT_EQ(bytes, shipped_docx(letter(language, 30))) << language;
    EXPECT_THAT(part(bytes, "word/document.xml"), Not(HasSubstr("{{"))) << language;
    EXPECT_THAT(part(bytes, "word/footer1.xml"), Not(HasSubstr("{{"))) << language;
  }
}

TEST(LetterDocx, OutsideOfSepaItHasNoPaymentCode) {
  NoticeFacts f = facts(1);
  const Currency dollars = Currency::parse("USD");
  f.amount.currency = f.fee.currency = f.items[0].amount.currency = dollars;
  const Letter foreign = notice_letter(shipped(), "en", "US", "demand", f, sender());
  EXPECT_THAT(part(shipped_docx(foreign), "word/document.xml"), Not(HasSubstr("w:drawing")));
  EXPECT_THAT(part(shipped_docx(letter()), "word/document.xml"), HasSubstr("w:drawing"));
}

TEST(LetterDocx, TheShippedTemplateIsWhatItsScriptWrites) {
  const check::TemporaryFolder folder;
  const std::string made = (folder.path() / "letter.docx").string();
  const std::string script = SALDO_SOURCE_DIR "/configs/letters/make_letter_docx.py";
  ASSERT_EQ(output_of("python3 -B " + script + " " + made + " 2>&1"), "");
  const auto now = read_zip("made", folder.get("letter.docx"));
  const auto then = read_zip("shipped", shipped().form("de", "demand").bytes);
  ASSERT_EQ(now.size(), then.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    EXPECT_EQ(now[i].name, then[i].name);
    EXPECT_EQ(now[i].bytes, then[i].bytes) << now[i].name;
  }
}

/// What a word processor makes of it: its pages as text, and what a camera reads off the first.
struct Opened {
  std::string text, pages, scanned;
};

Opened open_in_libreoffice(const std::string& bytes) {
  const check::TemporaryFolder folder;
  folder.put("letter.docx", bytes);
  const std::string at = folder.path().string(), pdf = at + "/letter.pdf";
  output_of("soffice -env:UserInstallation=file://" + at +
            "/profile --headless --convert-to pdf "
            "--outdir " +
            at + " " + at + "/letter.docx 2>&1");
  output_of("pdftoppm -r 150 -f 1 -l 1 -singlefile -png " + pdf + " " + at + "/page");
  return {with_blanks(output_of("pdftotext -layout " + pdf + " - 2>&1")),
          output_of("pdfinfo " + pdf + " | grep Pages"),
          output_of("zbarimg --quiet --raw -Sbinary " + at + "/page.png 2>/dev/null")};
}

TEST(LetterDocx, AWordProcessorOpensItAndItsCodeIsReadByACamera) {
  if (output_of("command -v soffice").empty()) GTEST_SKIP() << "LibreOffice isn't installed";
  for (const char* language : {"de", "fr", "pl"}) {
    const Letter one = letter(language);
    const Opened opened = open_in_libreoffice(shipped_docx(one));
    for (const std::string& text :
         {std::string("Alvarez Alimentación S.L."), one.subject, std::string("90000002"),
          std::string("DE75 5121 0800"), std::string("HRB 000000"), one.facts[0].second})
      EXPECT_THAT(opened.text, HasSubstr(with_blanks(text))) << language;
    EXPECT_THAT(opened.pages, testing::EndsWith(" 1\n")) << language;
    EXPECT_THAT(opened.scanned, HasSubstr("EUR2474.12")) << language;
  }
  EXPECT_THAT(open_in_libreoffice(shipped_docx(letter("de", 120))).text, HasSubstr("90000120"));
}

}  // namespace
}  // namespace saldo::render
