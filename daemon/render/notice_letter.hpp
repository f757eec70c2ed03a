#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "render/letter.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// The letter of a dunning notice.
namespace saldo::render {

/// Who writes, and where the money is to go.
struct LetterSender {
  std::string name;                  ///< the company's full name
  std::vector<std::string> address;  ///< line by line
  std::vector<std::string> footer;   ///< register, tax number, telephone …
  std::string iban, bic;
};

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

/// The folders of the wordings, one for each language: `de/words.txt`, `de/reminder.txt` …
class Wordings {
 public:
  explicit Wordings(std::filesystem::path folder) : folder_(std::move(folder)) {}
  bool has(const std::string& language, const std::string& letter) const;
  /// The letters of a language, by name; for messages and the linter.
  std::vector<std::string> letters(const std::string& language) const;
  std::vector<std::string> languages() const;

  /// The letter in the reader's language; `country` decides how figures are written. Throws
  /// FailureException: `not_found` where there is no such wording, `invalid` where something that
  /// the letter has to say is missing.
  Letter notice(const std::string& language, const std::string& country, const std::string& letter,
                const NoticeFacts& facts, const LetterSender& sender) const;

 private:
  std::string read(const std::string& language, const std::string& name) const;
  std::filesystem::path folder_;
};

}  // namespace saldo::render
