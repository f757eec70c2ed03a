#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <vector>

#include "base/result.hpp"
#include "render/letter_mail.hpp"
#include "render/letter_pdf.hpp"
#include "render/letter_template.hpp"
#include "render/locale_text.hpp"
#include "render/payment_code.hpp"
#include "unit/check/temporary_folder.hpp"
#include "unit/render/letters.hpp"

namespace saldo::render {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// In points. Boxes have room for descenders, so that those of two lines may touch.
struct Word {
  double left, top, right, bottom;
  std::string text;
  bool lies_over(const Word& o) const {
    const double wide = std::min(right, o.right) - std::max(left, o.left);
    const double high = std::min(bottom, o.bottom) - std::max(top, o.top);
    return wide > 0.5 && high > 0.4 * std::min(bottom - top, o.bottom - o.top);
  }
};

class PdfFile {
 public:
  explicit PdfFile(const Letter& letter) {
    std::ofstream(file(), std::ios::binary) << letter_pdf(letter);
  }
  std::string file() const { return (folder_.path() / "letter.pdf").string(); }
  std::string text() const { return with_blanks(output_of("pdftotext -layout " + file() + " -")); }
  /// Each two words that lie over one another.
  std::vector<std::string> overlaps() const {
    std::vector<Word> words;
    const std::string boxes = output_of("pdftotext -bbox " + file() + " -");
    const std::regex word(
        "<word xMin=\"([0-9.]+)\" yMin=\"([0-9.]+)\" xMax=\"([0-9.]+)\" "
        "yMax=\"([0-9.]+)\">([^<]*)<");
    for (std::sregex_iterator at(boxes.begin(), boxes.end(), word), end; at != end; ++at)
      words.push_back({std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3]),
                       std::stod((*at)[4]), (*at)[5]});
    std::vector<std::string> found;
    for (std::size_t i = 0; i < words.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (words[i].lies_over(words[j])) found.push_back(words[j].text + "/" + words[i].text);
    return words.empty() ? std::vector<std::string>{"no words"} : found;
  }
  std::string info() const { return output_of("pdfinfo " + file()); }
  /// What a camera reads off the first page.
  std::string scanned() const {
    const std::string picture = (folder_.path() / "page").string();
    output_of("pdftoppm -r 150 -f 1 -l 1 -singlefile -png " + file() + " " + picture);
    return output_of("zbarimg --quiet --raw -Sbinary " + picture + ".png 2>/dev/null");
  }

 private:
  check::TemporaryFolder folder_;
};

TEST(LocaleText, WritesAmountsAndDatesAsTheReaderDoes) {
  constexpr const char* kNoBreak = "\xC2\xA0";
  const std::string nb = kNoBreak;
  for (const auto& [language, country, amount, long_date, short_date] :
       {std::tuple<std::string, std::string, std::string, std::string, std::string>{
            "de", "DE", "-1.234.567,05" + nb + "EUR", "31. März 2026", "31.03.2026"},
        {"en", "GB", "-1,234,567.05" + nb + "EUR", "31 March 2026", "31 Mar 2026"},
        {"fr", "FR", "-1\u202F234\u202F567,05" + nb + "EUR", "31 mars 2026", "31 mars 2026"},
        {"pl", "PL", "-1" + nb + "234" + nb + "567,05" + nb + "EUR", "31 marca 2026",
         "31 mar 2026"}}) {
    const LocaleText locale(language, country);
    EXPECT_EQ(locale.amount(eur(-123'456'705)), amount) << language;
    EXPECT_EQ(with_blanks(locale.long_date(day("2026-03-31"))), long_date) << language;
    EXPECT_EQ(locale.short_date(day("2026-03-31")), short_date) << language;
  }
}

TEST(LocaleText, KeepsEveryDigitAndTheCurrencysOwnDecimals) {
  const LocaleText locale("de", "DE");
  EXPECT_EQ(locale.number(eur(9'223'372'036'854'775'807)), "92.233.720.368.547.758,07");
  EXPECT_EQ(locale.number({118'000, Currency::parse("JPY")}), "118.000");
  EXPECT_EQ(locale.number({1'234'567, Currency::parse("BHD")}), "1.234,567");
}

TEST(LocaleText, KnowsTheGrammaticalNumber) {
  const LocaleText polish("pl", "");
  std::vector<std::string> categories;
  for (const int n : {1, 2, 5, 12, 22, 25}) categories.push_back(polish.plural(n));
  EXPECT_THAT(categories, ElementsAre("one", "few", "many", "many", "few", "many"));
}

TEST(LocaleText, RefusesALanguageThatNobodyKnows) {
  EXPECT_THROW(LocaleText("xx", ""), FailureException);
}

TEST(LetterTemplate, SaysWhatItLacksInsteadOfLeavingAGap) {
  const auto failure = [](const std::string& source, const LetterValues& values) {
    Letter letter;
    try {
      LetterTemplate("t.txt", source).fill(letter, values, {});
    } catch (const FailureException& e) {
      return e.failure.message;
    }
    return std::string("none");
  };
  const LetterValues values{.texts = {{"total", "12.00"}, {"pay_by", ""}}, .conditions = {}};
  EXPECT_THAT(failure("subject: S\n---\nPay {{totl}}\n", values), HasSubstr("{{totl}}"));
  EXPECT_THAT(failure("subject: S\n---\nPay by {{pay_by}}\n", values),
              HasSubstr("{{pay_by}} is empty"));
  EXPECT_THAT(failure("subject: S\n---\n{{#maybe}}x{{/maybe}}\n", values), HasSubstr("{{maybe}}"));
  EXPECT_THAT(failure("Pay {{total}}\n", values), HasSubstr("t.txt:1"));
  EXPECT_THAT(failure("subject: S\nPay\n", values), HasSubstr("t.txt:2"));
  EXPECT_THAT(failure("subject: S\n---\n{{#a}}x\n", values), HasSubstr("t.txt: "));
  EXPECT_THAT(failure("subject: S\n---\n[itmes]\n", values), HasSubstr("[itmes]"));
  EXPECT_EQ(failure("subject: S\n---\nPay {{total}}\n", values), "none");
}

TEST(LetterTemplate, TextOfABookIsNeverTakenForABlock) {
  Letter letter;
  LetterTemplate("t.txt", "subject: S\n---\n{{name}}\n\n[items]\n")
      .fill(letter, {.texts = {{"name", "[items] {{total}} <b>"}}, .conditions = {}},
            {{"items", {Table{}}}});
  ASSERT_THAT(letter.body, SizeIs(2));
  EXPECT_EQ(std::get<Paragraph>(letter.body[0]).text, "[items] {{total}} <b>");
}

TEST(Wordings, EveryLanguageHasEveryLetterForEveryCount) {
  EXPECT_THAT(shipped().languages(), ElementsAre("de", "en", "es", "fr", "it", "nl", "pl", "pt"));
  for (const std::string& language : shipped().languages()) {
    EXPECT_THAT(shipped().letters(language),
                ElementsAre("demand", "final", "reminder", "statement"));
    for (const char* letter : {"demand", "final", "reminder"})
      for (const std::size_t items : {1u, 2u, 5u, 12u, 22u}) {
        const Letter made = notice_letter(shipped(), language, "", letter, facts(items), sender());
        const std::string where =
            language + "/" + std::string(letter) + ", " + std::to_string(items);
        EXPECT_THAT(made.subject, HasSubstr("M-2026-17")) << where;
        // Salutation, what has happened, items, what to do, payment, what else, closing.
        EXPECT_THAT(made.body, SizeIs(7)) << where;
        EXPECT_THAT(letter_text(made), Not(HasSubstr("{{"))) << where;
      }
  }
}

TEST(Wordings, ALanguageThatIsMissingIsNamedWithThoseThatAreThere) {
  try {
    notice_letter(shipped(), "fi", "FI", "reminder", facts(), sender());
    FAIL();
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.kind, FailureKind::not_found);
    EXPECT_THAT(e.failure.message, HasSubstr("de, en, es, fr, it, nl, pl, pt"));
  }
}

TEST(LetterText, IsAMailThatCanBeReadAnywhere) {
  const std::string text =
      letter_text(notice_letter(shipped(), "en", "GB", "reminder", facts(), sender()));
  EXPECT_THAT(text, HasSubstr("the invoices below have fallen due"));
  EXPECT_THAT(text, HasSubstr("Document  Date         Due date     Days overdue   Open amount"));
  EXPECT_THAT(text, HasSubstr("90000001  15 Jan 2026  14 Feb 2026            45      1,234.56"));
  EXPECT_THAT(text, HasSubstr("Total due  2,474.12\u00A0"
                              "EUR"));
  EXPECT_THAT(text, HasSubstr("IBAN:              DE75 5121 0800 1245 1261 99"));
}

TEST(LetterHtml, ShowsWhatTheBookSaysAsText) {
  NoticeFacts f = facts(1);
  f.items[0].number = "<script>alert(1)</script>";
  const std::string html = letter_html(notice_letter(shipped(), "de", "DE", "demand", f, sender()));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("<html lang=\"de\">"));
}

TEST(PaymentCode, IsThatOfTheGuidelines) {
  EXPECT_EQ(payment_code({.beneficiary = "Nordlicht Handel GmbH",
                          .iban = "DE75512108001245126199",
                          .bic = "SOGEDEFF",
                          .amount = eur(247'412),
                          .creditor_reference = "RF18539007547034",
                          .text = {}}),
            "BCD\n002\n1\nSCT\nSOGEDEFF\nNordlicht Handel GmbH\nDE75512108001245126199\n"
            "EUR2474.12\n\nRF18539007547034");
}

TEST(PaymentCode, RefusesWhatABankWouldRefuse) {
  const SepaTransfer good{.beneficiary = "N",
                          .iban = "DE75512108001245126199",
                          .bic = "",
                          .amount = eur(1),
                          .creditor_reference = "",
                          .text = "x"};
  EXPECT_NO_THROW(payment_code(good));
  for (const auto change : std::vector<void (*)(SepaTransfer&)>{
           [](SepaTransfer& t) { t.beneficiary.clear(); },
           [](SepaTransfer& t) { t.beneficiary.assign(71, 'N'); },
           [](SepaTransfer& t) { t.iban = "DE"; }, [](SepaTransfer& t) { t.bic = "SHORT"; },
           [](SepaTransfer& t) { t.amount = eur(0); },
           [](SepaTransfer& t) {
             t.amount = {100, Currency::parse("USD")};
           },
           [](SepaTransfer& t) { t.text = "two\nlines"; },
           [](SepaTransfer& t) { t.text.assign(141, 'x'); }}) {
    SepaTransfer bad = good;
    change(bad);
    EXPECT_THROW(payment_code(bad), FailureException);
  }
}

TEST(LetterPdf, SaysAllThatTheLetterSays) {
  const PdfFile pdf(notice_letter(shipped(), "de", "DE", "final", facts(), sender()));
  const std::string text = pdf.text();
  for (const char* part :
       {"Nordlicht Handel GmbH", "Alvarez Alimentación S.L.", "Letzte Mahnung M-2026-17",
        "90000002", "14.02.2026", "1.234,56", "Mahngebühr", "2.474,12", "10. April 2026",
        "DE75 5121 0800 1245 1261 99", "Seite 1 von 1", "HRB 000000"})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_THAT(pdf.info(), HasSubstr("A4"));
  EXPECT_THAT(pdf.info(), HasSubstr("Letzte Mahnung M-2026-17"));
}

TEST(LetterPdf, TheDateStaysInOneLineHoweverLongItIs) {
  NoticeFacts september = facts();
  september.date = day("2026-09-28");
  for (const std::string& language : shipped().languages()) {
    const std::string date = LocaleText(language, "").long_date(september.date);
    const Letter letter = notice_letter(shipped(), language, "", "reminder", september, sender());
    EXPECT_THAT(PdfFile(letter).text(), HasSubstr(with_blanks(date))) << language;
  }
}

TEST(LetterPdf, NoWordLiesOverAnotherInAnyLanguage) {
  for (const std::string& language : shipped().languages())
    for (const char* letter : {"reminder", "final"}) {
      const PdfFile pdf(notice_letter(shipped(), language, "", letter, facts(), sender()));
      EXPECT_THAT(pdf.overlaps(), IsEmpty()) << language << "/" << letter;
    }
}

TEST(LetterPdf, TheCodeOnItIsReadByACamera) {
  const PdfFile pdf(notice_letter(shipped(), "en", "IE", "reminder", facts(), sender()));
  EXPECT_EQ(pdf.scanned(),
            "BCD\n002\n1\nSCT\nSOGEDEFF\nNordlicht Handel GmbH\nDE75512108001245126199\n"
            "EUR2474.12\n\n\n100001 M-2026-17");
}

TEST(LetterPdf, ALongTableGoesOnWithItsTitlesAndEveryItemStandsOnce) {
  const PdfFile pdf(notice_letter(shipped(), "fr", "FR", "reminder", facts(120), sender()));
  const std::string text = pdf.text();
  EXPECT_THAT(pdf.info(), HasSubstr("Pages:           4"));
  EXPECT_THAT(text, HasSubstr("Page 4 sur 4"));
  for (int i = 0; i < 120; ++i) {
    const std::string number = std::to_string(90'000'001 + i);
    const auto first = text.find(number);
    ASSERT_NE(first, text.npos) << number;
    EXPECT_EQ(text.find(number, first + 1), text.npos) << number;
  }
  std::size_t titles = 0;
  for (auto at = text.find("Échéance"); at != text.npos; at = text.find("Échéance", at + 1))
    ++titles;
  EXPECT_GE(titles, 3u);
}

TEST(LetterPdf, TheSameLetterIsTheSameBytes) {
  const Letter letter = notice_letter(shipped(), "es", "ES", "demand", facts(30), sender());
  EXPECT_EQ(letter_pdf(letter), letter_pdf(letter));
}

TEST(LetterPdf, AnAddressThatTheWindowCantShowIsRefused) {
  NoticeFacts f = facts();
  f.recipient.resize(7, "x");
  EXPECT_THROW(letter_pdf(notice_letter(shipped(), "de", "DE", "reminder", f, sender())),
               FailureException);
}

}  // namespace
}  // namespace saldo::render
