#include "support/period.hpp"

#include <cstdio>
#include <fstream>
#include <random>

namespace saldo::test {

namespace {

const Date kFirstDay = Date::from_ymd(2026, 3, 2).value();

std::string digits(std::int64_t n, int width) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", width, static_cast<long long>(n));
  return text;
}

/// Numbers as other programs print them.
std::string shorn(const std::string& number) {
  return number.substr(number.find_first_not_of('0'));
}

class Maker {
 public:
  Maker(std::uint32_t seed, const PeriodSize& size) : size_(size), chance_(seed) {}

  Period make() {
    make_debtors();
    make_bills();
    std::int64_t balance = 1'000'000;
    const std::string account = iban("DE", digits(500'105'170'000'000'001 + below(1000), 18));
    for (int day = 0; day < size_.days; ++day) {
      Sheet sheet{.account = account,
                  .number = day + 1,
                  .day = kFirstDay.plus_days(day),
                  .opening = balance};
      while (static_cast<int>(sheet.transfers.size()) < size_.transfers_a_day) add(sheet);
      balance = sheet.closing();
      period_.sheets.push_back(std::move(sheet));
    }
    return std::move(period_);
  }

 private:
  /// The standard's distributions differ between libraries; this doesn't.
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(chance_()) % n; }

  void make_debtors() {
    for (int i = 0; i < size_.debtors; ++i)
      period_.debtors.push_back(
          {.number = digits(100'001 + i, 10),
           .name = "Kunde " + digits(i + 1, 4) + " Handel GmbH",
           .iban = i % 5 == 4 ? "" : iban("DE", digits(370'400'440'000'000'001 + i, 18))});
  }

  void make_bills() {
    // Every fourth pair has one amount: which of the two a payer without text means isn't told.
    for (int i = 0; i < size_.bills; ++i) {
      const bool twin = i % 8 == 7;
      const Debtor& debtor = period_.debtors[static_cast<std::size_t>(
          twin ? last_debtor_ : (last_debtor_ = below(size_.debtors)))];
      period_.bills.push_back(
          {.number = digits(90'000'001 + i, 10),
           .customer = debtor.number,
           .date = kFirstDay.plus_days(static_cast<std::int32_t>(-10 - below(60))),
           .cents = twin ? period_.bills.back().cents : 1000 + below(500'000)});
    }
  }

  const Debtor& debtor_of(const Bill& bill) const {
    for (const Debtor& d : period_.debtors)
      if (d.number == bill.customer) return d;
    return period_.debtors.front();
  }

  Transfer from(const Bill& bill) {
    const Debtor& payer = debtor_of(bill);
    return {.cents = bill.cents,
            .reference = "BANK" + digits(++serial_, 8),
            .text = "",
            .creditor_reference = "",
            .name = payer.name,
            .iban = payer.iban};
  }

  void add(Sheet& sheet) {
    const Bill& bill = period_.bills[static_cast<std::size_t>(below(size_.bills))];
    Transfer t = from(bill);
    switch (below(8)) {
      case 0:
        t.creditor_reference = creditor_reference(shorn(bill.number));
        break;
      case 1:
        t.text = "Rechnung " + shorn(bill.number);
        break;
      case 2:
        t.text = "RE " + shorn(bill.number);
        for (const Bill& other : period_.bills)
          if (other.customer == bill.customer && other.number > bill.number) {
            t.text += ", " + shorn(other.number);
            t.cents += other.cents;
            break;
          }
        break;
      case 3:
      case 4:  // nothing but the payer's account and the amount
        break;
      case 5:
        t.name = "Unbekannt AG";
        t.iban = iban("NL", "TEST0" + digits(below(1'000'000'000), 9));
        t.text = "Zahlung";
        break;
      case 6:
        t.cents = 100 + below(10'000);
        t.text = "Akonto";
        break;
      default:  // paid twice, on one day, in the same words
        t.text = "Rechnung " + shorn(bill.number);
        t.reference.clear();
        sheet.transfers.push_back(t);
    }
    sheet.transfers.push_back(std::move(t));
  }

  PeriodSize size_;
  std::mt19937 chance_;
  Period period_;
  std::int64_t last_debtor_ = 0, serial_ = 0;
};

}  // namespace

Period make_period(std::uint32_t seed, const PeriodSize& size) { return Maker(seed, size).make(); }

std::vector<std::pair<std::string, std::string>> Period::erp_files() const {
  return {{"1-customers.xml", debmas(debtors)}, {"2-invoices.xml", invoic(bills)}};
}

std::vector<std::pair<std::string, std::string>> Period::bank_files() const {
  std::vector<std::pair<std::string, std::string>> files;
  for (const Sheet& sheet : sheets) {
    const std::string name = "statement-" + digits(sheet.number, 3);
    if (sheet.number % 2 == 0)
      files.emplace_back(name + ".sta", mt940({sheet}));
    else
      files.emplace_back(name + ".xml", camt053({sheet}));
  }
  return files;
}

void drop(const std::filesystem::path& folder, const std::string& name, const std::string& bytes) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path partial = folder / (name + ".part");
  std::ofstream(partial, std::ios::binary) << bytes;
  std::filesystem::rename(partial, folder / name);
}

}  // namespace saldo::test
