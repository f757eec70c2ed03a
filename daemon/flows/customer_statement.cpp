#include "flows/customer_statement.hpp"

#include "render/account_letter.hpp"
#include "report/account_statement.hpp"
#include "report/aging.hpp"
#include "store/account_movements.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

/// One currency of one customer.
struct Account {
  report::AccountStatement activity;
  std::vector<store::OpenItemLine> open;
  Money unapplied;
  report::AgingRow aging;
};

Account account_of(soci::session& sql, const store::AccountHolder& holder, Currency currency,
                   const StatementRequest& request) {
  Account account;
  std::vector<report::AccountMovement> movements;
  store::for_each_movement(sql, holder.id, currency, [&](const store::Movement& m) {
    movements.push_back({m.date, m.kind, m.reference, m.amount});
  });
  account.activity =
      report::account_statement(std::move(movements), currency, request.from, request.to);
  account.open = store::open_item_lines(sql, holder.id, currency, request.to);
  account.unapplied = store::unapplied_of(sql, holder.id, currency, request.to);
  std::vector<report::AgingItem> items;
  Money owed = -account.unapplied;
  for (const store::OpenItemLine& line : account.open) {
    owed += line.open;
    items.push_back({.customer = holder.id,
                     .amount = line.open,
                     .posting_date = request.to,
                     .due_date = line.due_date,
                     .recorded_at = {},
                     .settlements = {}});
  }
  if (owed != account.activity.closing)
    throw FailureException({.kind = FailureKind::broken,
                            .message = "the account of customer " + holder.number +
                                       " closes with " + account.activity.closing.to_string() +
                                       ", but what is open less what is unapplied comes to " +
                                       owed.to_string() + "; run saldo verify",
                            .expected = owed.to_string(),
                            .found = account.activity.closing.to_string()});
  const report::Aging aging =
      report::aging(items, {{holder.id, account.unapplied, request.to, {}}}, {.date = request.to});
  const Money zero{0, currency};
  account.aging = aging.rows.empty() ? report::AgingRow{holder.id, currency, zero, zero, zero,
                                                        zero,      zero,     zero, zero}
                                     : aging.rows.front();
  return account;
}

/// Everything of the customer, from one snapshot of the book.
std::vector<Account> accounts_of(const Environment& environment, const StatementRequest& request,
                                 store::AccountHolder& holder) {
  if (request.to < request.from)
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "the statement ends on " + request.to.to_string() +
                                       ", before it begins on " + request.from.to_string()});
  store::Snapshot snapshot(*environment.store);
  holder = store::account_holder(snapshot.sql(), request.customer);
  std::vector<Account> accounts;
  for (const std::string& currency : holder.currencies)
    accounts.push_back(account_of(snapshot.sql(), holder, Currency::parse(currency), request));
  return accounts;
}

json::object row(const char* record, const Account& account, Date date) {
  return {{"record", record},
          {"currency", std::string(account.activity.closing.currency.code())},
          {"date", date.to_string()}};
}

void tell_activity(const Account& account, const std::function<void(json::object&)>& each) {
  const report::AccountStatement& a = account.activity;
  json::object opening = row("opening", account, a.from);
  opening["balance"] = a.opening.to_string();
  each(opening);
  for (const report::StatementLine& line : a.lines) {
    json::object told = row("movement", account, line.movement.date);
    told["kind"] = line.movement.kind;
    told["reference"] = line.movement.reference;
    told["amount"] = line.movement.amount.to_string();
    told["balance"] = line.balance.to_string();
    each(told);
  }
  json::object closing = row("closing", account, a.to);
  closing["balance"] = a.closing.to_string();
  each(closing);
}

void tell_open(const Account& account, const std::function<void(json::object&)>& each) {
  const Date to = account.activity.to;
  for (const store::OpenItemLine& line : account.open) {
    json::object told = row("open_item", account, to);
    told["kind"] = line.kind;
    told["reference"] = line.number;
    if (!line.document_date.empty()) told["document_date"] = line.document_date.to_string();
    told["due_date"] = line.due_date.to_string();
    told["amount"] = line.amount.to_string();
    told["open"] = line.open.to_string();
    told["days_overdue"] = std::max(0, days_between(line.due_date, to));
    each(told);
  }
  json::object aging = row("aging", account, to);
  const report::AgingRow& a = account.aging;
  for (const auto& [name, amount] :
       {std::pair("current", a.current), std::pair("1_30", a.days_1_30),
        std::pair("31_60", a.days_31_60), std::pair("61_90", a.days_61_90),
        std::pair("over_90", a.over_90), std::pair("unapplied", a.unapplied),
        std::pair("total", a.total)})
    aging[name] = amount.to_string();
  each(aging);
}

}  // namespace

void customer_statement(const Environment& environment, const StatementRequest& request,
                        const std::function<void(json::object&)>& each) {
  store::AccountHolder holder;
  for (const Account& account : accounts_of(environment, request, holder)) {
    tell_activity(account, each);
    tell_open(account, each);
  }
}

render::Letter statement_letter(const Environment& environment, const StatementRequest& request) {
  store::AccountHolder holder;
  const auto accounts = accounts_of(environment, request, holder);
  const config::Config& config = *environment.config;
  const auto head = config.letterheads.find(holder.company_code);
  if (accounts.empty() || head == config.letterheads.end())
    throw FailureException({.kind = FailureKind::invalid,
                            .message = accounts.empty()
                                           ? "customer " + holder.number + " has never had an item"
                                           : "company code " + holder.company_code +
                                                 " has no letterhead; configure it"});
  render::AccountFacts facts{.customer_number = render::printed_number(holder.number),
                             .recipient = {holder.name},
                             .from = request.from,
                             .to = request.to};
  for (const Account& account : accounts) {
    render::AccountFacts::Part part{.opening = account.activity.opening,
                                    .closing = account.activity.closing,
                                    .unapplied = account.unapplied};
    for (const report::StatementLine& line : account.activity.lines)
      part.movements.push_back({line.movement.date, line.movement.kind,
                                render::printed_number(line.movement.reference),
                                line.movement.amount, line.balance});
    for (const store::OpenItemLine& line : account.open)
      part.open.push_back({render::printed_number(line.number), line.document_date, line.due_date,
                           days_between(line.due_date, request.to), line.open});
    part.aging = {account.aging.current, account.aging.days_1_30, account.aging.days_31_60,
                  account.aging.days_61_90, account.aging.over_90};
    facts.parts.push_back(std::move(part));
  }
  const config::Letterhead& own = head->second;
  const render::Wordings wordings(config.letters.path);
  const auto& language =
      wordings.has(holder.language, "statement") ? holder.language : config.letters.language;
  return render::account_letter(wordings, language, holder.country, facts,
                                {own.name, own.address, own.footer, own.iban, own.bic});
}

}  // namespace saldo::flows
