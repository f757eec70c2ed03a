#include "flows/dunning_data.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "store/dunning_data.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kAccountsAtOnce = 200;

/// No connector's name has a colon.
std::string follower_of(const std::string& connector) { return "write-back:dunning:" + connector; }

std::string subject_of(const char* what, const store::DunnedAccount& account) {
  return std::string(what) + ":" + account.customer + "/" + account.company_code + "/" +
         account.area;
}

json::object body_of(const store::DunnedAccount& account) {
  return {{"customer", account.customer},
          {"company_code", account.company_code},
          {"area", account.area}};
}

void tell_account(soci::session& sql, const std::string& connector,
                  const store::DunnedAccount& account, Instant now, OutboxTotals& totals) {
  const auto last = store::last_notice(sql, account);
  if (!last) return;
  json::object body = body_of(account);
  body["last"] = last->day.to_string();
  body["level"] = last->level;
  tell_newest(sql,
              {.kind = "dunning",
               .key_prefix = "SD",
               .connector = connector,
               .about = {.subject = subject_of("dunning", account),
                         .company_code = account.company_code,
                         .customer = account.customer_id,
                         .notice = last->notice,
                         .amount = {}},
               .content = last->day.to_string() + "/" + std::to_string(last->level),
               .body = std::move(body)},
              now, totals);
}

/// One company code of a customer who is, or was, held out of dunning.
class Block {
 public:
  Block(soci::session& sql, const std::string& connector, const std::string& key,
        const store::BlockedCompany& company)
      : sql_(sql),
        connector_(connector),
        key_(key),
        company_(company),
        subject_(subject_of("block", company.account)) {}

  void follow(Instant now, OutboxTotals& totals) {
    const auto messages = store::messages_about(sql_, subject_, connector_);
    const auto newest = std::find_if(messages.rbegin(), messages.rend(),
                                     [](const store::Message& m) { return m.state != "void"; });
    const std::string told = newest == messages.rend() ? "" : block_in(*newest);
    if (company_.held) {
      // A block that is there blocks already, whoever set it.
      if (told.empty() && company_.erp_block.empty()) tell(key_, "", now, totals);
      return;
    }
    if (told.empty()) return;
    if (newest->has_no_effect()) {
      store::void_message(sql_, newest->id, "saldod", "the hold behind it has ended", now);
      ++totals.voided;
    } else if (company_.erp_block.empty() || company_.erp_block == told) {
      tell("", told, now, totals);
    }
  }

 private:
  static std::string block_in(const store::Message& m) {
    const json::value body = json::parse(m.body);
    return std::string(body.at("block").as_string());
  }

  void tell(const std::string& block, const std::string& instead_of, Instant now,
            OutboxTotals& totals) {
    json::object body = body_of(company_.account);
    body["block"] = block;
    body["instead_of"] = instead_of;
    tell_newest(sql_,
                {.kind = "dunning_block",
                 .key_prefix = "SB",
                 .connector = connector_,
                 .about = {.subject = subject_,
                           .company_code = company_.account.company_code,
                           .customer = company_.account.customer_id,
                           .amount = {}},
                 .content = "block " + block,
                 .body = std::move(body)},
                now, totals);
  }

  soci::session& sql_;
  const std::string& connector_;
  const std::string& key_;
  const store::BlockedCompany& company_;
  std::string subject_;
};

}  // namespace

bool tell_dunning(soci::session& sql, const std::string& connector, Instant now,
                  OutboxTotals& totals) {
  const std::string follower = follower_of(connector);
  std::int64_t last = 0;
  const auto accounts =
      store::accounts_sent_behind(sql, followed_up_to(sql, follower), kAccountsAtOnce, last);
  if (accounts.empty()) return false;
  for (const store::DunnedAccount& account : accounts)
    tell_account(sql, connector, account, now, totals);
  set_followed_up_to(sql, follower, last);
  return true;
}

void tell_blocks(soci::session& sql, const std::string& connector, const std::string& key,
                 Date today, Instant now, OutboxTotals& totals) {
  for (const store::BlockedCompany& company : store::companies_to_block(sql, connector, today))
    Block(sql, connector, key, company).follow(now, totals);
}

}  // namespace saldo::flows
