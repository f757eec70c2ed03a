#include <algorithm>
#include <cstring>

#include "mt940/information.hpp"
#include "saldo/find_mark.hpp"
#include "saldo/text.hpp"

/// "166?00GUTSCHRIFT?20EREF+…?21SVWZ+…?30BIC?31IBAN?32NAME": the German banks' form of :86:
/// (DFÜ-Abkommen, Anlage 3). The character between code and subfields is the bank's choice.
namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kSubfieldWidth = 27;
constexpr char kSoftBreak = '\x1F';  // between subfields, where a line really ended

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Delimiter {
  char sign = '\0';
  bool doubtful = false;  ///< stands in texts, too
};

/// No sign for what no bank delimits subfields with.
Delimiter delimiter_of(char sign) {
  switch (sign) {
    case '?':
    case '>':
    case '<':
    case '~':
    case '^':
      return {sign, false};
    case '+':
    case '|':
    case '#':
    case '$':
    case '%':
    case '&':
    case '*':
    case '@':
    case '!':
    case ';':
      return {sign, true};
    default:
      return {};
  }
}

/// A doubtful delimiter counts only before numbers that are in use.
bool begins_subfield(std::string_view s, std::size_t i, Delimiter delimiter) {
  if (i + 2 >= s.size() || s[i] != delimiter.sign || !is_digit(s[i + 1]) || !is_digit(s[i + 2]))
    return false;
  if (!delimiter.doubtful) return true;
  const int number = (s[i + 1] - '0') * 10 + (s[i + 2] - '0');
  return number == 0 || number == 10 || (number >= 20 && number <= 38) ||
         (number >= 60 && number <= 65);
}

/// Where the subfield that begins before `from` ends.
std::size_t find_subfield_end(std::string_view s, std::size_t from, Delimiter delimiter) {
  while ((from = find_in_scratch(s, from, delimiter.sign)) != s.size() &&
         !begins_subfield(s, from, delimiter))
    ++from;
  return from;
}

enum class Keyword : unsigned char {
  kNone,
  kEref,
  kKref,
  kMref,
  kCred,
  kSvwz,
  kAbwa,
  kAbwe,
  kIban,
  kBic,
  kOther
};

/// Four letters as one number, to be compared in one go.
constexpr std::uint32_t letters(const char* s) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(s[0])) |
         static_cast<std::uint32_t>(static_cast<unsigned char>(s[1])) << 8 |
         static_cast<std::uint32_t>(static_cast<unsigned char>(s[2])) << 16 |
         static_cast<std::uint32_t>(static_cast<unsigned char>(s[3])) << 24;
}

struct KnownKeyword {
  constexpr KnownKeyword(std::string_view name, Keyword its_keyword)
      : text(name), keyword(its_keyword), key(name.size() == 4 ? letters(name.data()) : 0) {}
  std::string_view text;
  Keyword keyword;
  std::uint32_t key;
};
constexpr KnownKeyword kKeywords[] = {
    {"EREF", Keyword::kEref},  {"KREF", Keyword::kKref},  {"MREF", Keyword::kMref},
    {"CRED", Keyword::kCred},  {"SVWZ", Keyword::kSvwz},  {"ABWA", Keyword::kAbwa},
    {"ABWE", Keyword::kAbwe},  {"IBAN", Keyword::kIban},  {"DEBT", Keyword::kOther},
    {"COAM", Keyword::kOther}, {"OAMT", Keyword::kOther}, {"PURP", Keyword::kOther},
    {"BREF", Keyword::kOther}, {"RREF", Keyword::kOther}};
constexpr KnownKeyword kBic = {"BIC", Keyword::kBic};

const KnownKeyword* find_keyword(std::string_view word) {
  if (word.size() >= 4) {
    const std::uint32_t key = letters(word.data() + word.size() - 4);
    for (const KnownKeyword& k : kKeywords)
      if (k.key == key) return &k;
  }
  return word.ends_with(kBic.text) ? &kBic : nullptr;
}

/// The keyword that ends at `end`, where its mark stands, and begins at or after `from`: before
/// '+' anywhere, before ':' only where a subfield begins.
const KnownKeyword* keyword_before(std::string_view s, std::size_t from, std::size_t end) {
  const KnownKeyword* const k = find_keyword(s.substr(from, end - from));
  if (k == nullptr || s[end] == '+') return k;
  const std::size_t begin = end - k->text.size();
  return begin == 0 || s[begin - 1] == kSoftBreak ? k : nullptr;
}

/// Blanks, soft breaks and other controls.
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::string_view trim_blanks(std::string_view s) {
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  return s;
}

using Block = text::Bytes::Vector;
Block load_block(const char* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

/// Writes bytes of a text to `to`, with ' ' for each run of blanks; the first one isn't the text's
/// first one. Reads and writes up to a block behind the end. Returns where what it wrote ends.
char* write_collapsed(std::string_view bytes, char* to) {
  const char* from = bytes.data();
  const char* const end = from + bytes.size();
  while (from < end) {
    const Block block = load_block(from), blanks = block <= ' ',
                before = load_block(from - 1) <= ' ';
    const Block written = (block & ~blanks) | (blanks & ' ');
    std::memcpy(to, &written, sizeof written);
    const std::size_t good = text::Bytes::first_of(blanks & before),
                      left = static_cast<std::size_t>(end - from);
    if (good >= left) return to + left;
    to += good;
    from += good;
    if (good != sizeof(Block)) ++from;
  }
  return to;
}

/// As text::collapse, with soft breaks as blanks; behind what is there already. The value stands in
/// a Scratch.
void append_text(std::string& out, std::string_view value) {
  constexpr std::size_t kPart = 240;
  auto text = trim_blanks(value);
  if (text.empty()) return;
  char line[2 + kPart + sizeof(Block)];
  char* to = line;
  if (is_blank(value.front()) && !out.empty() && out.back() != ' ') *to++ = ' ';
  *to++ = text.front();
  text.remove_prefix(1);
  for (;;) {
    to = write_collapsed(text.substr(0, kPart), to);
    out.append(line, to);
    if (text.size() <= kPart) return;
    text.remove_prefix(kPart);
    to = line;
  }
}

void add_text(std::string_view value, Transaction& t) {
  std::string& line = t.remittance.emplace_back();
  append_text(line, value);
  if (line.empty()) t.remittance.pop_back();
}

void set_text(std::string& field, std::string_view value) {
  if (field.empty()) append_text(field, value);
}

struct Id {
  std::string_view id;  ///< empty where the text says that there is none
  std::string_view rest;
};

/// An id ends with its subfield, unless that is full; what follows is text.
Id split_id(std::string_view value) {
  while (value.starts_with(' ') || value.starts_with(kSoftBreak)) value.remove_prefix(1);
  const auto end = find_in_scratch(value, 0, kSoftBreak);
  const auto id = text::trim(value.substr(0, end));
  const bool none = id == "NOTPROVIDED" || id == "NONREF";
  return {none ? std::string_view() : id, value.substr(end)};
}

void take_id(std::string& field, std::string_view value, Transaction& t) {
  const auto [id, rest] = split_id(value);
  if (field.empty())
    field = id;
  else if (!id.empty() && field != id)
    add_text(id, t);
  if (rest.size() > 1) add_text(rest, t);
}

void take_iban(std::string_view value, Transaction& t) {
  const auto [id, rest] = split_id(value);
  set_account(id, {}, t);
  if (rest.size() > 1) add_text(rest, t);
}

void take_keyword(const KnownKeyword* known, std::string_view value, Transaction& t) {
  switch (known == nullptr ? Keyword::kNone : known->keyword) {
    case Keyword::kEref:
      return take_id(t.end_to_end_id, value, t);
    case Keyword::kKref:
      return take_id(t.customer_reference, value, t);
    case Keyword::kMref:
      return take_id(t.mandate_id, value, t);
    case Keyword::kCred:
      return take_id(t.creditor_id, value, t);
    case Keyword::kAbwa:
    case Keyword::kAbwe:
      return set_text(t.ultimate_counterparty_name, value);
    case Keyword::kIban:
      return take_iban(value, t);
    case Keyword::kBic:
      return take_id(t.counterparty_bic, value, t);
    case Keyword::kSvwz:
    case Keyword::kNone:
      return add_text(value, t);
    case Keyword::kOther: {
      std::string& line = t.remittance.emplace_back(known->text);
      line += '+';
      append_text(line, text::trim(value));
    }
  }
}

/// What the subfields hold, by number.
struct Subfields {
  std::string_view posting_text, bank, account, iban, name, more_name;

  /// False for numbers without a known meaning.
  bool take(int number, std::string_view value) {
    switch (number) {
      case 0:
        posting_text = value;
        return true;
      case 10:  // journal number
      case 34:  // text key extension
        return true;
      case 30:
        bank = text::trim(value);
        return true;
      case 31:
        account = text::trim(value);
        return true;
      case 32:
      case 33:
        if (name.empty())
          name = value;
        else if (more_name.empty())
          more_name = value;
        else
          return false;
        return true;
      case 38:
        iban = text::trim(value);
        return true;
      default:
        return false;
    }
  }
};

/// Subfields 20 to 29 and 60 to 63.
void read_purpose(std::string_view purpose, Transaction& t) {
  const KnownKeyword* current = nullptr;
  std::size_t start = 0;
  const auto next_mark = [&](std::size_t from) { return find_in_scratch(purpose, from, '+', ':'); };
  for (std::size_t i = next_mark(0); i != purpose.size(); i = next_mark(i + 1)) {
    const KnownKeyword* next = keyword_before(purpose, start, i);
    if (next == nullptr) continue;
    take_keyword(current, {purpose.data() + start, i - next->text.size() - start}, t);
    current = next;
    start = i + 1;
  }
  take_keyword(current, purpose.substr(start), t);
}

/// The three digits before the subfields; three letters only where the posting text follows, as
/// else they are a text's.
std::string_view transaction_code(std::string_view s) {
  if (s.size() <= 3) return {};
  const auto code = s.substr(0, 3);
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const bool letters =
      s.substr(4).starts_with("00") && std::all_of(code.begin(), code.end(), is_letter);
  return text::all_digits(code) || letters ? code : std::string_view();
}

}  // namespace

bool InformationReader::read_subfields(std::string_view unwrapped, Transaction& t) {
  const std::string_view s = text::trim(unwrapped);
  const std::string_view code = transaction_code(s);
  std::size_t i = code.size();
  Delimiter delimiter;
  if (i < s.size()) delimiter = delimiter_of(s[i]);
  if (delimiter.sign == '\0' || (delimiter.doubtful && code.empty()) ||
      !begins_subfield(s, i, delimiter))
    return false;

  Subfields fields;
  purpose_.clear();
  others_.clear();
  int open = 0;  // the number that would go on with a full subfield, perhaps within a word
  while (i < s.size()) {
    const int number = (s[i + 1] - '0') * 10 + (s[i + 2] - '0');
    const std::size_t start = i + 3;
    i = find_subfield_end(s, start, delimiter);
    const std::string_view value(s.data() + start, i - start);
    if ((number >= 20 && number <= 29) || (number >= 60 && number <= 63)) {
      if (number != open && !purpose_.empty()) purpose_.append(kSoftBreak);
      purpose_.append_block_by_block(value);
      const bool full =
          value.size() >= kSubfieldWidth && text::count_characters(value) >= kSubfieldWidth;
      open = !full ? 0 : number == 29 ? 60 : number + 1;
    } else if (!fields.take(number, value)) {
      others_.push_back(value);
    }
  }
  if (!code.empty()) t.code_proprietary.append(1, '+').append(code);
  read_purpose(purpose_.view(), t);
  for (const auto other : others_) add_remittance(other, t);
  if (t.remittance.empty()) add_remittance(fields.posting_text, t);
  if (t.counterparty_name.empty()) {
    append_text(t.counterparty_name, fields.name);
    // A name goes on within a word, unless a blank stands between.
    if (fields.name.ends_with(' ') && !t.counterparty_name.empty()) t.counterparty_name += ' ';
    append_text(t.counterparty_name, fields.more_name);
    if (t.counterparty_name.ends_with(' ')) t.counterparty_name.pop_back();
  }
  set_account(fields.iban, {}, t);
  set_account(fields.account, fields.bank, t);
  return true;
}

}  // namespace saldo::bank::mt940
