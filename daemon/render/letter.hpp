#pragma once

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A letter to a customer before it takes a form: all that it says, in the reader's language, with
/// amounts and dates as text. Mail, PDF and Word documents are made of the same letter.
namespace saldo::render {

struct Paragraph {
  std::string text;  ///< UTF-8; line ends within are kept
};

struct Table {
  struct Column {
    std::string title;
    bool figures = false;  ///< amounts and counts stand to the right
    std::string name;      ///< by which a Word template names the column; empty: it can't
  };
  std::string name;  ///< by which a Word template names its rows; empty: it can't
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< a text for each column
  /// Lines below: a label and, in the last column, its amount. The last one is the sum of all.
  std::vector<std::pair<std::string, std::string>> totals;
};

/// What a payer needs, line by line, and the same as a code for a banking app.
struct PaymentDetails {
  std::string title;
  std::vector<std::pair<std::string, std::string>> lines;  ///< label, value
  std::string code;       ///< what the QR code says (see payment_code); empty: none
  std::string code_hint;  ///< what to do with it
};

using LetterBlock = std::variant<Paragraph, Table, PaymentDetails>;

struct Letter {
  std::string language;                ///< BCP 47
  std::vector<std::string> sender;     ///< name, then address
  std::vector<std::string> recipient;  ///< name, then address; for the window at most 6 lines
  std::vector<std::pair<std::string, std::string>> facts;  ///< "Customer" → "100001", …
  std::string subject;
  std::vector<LetterBlock> body;
  std::vector<std::string> footer;
  std::string page;  ///< "Page {page} of {pages}"
  /// What the wording could name, for Word templates with a wording of their own.
  std::map<std::string, std::string> values;
};

}  // namespace saldo::render
