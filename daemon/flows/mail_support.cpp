#include "flows/mail_support.hpp"

#include <boost/json.hpp>
#include <chrono>

#include "cash/named_items.hpp"
#include "flows/sql_book.hpp"
#include "store/correspondence.hpp"
#include "store/review.hpp"
#include "store/rows.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// People write before they pay and after they are reminded.
constexpr std::chrono::days kBefore{21}, kAfter{21};
constexpr int kMailsMax = 300;  // each is read whole

Instant midnight(Date day) { return Instant(std::chrono::sys_days(std::chrono::days(day.days()))); }

json::object to_json(const store::WrittenMail& mail, const cash::NamedItems& named) {
  json::array items;
  for (const cash::NamedItem& n : named.items) {
    json::object item{{"item", n.item.number}, {"open", n.item.open.to_string()}};
    if (n.stated) item["stated"] = n.stated->to_string();
    items.push_back(std::move(item));
  }
  return {{"correspondence", mail.id},
          {"received_at",
           store::instant_text(mail.received.time_since_epoch() / std::chrono::microseconds(1))},
          {"from", mail.from},
          {"customer", mail.customer_number},
          {"thread", mail.thread},
          {"thread_evidence", mail.thread_evidence},
          {"document", mail.document},
          {"verified", false},
          {"why", named.why},
          {"items", std::move(items)}};
}

}  // namespace

std::vector<json::object> mails_for_payment(soci::session& sql, model::TransactionId payment) {
  const store::ReviewedTransaction t = store::reviewed_transaction(sql, payment);
  cash::Payment asked{.id = t.id, .amount = t.amount};
  asked.booking_date = asked.value_date = t.value_date;
  asked.counterparty_iban = t.iban;
  const cash::NumberForms none;  // items are looked up by whole numbers alone
  const SqlBook book(sql, none);
  const auto mails = store::mails_written(sql, {.customer = t.customer,
                                                .from = midnight(t.value_date) - kBefore,
                                                .to = midnight(t.value_date) + kAfter,
                                                .limit = kMailsMax});
  std::vector<json::object> all;
  for (const store::WrittenMail& mail : mails)
    if (const auto named = cash::named_items(mail.text, asked, mail.customer, book);
        !named.why.empty())
      all.push_back(to_json(mail, named));
  return all;
}

json::object show_for_review(soci::session& sql, model::TransactionId payment) {
  json::object shown = store::show_reviewed(sql, payment);
  const auto mails = mails_for_payment(sql, payment);
  if (!mails.empty()) shown["mails"] = json::array(mails.begin(), mails.end());
  return shown;
}

}  // namespace saldo::flows
