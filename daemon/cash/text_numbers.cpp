#include "cash/text_numbers.hpp"

#include <algorithm>
#include <iterator>

#include "cash/marks.hpp"
#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kJoinedChunks = 5;  // "FT 2026/A-123" and "FV/0017/0 4/2026"
constexpr std::size_t kPrefixLetters = 4;
constexpr std::size_t kShortestGluedWord = 2, kLongestGluedWord = 15;  // "RECHNUNGSNUMMER"

/// How many bytes the character at `at` has.
std::size_t character_size(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  if (static_cast<unsigned char>(text[at]) >= 0xC0)
    while (size < 4 && at + size < text.size() && (text[at + size] & 0xC0) == 0x80) ++size;
  return size;
}

/// Of UTF-8, U+0080 to U+00BF (no-break blank, "£", "º"), U+2000 to U+2BFF (dashes, quotes, "€",
/// "№") and U+3000 to U+DFFF are signs, for in Chinese, Japanese and Korean words stand beside
/// numbers without a blank; all else are letters.
bool belongs_to_chunk(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (lead < 0x80) return model::is_alnum(character[0]);
  const auto next = character.size() > 1 ? static_cast<unsigned char>(character[1]) : 0u;
  return lead != 0xC2 && !(lead == 0xE2 && next < 0xB0) && !(lead >= 0xE3 && lead <= 0xED);
}

/// Soft hyphens and blanks without width, which layout puts into numbers, too.
bool is_invisible(std::string_view character) {
  constexpr std::string_view kInvisible[] = {"\u00AD", "\u200B", "\u200C", "\u200D", "\u2060"};
  return std::find(std::begin(kInvisible), std::end(kInvisible), character) != std::end(kInvisible);
}

std::vector<Chunk> split(std::string_view text) {
  std::vector<Chunk> chunks;
  for (std::size_t i = 0; i < text.size();) {
    Chunk c;
    c.begin = i;
    bool foreign = false;  // a letter that Latin scripts have none for
    for (std::size_t size = 0; i < text.size(); i += size) {
      size = character_size(text, i);
      const auto character = text.substr(i, size);
      if (i > c.begin && is_invisible(character)) continue;
      if (!belongs_to_chunk(character)) break;
      const bool digit = model::is_digit(text[i]);
      c.has_digit |= digit;
      c.has_letter |= !digit;
      const std::string key = model::name_key(character);
      foreign |= key.empty();
      c.upper += key;
    }
    c.end = i;
    if (c.end == c.begin) {
      i += character_size(text, i);
      continue;
    }
    // Without that letter it would be another number.
    if (foreign && c.has_digit) c.mark = Mark::other_number;
    chunks.push_back(std::move(c));
  }
  return chunks;
}

std::size_t count_digits(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), model::is_digit));
}

/// Length of a word for "invoice" that is glued to the number after it, as in "INV90000001" and
/// "INVSI26"; the longest one, 0 if there is none.
std::size_t glued_word(const Chunk& c) {
  if (!c.has_digit || !c.has_letter) return 0;
  const auto letters = static_cast<std::size_t>(
      std::find_if(c.upper.begin(), c.upper.end(), model::is_digit) - c.upper.begin());
  for (std::size_t length = std::min(letters, kLongestGluedWord); length >= kShortestGluedWord;
       --length)
    if (classify(std::string_view(c.upper).substr(0, length)) == WordClass::invoice) return length;
  return 0;
}

/// Collects candidates; keeps those that are long enough.
class Collector {
 public:
  Collector(const ScannedText& scanned, int min_digits)
      : scanned_(scanned), min_digits_(static_cast<std::size_t>(min_digits)) {}

  void add_joined(bool over_blanks) {
    for (std::size_t first = 0; first < scanned_.chunks.size(); ++first)
      for (std::size_t last = reach(first, over_blanks); last > first; --last)
        if (!over_blanks || has_blank(first, last)) {
          const std::string written = joined(first, last);
          add(first, last, written, over_blanks);
          if (const std::size_t word = glued_word(scanned_.chunks[first]); word != 0)
            add(first, last, written.substr(word), over_blanks, /*invoice_word=*/true);
        }
  }
  void add_single() {
    for (std::size_t i = 0; i < scanned_.chunks.size(); ++i) {
      const Chunk& c = scanned_.chunks[i];
      if (!c.has_digit || c.mark != Mark::none) continue;
      add(i, i, c.upper, false);
      if (const std::size_t word = glued_word(c); word != 0)
        add(i, i, c.upper.substr(word), false, /*invoice_word=*/true);
    }
  }
  std::vector<Candidate> take() { return std::move(found_); }

 private:
  /// The last chunk that could belong to a number that begins at `first`.
  std::size_t reach(std::size_t first, bool over_blanks) const {
    std::size_t last = first;
    if (!may_join(first, first)) return first;
    while (last + 1 < scanned_.chunks.size() && last + 1 < first + kJoinedChunks) {
      if (!joins(scanned_.gap(last), over_blanks) || !may_join(first, last + 1)) break;
      ++last;
    }
    return last;
  }
  /// What stands within a number: a mark, or a blank, or both where a bank wrapped the line.
  static bool joins(std::string_view gap, bool over_blanks) {
    constexpr std::string_view kMarks = "-./_";
    if (over_blanks && gap.starts_with(' '))
      gap.remove_prefix(1);
    else if (over_blanks && gap.ends_with(' '))
      gap.remove_suffix(1);
    else
      return gap.size() == 1 && kMarks.find(gap[0]) != gap.npos;
    return gap.empty() || (gap.size() == 1 && kMarks.find(gap[0]) != gap.npos);
  }
  bool may_join(std::size_t first, std::size_t i) const {
    const Chunk& c = scanned_.chunks[i];
    if (c.mark != Mark::none || c.upper.empty()) return false;
    return !c.word() || (c.upper.size() <= kPrefixLetters && (i == first || c.upper.size() <= 2));
  }
  bool has_blank(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i)
      if (scanned_.gap(i).find(' ') != std::string_view::npos) return true;
    return false;
  }
  std::string joined(std::size_t first, std::size_t last) const {
    std::string s;
    for (std::size_t i = first; i <= last; ++i) s += scanned_.chunks[i].upper;
    return s;
  }
  void add(std::size_t first, std::size_t last, const std::string& written, bool over_blanks,
           bool invoice_word = false) {
    const std::size_t digits = count_digits(written);
    const bool letters = digits < written.size();
    if (digits == 0 || (!letters && digits < min_digits_)) return;
    Candidate c{first, last, model::number_key(written), over_blanks, false, invoice_word};
    if (c.key.empty()) return;
    c.weak = first == last && scanned_.chunks[first].date_like;
    c.invoice_word |= scanned_.chunks[first].after == WordClass::invoice;
    found_.push_back(std::move(c));
  }

  const ScannedText& scanned_;
  std::size_t min_digits_;
  std::vector<Candidate> found_;
};

}  // namespace

ScannedText scan(const Payment& payment) {
  ScannedText s;
  s.text = remittance_text(payment);
  s.chunks = split(s.text);
  s.words = " ";
  for (const Chunk& c : s.chunks) s.words += c.upper + ' ';
  mark_what_is_not_ours(s, payment);
  return s;
}

std::vector<Candidate> candidates(const ScannedText& scanned, int min_digits) {
  Collector collector(scanned, min_digits);
  collector.add_joined(/*over_blanks=*/false);
  collector.add_single();
  collector.add_joined(/*over_blanks=*/true);
  return collector.take();
}

std::string remittance_text(const Payment& payment) {
  std::string text;
  for (const std::string& line : payment.remittance) {
    if (!text.empty()) text += ' ';
    text += line;
  }
  return text;
}

}  // namespace saldo::cash
