#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// What a dunning run proposes and tells; see dunning_accounts.hpp for what it reads.
namespace saldo::store {

struct BankAccountChain {
  std::string account;
  Date last_closing;  ///< empty: no statement yet
  bool gap = false;
  std::string gap_detail;
};
/// How far each bank account's booked statements reach and whether they continue one another.
std::vector<BankAccountChain> bank_account_chains(soci::session& sql);

struct NoticeItem {
  model::ItemId item{};
  int level = 0;  ///< 0: only shown
  int days_overdue = 0;
  Money amount, open;
  std::optional<Money> interest, contingent, compensation;  ///< memos
  std::string segments_json;                                ///< how the interest comes about
};
struct NewNotice {
  model::RunId run{};
  /// Begins with the customer's number: a run writes the index of the keys in its own order then.
  std::string idempotency_key;
  std::string procedure, config_version, company_code, area;
  model::CustomerId customer{};
  Date run_date;
  int level = 0;
  bool legal = false;
  Money amount, fee, interest, compensation;
  Money unapplied;  ///< the customer's, when it was proposed
  std::string channel, letter;
  std::string effects;    ///< with commas
  std::string maker;      ///< the person who started the run; empty: nobody did
  int eyes = 1;           ///< how many people must have looked at it
  bool approved = false;  ///< needs nobody
  std::vector<NoticeItem> items;
};
/// Proposes notices, many of them in one run.
class NoticeWriter {
 public:
  explicit NoticeWriter(soci::session& sql);
  ~NoticeWriter();
  NoticeWriter(const NoticeWriter&) = delete;
  NoticeWriter& operator=(const NoticeWriter&) = delete;

  /// False when the same notice is there already, has gone out, or was voided in a run of this day
  /// or a later one. What the account has waiting otherwise is superseded: nobody gets two letters
  /// about one thing.
  bool add(const NewNotice& notice, Instant now);

 private:
  class Statements;
  soci::session& sql_;
  std::unique_ptr<Statements> statements_;
};

/// The reasons of a run, an account's (no item) and its items'.
class OutcomeWriter {
 public:
  explicit OutcomeWriter(soci::session& sql);
  ~OutcomeWriter();
  OutcomeWriter(const OutcomeWriter&) = delete;
  OutcomeWriter& operator=(const OutcomeWriter&) = delete;

  struct Account {
    model::RunId run{};
    model::CustomerId customer{};
    std::string_view company_code;
    Currency currency;
  };
  struct Outcome {
    std::optional<model::ItemId> item;  ///< none: of the account
    std::string_view reason;
    int level = 0;
  };
  void add(const Account& account, const std::vector<Outcome>& outcomes);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
};

}  // namespace saldo::store
