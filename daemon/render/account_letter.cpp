#include "render/account_letter.hpp"

#include "render/locale_text.hpp"

namespace saldo::render {

namespace {

Table activity(const AccountFacts& facts, const AccountFacts::Part& part, const LetterWords& words,
               const LocaleText& locale) {
  Table table;
  table.columns = {{words.of("date")},
                   {words.of("entry")},
                   {words.of("document")},
                   {words.of("amount"), true},
                   {words.of("balance"), true}};
  table.rows.push_back({locale.short_date(facts.from), words.of("opening_balance"), "", "",
                        locale.number(part.opening)});
  for (const AccountFacts::Movement& m : part.movements)
    table.rows.push_back({locale.short_date(m.date), words.of("kind." + m.kind), m.reference,
                          locale.number(m.amount), locale.number(m.balance)});
  table.totals.emplace_back(words.of("closing_balance"), locale.amount(part.closing));
  return table;
}

Table open_items(const AccountFacts::Part& part, const LetterWords& words,
                 const LocaleText& locale) {
  Table table;
  table.columns = {{words.of("document")},
                   {words.of("document_date")},
                   {words.of("due_date")},
                   {words.of("days_overdue"), true},
                   {words.of("open"), true}};
  for (const AccountFacts::OpenItem& item : part.open)
    table.rows.push_back(
        {item.number,
         item.document_date.empty() ? std::string() : locale.short_date(item.document_date),
         locale.short_date(item.due_date),
         item.days_overdue > 0 ? std::to_string(item.days_overdue) : std::string(),
         locale.number(item.open)});
  if (part.unapplied.minor != 0)
    table.totals.emplace_back(words.of("kind.unapplied"), locale.number(-part.unapplied));
  table.totals.emplace_back(words.of("total"), locale.amount(part.closing));
  return table;
}

Table aging(const AccountFacts::Part& part, const LetterWords& words, const LocaleText& locale) {
  Table table;
  std::vector<std::string> row;
  const char* const titles[] = {"not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"};
  for (std::size_t i = 0; i < part.aging.size(); ++i) {
    table.columns.push_back({words.of(titles[i]), true});
    row.push_back(locale.number(part.aging[i]));
  }
  table.rows.push_back(std::move(row));
  return table;
}

std::vector<LetterBlock> accounts(const AccountFacts& facts, const LetterWords& words,
                                  const LocaleText& locale) {
  std::vector<LetterBlock> blocks;
  for (const AccountFacts::Part& part : facts.parts) {
    blocks.emplace_back(
        Paragraph{words.of("activity") + " (" + std::string(part.closing.currency.code()) + ")"});
    blocks.emplace_back(activity(facts, part, words, locale));
    if (part.open.empty()) continue;
    blocks.emplace_back(Paragraph{words.of("open_items")});
    blocks.emplace_back(open_items(part, words, locale));
    blocks.emplace_back(aging(part, words, locale));
  }
  return blocks;
}

}  // namespace

Letter account_letter(const Wordings& wordings, const std::string& language,
                      const std::string& country, const AccountFacts& facts,
                      const LetterSender& sender) {
  const LetterWords words = wordings.words(language);
  const LocaleText locale(language, country);
  Letter out;
  out.language = language;
  out.sender = {sender.name};
  out.sender.insert(out.sender.end(), sender.address.begin(), sender.address.end());
  out.recipient = facts.recipient;
  out.facts = {{words.of("date"), locale.long_date(facts.to)},
               {words.of("customer"), facts.customer_number}};
  out.footer = sender.footer;
  out.page = words.of("page");
  wordings.letter(language, "statement")
      .fill(out,
            {.texts = {{"salutation", words.of("salutation")},
                       {"closing", words.of("closing")},
                       {"company", sender.name},
                       {"customer", facts.customer_number},
                       {"from", locale.long_date(facts.from)},
                       {"to", locale.long_date(facts.to)}},
             .conditions = {}},
            {{"accounts", accounts(facts, words, locale)}});
  return out;
}

}  // namespace saldo::render
