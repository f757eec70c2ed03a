#include "saldo/fixed_records.hpp"

#include <gtest/gtest.h>

namespace saldo {
namespace {

constexpr Columns kKind{0, 2, "record type"}, kName{2, 8, "name"}, kAmount{8, 12, "amount"},
    kDay{2, 8, "booking date"};

/// Every record of `bytes`, read `chunk` bytes at a time.
std::vector<FixedRecord> all(std::string_view bytes, std::size_t width = 12,
                             std::size_t chunk = SIZE_MAX) {
  FixedRecords records(
      [&](char* to, std::size_t n) {
        n = std::min({n, chunk, bytes.size()});
        bytes.copy(to, n);
        bytes.remove_prefix(n);
        return n;
      },
      width, text::Charset::kCp850);
  std::vector<FixedRecord> out;
  for (FixedRecord r; records.next(r);) out.push_back(r);
  return out;
}

Rejected refusal(const std::function<void()>& f) {
  try {
    f();
  } catch (const Rejected& e) {
    return e;
  }
  ADD_FAILURE() << "it was read";
  return Rejected("", "");
}

TEST(FixedRecords, AreReadFromLinesOfAnyEndAndFromNone) {
  for (const char* bytes : {"01Anna  1234\n02Bert     5\n", "01Anna  1234\r\n02Bert     5",
                            "01Anna  1234\r02Bert     5\r", "01Anna  123402Bert     5",
                            "\xEF\xBB\xBF"
                            "01Anna  1234\n\n  \n02Bert     5\n\x1A"})
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
      const auto records = all(bytes, 12, chunk);
      ASSERT_EQ(records.size(), 2u) << bytes;
      EXPECT_EQ(records[0].text(kName), "Anna");
      EXPECT_EQ(records[1].number(kAmount), 5);
    }
}

TEST(FixedRecords, OfLinesThatEndInCrAreReadInOnePass) {
  const auto records = all("01Anna  1234\r" + std::string(8'000'000, '\r') + "02Bert     5\r");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].at, (Place{8'000'002, 8'000'013}));
}

TEST(FixedRecords, KnowWhereTheyStood) {
  const auto lines = all("01Anna  1234\r\n\r\n02Bert     5\r\n");
  EXPECT_EQ(lines[1].at, (Place{3, 16}));
  const auto pieces = all("01Anna  123402Bert     5");
  EXPECT_EQ(pieces[1].at, (Place{2, 12}));
}

TEST(FixedRecords, ColumnsCountCharactersWhateverTheCharset) {
  for (const char* bytes : {"01M\xC3\xBCller12\n", "01M\x81ller12\n"}) {
    const auto records = all(bytes);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].text(kName), "Müller");
    EXPECT_EQ(records[0].text(kAmount), "12");
    EXPECT_EQ(records[0].characters(), 10u);
  }
}

TEST(FixedRecords, EbcdicIsKnownByItsFirstDigit) {
  const auto records = all("\xF0\xF1\xC1\x95\x95\x81\x40\x40\xF1\xF2\xF3\xF4\x15\xF0\xF2\x15");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].text(kName), "Anna");
  EXPECT_EQ(records[0].number(kAmount), 1234);
}

TEST(FixedRecords, ABlankRecordAmongOthersEndsNothing) {
  const auto pieces = all("01Anna  1234            02Bert     5");
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(pieces[1].text(kName), "Bert");
  EXPECT_EQ(pieces[1].at, (Place{3, 24}));
}

TEST(FixedRecords, AskForTheCharsetOfALineThatIsNotUtf8) {
  std::string_view bytes = "01\xA5\n01M\xC3\xBC\n01\xD1\n";
  FixedRecords records(
      [&](char* to, std::size_t n) {
        n = std::min(n, bytes.size());
        bytes.copy(to, n);
        bytes.remove_prefix(n);
        return n;
      },
      12, text::Charset::kCp437);
  records.guess_charset([](std::string_view line) {
    return line.find('\xA5') != line.npos ? text::Charset::kCp850 : text::Charset::kCp1252;
  });
  for (const char* expected : {"Ñ", "Mü", "Ñ"}) {
    FixedRecord r;
    ASSERT_TRUE(records.next(r));
    EXPECT_EQ(r.text(kName), expected);
  }
}

TEST(FixedRecords, WhatIsBehindTheEndIsBlank) {
  const auto record = all("01An\n02\n").at(0);
  EXPECT_EQ(record.text(kName), "An");
  EXPECT_TRUE(record.is_blank(kAmount));
}

TEST(FixedRecords, AmountsHaveImpliedDecimals) {
  const auto amount = [](const char* bytes, int implied, const char* currency) {
    return all(bytes).at(0).amount(kAmount, implied, Currency::parse(currency)).to_string();
  };
  EXPECT_EQ(amount("01Anna  1234", 2, "EUR"), "12.34");
  EXPECT_EQ(amount("01Anna  1230", 3, "EUR"), "1.23");
  EXPECT_EQ(amount("01Anna     5", 2, "EUR"), "0.05");
  EXPECT_EQ(amount("01Anna  1234", 0, "JPY"), "1234");
  const auto record = all("01Anna  1234").at(0);
  const auto fault = refusal([&] { record.amount(kAmount, 3, Currency::parse("EUR")); });
  EXPECT_EQ(fault.rule, "amount.invalid");
  EXPECT_EQ(fault.message,
            "line 1, columns 9 to 12: amount '1234' has more decimals than its currency; ask the "
            "bank for a correct file");
  EXPECT_EQ(fault.at, (Place{1, 8}));
}

TEST(FixedRecords, AFaultOfAFieldBehindTheEndOfItsRecordStandsAtThatEnd) {
  const auto record = all("01Anna\n").at(0);
  const auto fault = refusal([&] { record.number(kAmount); });
  EXPECT_EQ(fault.at, (Place{1, 6}));
}

TEST(FixedRecords, DatesAreDaysOfTheCalendar) {
  const auto day = [](const char* bytes, const char* form) {
    return all(bytes).at(0).date(kDay, form).to_string();
  };
  EXPECT_EQ(day("01310126", "DDMMYY"), "2026-01-31");
  EXPECT_EQ(day("01991231", "YYMMDD"), "1999-12-31");
  const auto record = all("01310226").at(0);
  EXPECT_EQ(refusal([&] { static_cast<void>(record.date(kDay, "DDMMYY")); }).message,
            "line 1, columns 3 to 8: booking date '310226' is not a day of the form DDMMYY; ask "
            "the bank for a correct file");
}

TEST(FixedRecords, WhatIsNoNumberIsRefused) {
  for (const char* bytes : {"01Anna  12A4", "01Anna      ", "01Anna  -123"}) {
    const auto record = all(bytes).at(0);
    EXPECT_EQ(refusal([&] { static_cast<void>(record.number(kAmount)); }).rule, "number.invalid");
  }
}

TEST(FixedRecords, PlacesOfFaultsCountBytesOfTheDocument) {
  for (const auto& [bytes, offset] : {std::pair{"01M\xC3\xBCller12A4\n", 9},
                                      {"01M\x81ller12A4\n", 8},
                                      {"01Anna\n", 6},
                                      {"01M\xC3\xBCl\n", 6},
                                      {"01M\x81l\n", 5}}) {
    const auto record = all(bytes).at(0);
    EXPECT_EQ(refusal([&] { static_cast<void>(record.number(kAmount)); }).at,
              (Place{1, static_cast<std::uint64_t>(offset)}))
        << bytes;
  }
}

TEST(FixedRecords, ALineWithoutEndIsRefused) {
  const std::string bytes = "01\n" + std::string(200'000, 'x');
  EXPECT_EQ(refusal([&] { all(bytes); }).rule, "text.limit");
}

TEST(FixedRecords, PutBlanksForTabsUpToTheNextOfTheirColumns) {
  for (const auto& [line, expanded] : {std::pair{"a\tb", "a       b"},
                                       {"\t\tx", "                x"},
                                       {"1234567\tx", "1234567 x"},
                                       {"12345678\tx", "12345678        x"},
                                       {"\xC3\xA9\xC3\xA9\tx", "\xC3\xA9\xC3\xA9      x"},
                                       {"no tab", "no tab"}}) {
    FixedRecord record = all(std::string(line) + "\n").at(0);
    record.expand_tabs();
    EXPECT_EQ(record.line(), expanded);
  }
}

TEST(FixedRecords, PlaceAFaultOfATrimmedFieldAtTheEndOfItsRecord) {
  const FixedRecord record = all("01Anna\n").at(0);
  EXPECT_EQ(refusal([&] { record.number(kAmount); }).at.offset, 6u);
  FixedRecord tabs = all("01\tx\n").at(0);
  tabs.expand_tabs();
  EXPECT_EQ(refusal([&] { tabs.number(kAmount); }).at.offset, 4u);
}

}  // namespace
}  // namespace saldo
