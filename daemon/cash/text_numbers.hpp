#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cash/payment.hpp"
#include "cash/words.hpp"

/// What stands in a remittance text: its words and numbers, and which of the numbers could be ours.
namespace saldo::cash {

/// Why a number can't be an item number of ours.
enum class Mark {
  none,
  date,
  amount,
  iban,
  payer_account,    ///< part of the payer's own IBAN
  customer_number,  ///< a word before it says so
  other_number,     ///< a word before it says so, or a letter of another script within it
  reference,        ///< part of a creditor reference
};

/// A run of letters and digits.
struct Chunk {
  std::size_t begin = 0, end = 0;  ///< in the text, in bytes
  std::string upper;               ///< upper case, without marks
  bool has_digit = false, has_letter = false;
  WordClass after = WordClass::none;  ///< class of the word before it, fillers passed over
  Mark mark = Mark::none;
  bool date_like = false;  ///< bare digits that could be a day near the payment's

  bool digits() const { return has_digit && !has_letter; }
  bool word() const { return has_letter && !has_digit; }
};

/// A number that could be ours: one chunk, or neighbours that belong together.
struct Candidate {
  std::size_t first = 0, last = 0;  ///< chunks
  std::string key;                  ///< model::number_key
  bool blank_joined = false;        ///< put together over a blank
  bool weak = false;                ///< it could be a date
  bool invoice_word = false;        ///< a word before it says that it is an invoice's
};

/// A creditor reference in the text whose check digits hold.
struct TextReference {
  std::size_t first = 0, last = 0;
  std::string reference;  ///< electronic form
};

struct ScannedText {
  std::string text;
  std::vector<Chunk> chunks;
  std::vector<TextReference> references;
  std::string words;  ///< all chunks in upper case with one blank around each

  /// What stands between chunk `i` and the next.
  std::string_view gap(std::size_t i) const {
    return std::string_view(text).substr(chunks[i].end, chunks[i + 1].begin - chunks[i].end);
  }
};

/// Reads the remittance text of a payment. Linear in its length.
ScannedText scan(const Payment& payment);

/// The numbers that could be ours: those with punctuation inside first, then single ones, then
/// those split by a blank; each group from left to right, longer before shorter. Numbers without
/// letters have `min_digits` digits at least.
std::vector<Candidate> candidates(const ScannedText& scanned, int min_digits);

}  // namespace saldo::cash
