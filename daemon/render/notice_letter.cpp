#include "render/notice_letter.hpp"

#include "base/result.hpp"
#include "render/locale_text.hpp"
#include "render/payment_code.hpp"

namespace saldo::render {

namespace {

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
  table.name = "items";
  for (const char* text : {"document", "document_date", "due_date"})
    table.columns.push_back({words.of(text), false, text});
  for (const char* figures : {"days_overdue", "open"})
    table.columns.push_back({words.of(figures), true, figures});
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
                  {"fee", facts.fee.minor == 0 ? "" : locale.amount(facts.fee)},
                  {"iban", in_groups(sender.iban)},
                  {"bic", sender.bic},
                  {"payment_reference", facts.payment_reference},
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

Letter notice_letter(const Wordings& wordings, const std::string& language,
                     const std::string& country, const std::string& wording,
                     const NoticeFacts& facts, const LetterSender& sender) {
  require(!sender.name.empty() && !sender.iban.empty(), "its sender's name and account",
          "configure the company code's 'letters'");
  require(!facts.items.empty(), "its items", "a notice has at least one");
  require(!facts.payment_reference.empty(), "a payment reference", "this is a fault of saldo");
  const LetterWords words = wordings.words(language);
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
  const LetterValues values = values_of(facts, sender, words, locale);
  out.values = values.texts;
  wordings.letter(language, wording)
      .fill(out, values,
            {{"items", {items_of(facts, words, locale)}},
             {"payment", {payment_of(facts, sender, words, locale)}}});
  return out;
}

}  // namespace saldo::render
