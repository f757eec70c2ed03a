#include "mt940/mt940.hpp"

#include "mt940/statement_reader.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

using mt940::FieldReader;

/// The option charset; "auto", the default, is none.
std::optional<text::Charset> charset_of(const Host& host) {
  using text::Charset;
  constexpr Charset kCharsets[] = {Charset::kCp437,     Charset::kCp850,     Charset::kCp852,
                                   Charset::kCp1250,    Charset::kCp1252,    Charset::kIso8859_1,
                                   Charset::kIso8859_2, Charset::kIso8859_15};
  const auto choice = choice_of(host, "charset",
                                {"auto", "cp437", "cp850", "cp852", "cp1250", "cp1252",
                                 "iso-8859-1", "iso-8859-2", "iso-8859-15"});
  return choice == 0 ? std::nullopt : std::optional(kCharsets[choice - 1]);
}

void read_document(FieldReader& fields, mt940::StatementReader& statements) {
  mt940::Field field;
  for (;;) {
    switch (fields.next(field)) {
      case FieldReader::Kind::kField:
        statements.take(field);
        break;
      case FieldReader::Kind::kEndOfMessage:
        statements.end_message();
        break;
      case FieldReader::Kind::kEndOfFile:
        return statements.finish();
    }
  }
}

/// The tags at line beginnings of a document's head; "@@" may stand for a line end.
class Tags {
 public:
  explicit Tags(std::string_view head) {
    for (std::size_t i = 0; i < head.size(); ++i) {
      if (head[i] != ':' || !begins_line(head, i)) continue;
      const auto end = head.find(':', i + 1);
      if (end == head.npos || end - i > 5) continue;
      add(head.substr(i + 1, end - i - 1), i);
    }
  }
  bool has(std::string_view tag) const { return all_.find(":" + std::string(tag) + ":") != npos; }
  /// Where the first one of a statement stands.
  std::size_t first() const { return first_; }
  bool of_another_message() const { return foreign_; }

 private:
  static constexpr auto npos = std::string::npos;
  static bool begins_line(std::string_view head, std::size_t i) {
    return i == 0 || head[i - 1] == '\n' || head[i - 1] == '\r' || head[i - 1] == '\x01' ||
           head.substr(0, i).ends_with("@@");
  }
  void add(std::string_view tag, std::size_t at) {
    static constexpr std::string_view kOurs =
        ":20:21:25:25P:28:28C:13D:34F:NS:60F:60M:61:62F:62M:86:90C:90D:64:65:";
    const std::string name = ":" + std::string(tag) + ":";
    const bool ours = kOurs.find(name) != npos;
    if (ours && first_ == npos) first_ = at;
    // Other messages of SWIFT begin with :20: too, but name no account in :25: after it.
    if (!ours && has("20") && !has("25") && !has("25P") && text::all_digits(tag.substr(0, 2)))
      foreign_ = true;
    if (ours) all_ += name;
  }

  std::string all_;
  std::size_t first_ = npos;
  bool foreign_ = false;
};

}  // namespace

int Mt940::identify(std::string_view head, std::string_view) const {
  constexpr std::size_t kLongestPreamble = 400;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const Tags tags(head);
  if (tags.first() > kLongestPreamble || tags.of_another_message() ||
      text::trim(head).starts_with('<'))
    return 0;
  const bool account = tags.has("25") || tags.has("25P");
  const bool balance = tags.has("60F") || tags.has("60M");
  const bool interim = tags.has("34F") || tags.has("90D") || tags.has("90C");
  const bool more =
      tags.has("28C") || tags.has("28") || tags.has("61") || tags.has("62F") || tags.has("62M");
  if (tags.has("20") && account && (balance || interim)) return 95;
  if (tags.has("20") && account && more) return 90;
  const auto before = text::trim(head.substr(0, tags.first()));
  return before.empty() ? 60 : 0;  // a part of a statement, to be refused by name
}

void Mt940::check() {
  conventions_of(host);
  charset_of(host);
}

void Mt940::decode(Input& input, Records& records) {
  FieldReader fields(reader_of(host, input), mt940::TextDecoder(charset_of(host)));
  mt940::StatementReader statements(host, records, conventions_of(host));
  try {
    read_document(fields, statements);
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(statements.held());
    throw;
  }
}

}  // namespace saldo::bank
