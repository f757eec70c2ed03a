#include "mt940/information.hpp"
#include "saldo/text.hpp"

/// "166?00GUTSCHRIFT?20EREF+…?21SVWZ+…?30BIC?31IBAN?32NAME": the German banks' form of :86:
/// (DFÜ-Abkommen, Anlage 3). The character between code and subfields is the bank's choice.
namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kSubfieldWidth = 27;
constexpr char kSoftBreak = '\x1F';  // between subfields, where a line really ended

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_subfield(std::string_view s, std::size_t i, char delimiter) {
  return i + 2 < s.size() && s[i] == delimiter && is_digit(s[i + 1]) && is_digit(s[i + 2]);
}

/// What the subfields hold, by number.
struct Subfields {
  std::string posting_text, purpose, bank, account, iban, name;
  std::vector<std::string> others;

  void take(int number, std::string_view value) {
    const bool is_purpose = (number >= 20 && number <= 29) || (number >= 60 && number <= 63);
    if (is_purpose) return add_purpose(value);
    switch (number) {
      case 0:
        posting_text = value;
        break;
      case 10:  // journal number
      case 34:  // text key extension
        break;
      case 30:
        bank = text::trim(value);
        break;
      case 31:
        account = text::trim(value);
        break;
      case 32:
      case 33:
        name += value;
        break;
      case 38:
        iban = text::trim(value);
        break;
      default:
        others.emplace_back(value);
    }
  }

  /// A full subfield goes on in the next one, perhaps within a word.
  void add_purpose(std::string_view value) {
    purpose += value;
    if (text::count_characters(value) < kSubfieldWidth) purpose += kSoftBreak;
  }
};

enum class Keyword { kNone, kEref, kKref, kMref, kCred, kSvwz, kAbwa, kAbwe, kIban, kBic, kOther };

struct KnownKeyword {
  std::string_view text;
  Keyword keyword;
};
constexpr KnownKeyword kKeywords[] = {
    {"EREF", Keyword::kEref},  {"KREF", Keyword::kKref},  {"MREF", Keyword::kMref},
    {"CRED", Keyword::kCred},  {"SVWZ", Keyword::kSvwz},  {"ABWA", Keyword::kAbwa},
    {"ABWE", Keyword::kAbwe},  {"IBAN", Keyword::kIban},  {"BIC", Keyword::kBic},
    {"DEBT", Keyword::kOther}, {"COAM", Keyword::kOther}, {"OAMT", Keyword::kOther}};

/// The keyword that begins at `i`: with '+' anywhere, with ':' only where a subfield begins.
const KnownKeyword* keyword_at(std::string_view s, std::size_t i) {
  const bool fresh = i == 0 || s[i - 1] == kSoftBreak;
  for (const KnownKeyword& k : kKeywords) {
    if (s.substr(i, k.text.size()) != k.text) continue;
    const char mark = i + k.text.size() < s.size() ? s[i + k.text.size()] : '\0';
    if (mark == '+' || (mark == ':' && fresh)) return &k;
  }
  return nullptr;
}

/// An id has no blanks; where it is cut, nothing stands between.
std::string as_id(std::string_view value) {
  std::string out;
  for (const char c : text::trim(value))
    if (c != kSoftBreak) out += c;
  const auto id = text::trim(out);
  return id == "NOTPROVIDED" || id == "NONREF" ? std::string() : std::string(id);
}

std::string as_text(std::string_view value) {
  std::string out(value);
  for (char& c : out)
    if (c == kSoftBreak) c = ' ';
  return text::collapse(out);
}

void set_if_empty(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

void take_keyword(const KnownKeyword* known, std::string_view value, Transaction& t) {
  switch (known == nullptr ? Keyword::kNone : known->keyword) {
    case Keyword::kEref:
      return set_if_empty(t.end_to_end_id, as_id(value));
    case Keyword::kKref:
      return set_if_empty(t.customer_reference, as_id(value));
    case Keyword::kMref:
      return set_if_empty(t.mandate_id, as_id(value));
    case Keyword::kCred:
      return set_if_empty(t.creditor_id, as_id(value));
    case Keyword::kAbwa:
    case Keyword::kAbwe:
      return set_if_empty(t.ultimate_counterparty_name, as_text(value));
    case Keyword::kIban:
      return set_account(as_id(value), {}, t);
    case Keyword::kBic:
      return set_if_empty(t.counterparty_bic, as_id(value));
    case Keyword::kSvwz:
    case Keyword::kNone:
      return add_remittance(as_text(value), t);
    case Keyword::kOther:
      return add_remittance(std::string(known->text) + "+" + as_text(value), t);
  }
}

void read_purpose(std::string_view purpose, Transaction& t) {
  const KnownKeyword* current = nullptr;
  std::size_t start = 0;
  for (std::size_t i = 0; i < purpose.size(); ++i) {
    const KnownKeyword* next = keyword_at(purpose, i);
    if (next == nullptr) continue;
    take_keyword(current, purpose.substr(start, i - start), t);
    current = next;
    start = i + next->text.size() + 1;
    i = start - 1;
  }
  take_keyword(current, purpose.substr(std::min(start, purpose.size())), t);
}

}  // namespace

bool read_subfields(std::string_view s, Transaction& t) {
  std::string_view code;
  if (s.size() > 3 && text::all_digits(s.substr(0, 3))) code = s.substr(0, 3);
  std::size_t i = code.size();
  const char delimiter = i < s.size() ? s[i] : '\0';
  const bool known = delimiter == '?' || delimiter == '>' || delimiter == '<' || delimiter == '~';
  if (!known || !begins_subfield(s, i, delimiter)) return false;

  Subfields fields;
  while (i < s.size()) {
    const int number = (s[i + 1] - '0') * 10 + (s[i + 2] - '0');
    const std::size_t start = i + 3;
    for (i = start; i < s.size() && !begins_subfield(s, i, delimiter);) ++i;
    fields.take(number, s.substr(start, i - start));
  }
  if (!code.empty()) t.code_proprietary.append("+").append(code);
  read_purpose(fields.purpose, t);
  for (const auto& other : fields.others) add_remittance(other, t);
  if (t.remittance.empty()) add_remittance(fields.posting_text, t);
  set_if_empty(t.counterparty_name, text::collapse(fields.name));
  set_account(fields.iban, {}, t);
  set_account(fields.account, fields.bank, t);
  return true;
}

}  // namespace saldo::bank::mt940
