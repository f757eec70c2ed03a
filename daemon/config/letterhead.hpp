#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saldo::config {

/// Who a company code is in its letters, and where it wants to be paid.
struct Letterhead {
  std::string name;
  std::vector<std::string> address;  ///< line by line, without the name
  std::vector<std::string> footer;   ///< what the law wants to stand in a letter
  std::string iban, bic;
  std::string email;  ///< mails to customers come from it; empty: none are sent
};

/// How customers are written to.
struct Letters {
  std::filesystem::path path;   ///< folder of the wordings, one folder a language
  bool own = false;             ///< not the ones that are installed
  std::string language = "en";  ///< where the customer's own has no wording
  int pay_within_days = 10;     ///< from the day of the letter
};

}  // namespace saldo::config
