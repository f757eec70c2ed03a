#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// What the letter of a notice is made of.
struct NoticeToWrite {
  model::NoticeId id{};
  std::string state, letter;  ///< `letter`: the wording's name; empty: the level's usual one
  int level = 0;
  bool legal = false;
  Date run_date, sent_on;  ///< `sent_on` is empty as long as it hasn't gone out
  std::string company_code;
  std::string customer_number, customer_name, country, language;
  std::vector<std::pair<std::string, std::string>> contacts;  ///< kind, value
  Money amount, fee;

  struct Item {
    std::string number;
    Date document_date, due_date;  ///< the first may be empty
    int days_overdue = 0;
    Money amount;
  };
  std::vector<Item> items;  ///< those that are dunned, the oldest first
};

/// Throws FailureException (not_found).
NoticeToWrite notice_to_write(soci::session& sql, model::NoticeId id);

/// The languages of the customers that have a dunning procedure other than these, as their records
/// name them (empty: they don't), and of how many customers each is.
std::vector<std::pair<std::string, std::int64_t>> languages_of_dunned(
    soci::session& sql, const std::vector<std::string>& but_these);

}  // namespace saldo::store
