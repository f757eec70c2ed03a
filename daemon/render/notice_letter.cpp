#include "render/notice_letter.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/result.hpp"
#include "render/letter_template.hpp"
#include "render/locale_text.hpp"
#include "render/payment_code.hpp"

namespace saldo::render {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSuffix = ".txt";
constexpr const char* kWords = "words";

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

/// "DE75 5121 0800 1245 1261 99", as people read it.
std::string in_groups(const std::string& iban) {
  std::string out;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    if (i != 0 && i % 4 == 0) out += ' ';
    out += iban[i];
  }
  return out;
}

Money total_of(const NoticeFacts& facts) { return facts.amount + facts.fee; }

Table items_of(const NoticeFacts& facts, const LetterWords& words, const LocaleText& locale) {
  Table table;
  table.columns = {{words.of("document")},
                   {words.of("document_date")},
                   {words.of("due_date")},
                   {words.of("days_overdue"), true},
                   {words.of("open"), true}};
  for (const NoticeItem& item : facts.items)
    table.rows.push_back(
        {item.number,
         item.document_date.empty() ? std::string() : locale.short_date(item.document_date),
         locale.short_date(item.due_date),
         item.days_overdue > 0 ? std::to_string(item.days_overdue) : std::string(),
         locale.number(item.amount)});
  if (facts.fee.minor != 0) table.totals.emplace_back(words.of("fee"), locale.number(facts.fee));
  table.totals.emplace_back(words.of("total"), locale.amount(total_of(facts)));
  return table;
}

PaymentDetails payment_of(const NoticeFacts& facts, const LetterSender& sender,
                          const LetterWords& words, const LocaleText& locale) {
  const Money total = total_of(facts);
  PaymentDetails p{.title = words.of("payment_title")};
  p.lines = {{words.of("beneficiary"), sender.name},
             {words.of("iban"), in_groups(sender.iban)},
             {words.of("reference"), facts.payment_reference},
             {words.of("amount"), locale.amount(total)}};
  if (!sender.bic.empty()) p.lines.insert(p.lines.begin() + 2, {words.of("bic"), sender.bic});
  if (total.currency.code() != "EUR") return p;  // the code is one for SEPA transfers
  p.code = payment_code(
      {.beneficiary = sender.name,
       .iban = sender.iban,
       .bic = sender.bic,
       .amount = total,
       .creditor_reference = facts.is_creditor_reference ? facts.payment_reference : std::string(),
       .text = facts.is_creditor_reference ? std::string() : facts.payment_reference});
  p.code_hint = words.of("code_hint");
  return p;
}

LetterValues values_of(const NoticeFacts& facts, const LetterSender& sender,
                       const LetterWords& words, const LocaleText& locale) {
  LetterValues values;
  const auto count = static_cast<std::int64_t>(facts.items.size());
  values.texts = {{"salutation", words.of("salutation")},
                  {"closing", words.of("closing")},
                  {"company", sender.name},
                  {"customer", facts.customer_number},
                  {"customer_name", facts.recipient.empty() ? "" : facts.recipient.front()},
                  {"notice", facts.reference},
                  {"date", locale.long_date(facts.date)},
                  {"pay_by", locale.long_date(facts.pay_by)},
                  {"total", locale.amount(total_of(facts))},
                  {"count", std::to_string(count)}};
  values.conditions["has_fee"] = facts.fee.minor != 0;
  const std::string plural = locale.plural(count);
  for (const char* category : {"zero", "one", "two", "few", "many", "other"})
    values.conditions[std::string("items_") + category] = plural == category;
  return values;
}

void require(bool there, const char* what, const char* remedy) {
  if (!there)
    throw FailureException({.kind = FailureKind::invalid,
                            .message = std::string("the letter lacks ") + what + "; " + remedy});
}

}  // namespace

bool Wordings::has(const std::string& language, const std::string& letter) const {
  return fs::exists(folder_ / language / (letter + kSuffix));
}

std::vector<std::string> Wordings::letters(const std::string& language) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder_ / language, error), end; !error && it != end;
       it.increment(error))
    if (it->path().extension() == kSuffix && it->path().stem() != kWords)
      names.push_back(it->path().stem());
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> Wordings::languages() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error))
    if (fs::exists(it->path() / (std::string(kWords) + kSuffix)))
      names.push_back(it->path().filename());
  std::ranges::sort(names);
  return names;
}

std::string Wordings::read(const std::string& language, const std::string& name) const {
  const fs::path file = folder_ / language / (name + kSuffix);
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "there is no wording " + file.string() +
                                       "; languages: " + joined(languages()) + "; letters in '" +
                                       language + "': " + joined(letters(language))});
  return {std::istreambuf_iterator<char>(in), {}};
}

Letter Wordings::notice(const std::string& language, const std::string& country,
                        const std::string& letter, const NoticeFacts& facts,
                        const LetterSender& sender) const {
  require(!sender.name.empty() && !sender.iban.empty(), "its sender's name and account",
          "configure the company code's 'letters'");
  require(!facts.items.empty(), "its items", "a notice has at least one");
  require(!facts.payment_reference.empty(), "a payment reference", "this is a fault of saldo");
  const fs::path folder = folder_ / language;
  const LetterWords words((folder / "words.txt").string(), read(language, kWords));
  const LetterTemplate wording((folder / (letter + kSuffix)).string(), read(language, letter));
  const LocaleText locale(language, country);
  Letter out;
  out.language = language;
  out.sender = {sender.name};
  out.sender.insert(out.sender.end(), sender.address.begin(), sender.address.end());
  out.recipient = facts.recipient;
  out.facts = {{words.of("date"), locale.long_date(facts.date)},
               {words.of("customer"), facts.customer_number},
               {words.of("notice"), facts.reference}};
  out.footer = sender.footer;
  out.page = words.of("page");
  wording.fill(out, values_of(facts, sender, words, locale), items_of(facts, words, locale),
               payment_of(facts, sender, words, locale));
  return out;
}

}  // namespace saldo::render
