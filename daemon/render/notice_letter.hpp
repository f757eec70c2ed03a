#pragma once

#include <string>
#include <vector>

#include "render/wordings.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// The letter of a dunning notice.
namespace saldo::render {

struct NoticeItem {
  std::string number;
  Date document_date, due_date;  ///< the document date may be empty
  int days_overdue = 0;
  Money amount;  ///< to be paid; credits are negative
};

/// All that a notice says. Amounts are in one currency.
struct NoticeFacts {
  std::string reference;  ///< what an answer should quote
  std::string customer_number;
  std::vector<std::string> recipient;  ///< name, then address
  Date date, pay_by;
  std::vector<NoticeItem> items;
  Money amount;                        ///< Σ items
  Money fee;                           ///< charged with it
  std::string payment_reference;       ///< creditor reference or text for the transfer
  bool is_creditor_reference = false;  ///< of ISO 11649
};

/// The letter in the reader's language; `wording` is its name, `country` decides how figures are
/// written. Throws FailureException: `not_found` where there is no such wording, `invalid` where
/// something that the letter has to say is missing.
Letter notice_letter(const Wordings& wordings, const std::string& language,
                     const std::string& country, const std::string& wording,
                     const NoticeFacts& facts, const LetterSender& sender);

}  // namespace saldo::render
