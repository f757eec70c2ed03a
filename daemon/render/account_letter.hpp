#pragma once

#include <string>
#include <vector>

#include "render/wordings.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// The letter of a statement of account.
namespace saldo::render {

struct AccountFacts {
  std::string customer_number;
  std::vector<std::string> recipient;  ///< name, then address
  Date from, to;

  struct Movement {
    Date date;
    std::string kind, reference;
    Money amount, balance;
  };
  struct OpenItem {
    std::string number;
    Date document_date, due_date;  ///< the first may be empty
    int days_overdue = 0;          ///< 0 and less: not due yet
    Money open;
  };
  /// One currency.
  struct Part {
    Money opening, closing;
    std::vector<Movement> movements;
    std::vector<OpenItem> open;
    Money unapplied;           ///< money of the customer's that settles nothing yet
    std::vector<Money> aging;  ///< not due, 1–30, 31–60, 61–90, over 90 days
  };
  std::vector<Part> parts;
};

/// The wording `statement` in the reader's language. Throws as notice_letter does.
Letter account_letter(const Wordings& wordings, const std::string& language,
                      const std::string& country, const AccountFacts& facts,
                      const LetterSender& sender);

}  // namespace saldo::render
