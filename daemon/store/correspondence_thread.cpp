#include <soci/soci.h>

#include <algorithm>
#include <utility>

#include "store/correspondence.hpp"

namespace saldo::store {

namespace {

constexpr std::size_t kHexDigits = 16;

/// "n17.0123456789abcdef" at the beginning of `text`, followed by `end`; empty when it isn't there.
std::string token_at(std::string_view text, char end) {
  if (!text.starts_with('n')) return {};
  std::size_t at = 1;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  if (at == 1 || at >= text.size() || text[at] != '.') return {};
  const std::size_t hex = ++at;
  while (at < text.size() && std::string_view("0123456789abcdef").find(text[at]) != text.npos) ++at;
  if (at - hex != kHexDigits || (at < text.size() ? text[at] != end : end != '\0')) return {};
  return std::string(text.substr(0, at));
}

/// The token in "bounces+TOKEN@example.com".
std::string token_in_address(std::string_view address) {
  const auto plus = address.find('+');
  return plus == address.npos ? std::string() : token_at(address.substr(plus + 1), '@');
}

/// Addresses are compared without regard to case: people write them either way.
constexpr const char* kCustomersByAddress =
    "SELECT DISTINCT c.id, c.number FROM customer c, json_each(c.contacts_json) e WHERE "
    "c.contacts_json LIKE '%' || :address || '%' AND json_extract(e.value, '$.kind') = 'email' AND "
    "LOWER(json_extract(e.value, '$.value')) = LOWER(:address) LIMIT 3";

std::vector<std::pair<std::int64_t, std::string>> customers_by_address(soci::session& sql,
                                                                       const std::string& address) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  std::int64_t id = 0;
  std::string number;
  soci::statement rows = (sql.prepare << kCustomersByAddress, soci::use(address, "address"),
                          soci::into(id), soci::into(number));
  rows.execute();
  while (rows.fetch()) found.emplace_back(id, number);
  return found;
}

void set_mail(soci::session& sql, Thread& thread, SentMail mail, const char* by,
              std::string evidence) {
  thread.by = by;
  thread.evidence = std::move(evidence);
  thread.customer = mail.customer;
  const std::int64_t id = model::raw(mail.customer);
  sql << "SELECT number FROM customer WHERE id = :id", soci::use(id, "id"),
      soci::into(thread.customer_number);
  thread.mail = std::move(mail);
}

bool thread_by_token(soci::session& sql, const Correspondence& mail, Thread& thread) {
  std::vector<std::string> tokens;
  for (const auto* addresses : {&mail.delivered_to, &mail.to})
    for (const std::string& address : *addresses) tokens.push_back(token_in_address(address));
  tokens.push_back(token_at(mail.returned_envelope_id, '\0'));
  for (const std::string& token : tokens) {
    if (token.empty()) continue;
    if (auto found = find_sent_mail(sql, token)) {
      set_mail(sql, thread, std::move(*found), "token", token);
      return true;
    }
  }
  return false;
}

/// What it sends back or answers; of the references the newest that is ours.
bool thread_by_message_id(soci::session& sql, const Correspondence& mail, Thread& thread) {
  std::vector<std::string> ids{mail.returned_message_id, mail.in_reply_to};
  ids.insert(ids.end(), mail.references.rbegin(), mail.references.rend());
  for (const std::string& id : ids) {
    if (id.empty()) continue;
    if (auto found = find_sent_mail_by_message_id(sql, id)) {
      set_mail(sql, thread, std::move(*found), "message_id", id);
      return true;
    }
  }
  return false;
}

}  // namespace

Thread thread_of(soci::session& sql, const Correspondence& mail) {
  Thread thread{.by = "none"};
  if (thread_by_token(sql, mail, thread) || thread_by_message_id(sql, mail, thread)) return thread;
  // The address that a mail system or a complaint comes from says nothing of a customer.
  if (mail.classification == "bounce" || mail.classification == "report") {
    thread.evidence = "it is about no mail that saldo has sent";
    return thread;
  }
  if (mail.from_address.empty()) {
    thread.evidence = "it names no sender";
    return thread;
  }
  const auto found = customers_by_address(sql, mail.from_address);
  if (found.size() == 1) {
    thread.by = "address";
    thread.evidence = mail.from_address;
    thread.customer = model::CustomerId{found[0].first};
    thread.customer_number = found[0].second;
  } else if (found.empty()) {
    thread.evidence = "no customer has the address " + mail.from_address;
  } else {
    thread.evidence = "several customers have the address " + mail.from_address + ": " +
                      found[0].second + ", " + found[1].second +
                      (found.size() > 2 ? " and others" : "");
  }
  return thread;
}

}  // namespace saldo::store
