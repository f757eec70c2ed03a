#include "flows/notice_letter.hpp"

#include "model/creditor_reference.hpp"
#include "render/letter_docx.hpp"
#include "render/notice_letter.hpp"
#include "saldo/text.hpp"
#include "store/dunning_letters.hpp"

namespace saldo::flows {

namespace {

constexpr std::size_t kTransferTextMax = 140;  // characters, of a SEPA transfer

std::string contact(const store::NoticeToWrite& notice, std::string_view kind) {
  for (const auto& [of, value] : notice.contacts)
    if (of == kind) return value;
  return {};
}

/// Name, street, postal code and town; the country where it isn't ours.
std::vector<std::string> recipient(const store::NoticeToWrite& notice, std::string_view own) {
  std::vector<std::string> lines{notice.customer_name};
  if (const std::string street = contact(notice, "street"); !street.empty())
    lines.push_back(street);
  std::string town = contact(notice, "postal_code");
  town += (town.empty() ? "" : " ") + contact(notice, "town");
  if (!town.empty()) lines.push_back(town);
  if (!notice.country.empty() && notice.country != own) lines.push_back(notice.country);
  return lines;
}

/// What to write so that cash application finds the items: the creditor reference of one item, the
/// numbers of several, or else the customer's.
void set_payment_reference(const store::NoticeToWrite& notice, render::NoticeFacts& facts) {
  if (notice.items.size() == 1 && notice.fee.minor == 0)
    if (const auto made = model::CreditorReference::make(facts.items[0].number)) {
      facts.payment_reference = made->text();
      facts.is_creditor_reference = true;
      return;
    }
  std::string numbers;
  for (const auto& item : facts.items) numbers += (numbers.empty() ? "" : " ") + item.number;
  facts.payment_reference = text::count_characters(numbers) <= kTransferTextMax
                                ? numbers
                                : facts.customer_number + " " + facts.reference;
}

render::NoticeFacts facts_of(const store::NoticeToWrite& notice, const config::Config& config,
                             std::string_view own_country, Date today) {
  render::NoticeFacts facts{.reference = "M" + std::to_string(model::raw(notice.id)),
                            .customer_number = render::printed_number(notice.customer_number),
                            .recipient = recipient(notice, own_country),
                            .date = notice.sent_on.empty() ? today : notice.sent_on,
                            .amount = notice.amount,
                            .fee = notice.fee};
  facts.pay_by = facts.date.plus_days(config.letters.pay_within_days);
  Money sum{0, notice.amount.currency};
  for (const auto& item : notice.items) {
    facts.items.push_back({render::printed_number(item.number), item.document_date, item.due_date,
                           item.days_overdue, item.amount});
    sum += item.amount;
  }
  if (sum != notice.amount)
    throw FailureException({.kind = FailureKind::broken,
                            .message = "the items of " + facts.reference + " come to " +
                                       sum.to_string() + ", the notice says " +
                                       notice.amount.to_string() + "; no letter is written"});
  set_payment_reference(notice, facts);
  return facts;
}

/// A notice's letter, and in which language and wording.
struct Written {
  render::Letter letter;
  std::string language, wording;
};

Written write(const Environment& environment, const render::Wordings& wordings, model::NoticeId id,
              Date today) {
  const config::Config& config = *environment.config;
  store::NoticeToWrite notice;
  {
    store::Snapshot snapshot(*environment.store);
    notice = store::notice_to_write(snapshot.sql(), id);
  }
  const auto head = config.letterheads.find(notice.company_code);
  if (head == config.letterheads.end())
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "company code " + notice.company_code +
                                       " has no letterhead; add company_codes: { \"" +
                                       notice.company_code +
                                       "\": { letterhead: { name: …, address: [ … ], iban: … } } } "
                                       "to the configuration"});
  const config::Letterhead& own = head->second;
  Written out;
  out.wording = notice.letter.empty() ? usual_wording(notice.level, notice.legal) : notice.letter;
  out.language =
      wordings.has(notice.language, out.wording) ? notice.language : config.letters.language;
  out.letter = render::notice_letter(
      wordings, out.language, notice.country, out.wording,
      facts_of(notice, config, std::string_view(own.iban).substr(0, 2), today),
      {own.name, own.address, own.footer, own.iban, own.bic});
  return out;
}

}  // namespace

std::string usual_wording(int level, bool legal) {
  if (legal || level > 2) return "final";
  return level == 2 ? "demand" : "reminder";
}

render::Letter notice_letter(const Environment& environment, model::NoticeId id, Date today) {
  return write(environment, render::Wordings(environment.config->letters.path), id, today).letter;
}

std::string notice_docx(const Environment& environment, model::NoticeId id, Date today) {
  const render::Wordings wordings(environment.config->letters.path);
  const Written written = write(environment, wordings, id, today);
  const auto form = wordings.form(written.language, written.wording);
  return render::letter_docx(written.letter, form.name, form.bytes);
}

}  // namespace saldo::flows
