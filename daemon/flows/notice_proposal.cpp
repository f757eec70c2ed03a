#include "flows/notice_proposal.hpp"

#include <boost/json.hpp>

#include "base/sha256.hpp"
#include "flows/notices.hpp"

namespace saldo::flows {

namespace {

std::string effects_text(const model::DunningEffects& effects) {
  std::string text;
  const auto add = [&](bool has, const char* name) {
    if (has) text += (text.empty() ? "" : ",") + std::string(name);
  };
  add(effects.credit_block, "credit_block");
  add(effects.delivery_stop, "delivery_stop");
  add(effects.hand_over, "hand_over");
  return text;
}

store::NoticeItem to_item(const collect::ItemDecision& i) {
  store::NoticeItem item{.item = i.item,
                         .level = i.level,
                         .days_overdue = i.days_overdue,
                         .amount = i.amount,
                         .open = i.open};
  if (i.interest) {
    item.interest = i.interest->interest;
    item.contingent = i.interest->contingent;
    item.segments_json = boost::json::serialize(segments_json(*i.interest));
    item.compensation = i.interest->compensation;
  }
  return item;
}

}  // namespace

store::NewNotice new_notice(const store::AccountToDun& account, const std::string& area,
                            const collect::DunningDecision& d, Date day, const ProposedBy& by) {
  Sha256 hash;
  hash.update(d.idempotency_basis);
  hash.update("|" + account.company_code + "|" + account.customer_number);
  store::NewNotice notice{.run = by.run,
                          .idempotency_key = account.customer_number + "-" + hash.hex_digest(),
                          .procedure = by.procedure,
                          .config_version = by.config_version,
                          .company_code = account.company_code,
                          .area = area,
                          .customer = account.customer,
                          .run_date = day,
                          .level = d.level,
                          .legal = d.legal,
                          .amount = d.amount,
                          .fee = d.fee,
                          .interest = d.interest,
                          .compensation = d.compensation,
                          .unapplied = account.unapplied,
                          .channel = d.channel,
                          .letter = d.text,
                          .effects = effects_text(d.effects),
                          .maker = by.maker,
                          .eyes = d.eyes,
                          .approved = !d.needs_approval};
  for (const collect::ItemDecision& i : d.items)
    if (i.shown) notice.items.push_back(to_item(i));
  return notice;
}

}  // namespace saldo::flows
