#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "render/letter.hpp"
#include "render/letter_template.hpp"

namespace saldo::render {

/// A number as the ERP prints it: without the zeros that fill it up.
std::string printed_number(std::string_view number);

/// Who writes, and where the money is to go.
struct LetterSender {
  std::string name;                  ///< the company's full name
  std::vector<std::string> address;  ///< line by line
  std::vector<std::string> footer;   ///< register, tax number, telephone …
  std::string iban, bic;
};

/// The folders of the wordings, one for each language: `de/words.txt`, `de/reminder.txt` … Beside
/// them stands `letter.docx`, a Word template.
class Wordings {
 public:
  explicit Wordings(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool has(const std::string& language, const std::string& letter) const;
  std::vector<std::string> languages() const;
  /// The letters of a language, by name.
  std::vector<std::string> letters(const std::string& language) const;

  /// Throw FailureException: `not_found` with what there is, `invalid` with what is wrong in which
  /// line.
  LetterWords words(const std::string& language) const;
  LetterTemplate letter(const std::string& language, const std::string& name) const;

  /// A Word template: the letter's own (`de/reminder.docx`), or else that of all (`letter.docx`).
  struct Form {
    std::string name;   ///< its path
    std::string bytes;  ///< of the .docx
  };
  /// Throws FailureException (not_found) with both places.
  Form form(const std::string& language, const std::string& letter) const;

 private:
  std::string read(const std::string& language, const std::string& name) const;
  std::string file(const std::string& language, const std::string& name) const;
  std::filesystem::path folder_;
};

}  // namespace saldo::render
