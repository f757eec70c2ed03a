#include <random>

#include "both_forms.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

/// IDocs as systems of many habits send them, some of which break a rule.
class AnyIdocs {
 public:
  explicit AnyIdocs(unsigned seed) : random_(seed) {}

  std::vector<Sent> idocs() {
    std::vector<Sent> all;
    for (int left = up_to(1, 6); left > 0; --left) {
      const int kind = up_to(0, 3);
      all.push_back(kind == 0   ? customer()
                    : kind == 1 ? advice()
                    : kind == 2 ? statement()
                                : invoice());
      char number[20];
      std::snprintf(number, sizeof number, "%016d", up_to(1, 99'999'999));
      all.back().number = number;
    }
    return all;
  }
  Style style() {
    Style style;
    style.padded = chance(50);
    // Only records that are filled up can stand without line ends.
    const char* const ends[] = {"\n", "\r\n", ""};
    style.line_end = ends[up_to(0, style.padded ? 2 : 1)];
    style.old_release = chance(30);
    style.version = chance(80) ? "00" + std::to_string(up_to(1, 9)) : "";
    return style;
  }
  bool chance(int percent) { return up_to(1, 100) <= percent; }
  int up_to(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }

 private:
  std::string one_of(std::initializer_list<const char*> these) {
    return these.begin()[up_to(0, static_cast<int>(these.size()) - 1)];
  }
  std::string number(int least, int most) { return std::to_string(up_to(least, most)); }
  std::string amount() {
    std::string cents = number(1, 99'999'999);
    if (cents.size() < 3) cents.insert(0, 3 - cents.size(), '0');
    return cents.insert(cents.size() - 2, ".") + (chance(15) ? "-" : "");
  }
  std::string date() {
    if (chance(3)) return "20260231";
    const std::string month = number(1, 12), day = number(1, 28);
    return one_of({"2024", "2025", "2026"}) + (month.size() < 2 ? "0" : "") + month +
           (day.size() < 2 ? "0" : "") + day;
  }
  std::string name() { return one_of({"Käse_GmbH", "Ärzte_e.V.", "A", "Smith_and_Sons"}); }
  std::string debtor() { return "0000" + number(100'000, 999'999); }

  Sent invoice() {
    Sent sent = sent_invoice(number(90'000'000, 90'999'999), amount());
    auto& parts = sent.parts;
    for (Part& part : parts) {
      if (part.fields.starts_with("PARVW=RG")) part.fields = "PARVW=RG PARTN=" + debtor();
      if (part.fields.starts_with("IDDAT=026")) part.fields = "IDDAT=026 DATUM=" + date();
    }
    if (chance(20))
      parts[0].fields.replace(parts[0].fields.find("INVO"), 4, one_of({"CRME", "SUBI", "XXXX"}));
    if (chance(20)) std::erase_if(parts, [](const Part& p) { return p.segment == "E1EDK18"; });
    if (chance(30)) parts.insert(parts.begin() + 3, {1, "E1EDK02", "QUALF=012 BELNR=" + name()});
    if (chance(10)) std::erase_if(parts, [](const Part& p) { return p.segment == "E1EDS01"; });
    if (chance(30)) parts.insert(parts.end() - 1, {1, "ZZLAST", "KUNNR=" + debtor()});
    return sent;
  }
  Sent customer() {
    Sent sent{"DEBMAS",
              chance(50) ? "DEBMAS06" : "DEBMAS07",
              "",
              {{1, "E1KNA1M",
                "MSGFN=" + one_of({"005", "004", "009"}) + " KUNNR=" + debtor() +
                    " NAME1=" + name() + " LAND1=" + one_of({"DE", "FR", "PL"}) + " SPRAS=D"}}};
    for (int n = up_to(0, 3); n > 0; --n) {
      sent.parts.push_back(
          {2, "E1KNB1M", "MSGFN=005 BUKRS=" + number(1000, 1009) + " ZTERM=ZB" + number(10, 90)});
      for (int areas = up_to(0, 2); areas > 0; --areas)
        sent.parts.push_back({3, "E1KNB5M",
                              "MABER=A" + number(0, 9) + " MAHNA=0001 MAHNS=" + number(0, 4) +
                                  " MADAT=" + date() + (chance(30) ? " MANSP=A" : "")});
    }
    if (chance(50)) sent.parts.push_back({2, "E1KNBKM", "MSGFN=005 IBAN=DE02120300000000202051"});
    if (chance(30)) sent.parts.push_back({2, "Z1KNA1", "NAME1=" + name()});
    if (chance(50)) {
      sent.parts.push_back({2, "E1KNKAM", "WAERS=EUR"});
      sent.parts.push_back({3, "E1KNKKM", "KKBER=1000 KLIMK=" + number(0, 900'000) + ".00"});
    }
    return sent;
  }
  Sent advice() {
    Sent sent = sent_advice();
    if (chance(50)) sent.parts[1].fields = "IDDAT=026 DATUM=" + date();
    if (chance(30)) sent.parts[2].fields = "MOAQUAL=002 MOABETR=" + amount() + " CUXWAERZ=EUR";
    return sent;
  }
  Sent statement() {
    Sent sent = sent_statement();
    if (chance(50)) sent.parts[1].fields = "IDDAT=026 DATUM=" + date();
    if (chance(30)) sent.parts.back().fields = "MOAQUAL=001 MOABETR=" + amount() + " CUXWAERZ=EUR";
    if (chance(50)) sent.parts[8].fields = "TXT01=RE_" + number(1, 99'999'999) + " TXT02=" + name();
    return sent;
  }

  std::mt19937 random_;
};

/// The records without their places, and of what was refused the rule.
std::string told(const Decoded& decoded) {
  std::string all = std::to_string(decoded.status) + " " + decoded.error.rule + "\n";
  for (const auto& record : decoded.records)
    if (const auto* refusal = std::get_if<Refusal>(&record))
      all += std::to_string(refusal->statement) + " refused: " + refusal->rule + "\n";
    else
      std::visit([&](const auto& r) { all += FieldLines::of(r); }, record);
  return all;
}

TEST(FormsOfIdocs, XmlAndFlatGiveTheSameRecordsAndTheSameRefusals) {
  int refused = 0, records = 0;
  for (unsigned seed = 1; seed <= 1'500; ++seed) {
    AnyIdocs any(seed);
    const auto idocs = any.idocs();
    const Style style = any.style();
    const Decoded xml = decode(to_xml(idocs), static_cast<std::size_t>(any.up_to(1, 5'000)));
    const Decoded flat =
        decode(to_flat(idocs, style), static_cast<std::size_t>(any.up_to(1, 5'000)));
    ASSERT_EQ(told(flat), told(xml)) << "seed " << seed;
    refused += static_cast<int>(xml.refusals().size());
    records += static_cast<int>(xml.records.size());
  }
  EXPECT_GT(refused, 300) << "the rules that IDocs can break are among what is compared";
  EXPECT_GT(records - refused, 3'000);
}

TEST(FormsOfIdocs, AFileThatEndsWithinARecordIsNeverTakenForAWholeOne) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    AnyIdocs any(seed);
    const auto idocs = any.idocs();
    const std::string xml = to_xml(idocs), flat = to_flat(idocs, any.style());
    const auto cut = [&](const std::string& whole) {
      return whole.substr(
          0, static_cast<std::size_t>(any.up_to(0, static_cast<int>(whole.size()) - 10)));
    };
    const Decoded half = decode(cut(xml));
    EXPECT_EQ(half.status, SALDO_E_REJECTED) << "seed " << seed;
    std::string lines = cut(flat);
    if (const auto end = lines.find_last_not_of("\r\n"); end + 1 < lines.size()) lines.resize(end);
    EXPECT_EQ(decode(lines).status, SALDO_E_REJECTED) << "seed " << seed;
  }
}

}  // namespace
}  // namespace saldo
