#include "coda/coda.hpp"

#include "coda/statement.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

/// Some banks write CP850, in which é â ü ä ç ê ë è É lie where CP1252 has signs that no name
/// holds; of the letters of CP1252 only á is one (ß) in CP850, too.
text::Charset guess_charset(std::string_view line) {
  constexpr std::string_view kDosLetters = "\x81\x82\x83\x84\x87\x88\x89\x8A\x90";
  bool dos = false;
  for (const char c : line) {
    if (static_cast<unsigned char>(c) >= 0xC0 && c != '\xE1') return text::Charset::kCp1252;
    dos = dos || kDosLetters.find(c) != kDosLetters.npos;
  }
  return dos ? text::Charset::kCp850 : text::Charset::kCp1252;
}

/// Reads one file: hands the records of each statement to its reader.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : records_(reader_of(host, input), coda::kWidth, text::Charset::kCp1252),
        writer_(host, records),
        statement_(host, writer_) {
    records_.guess_charset(guess_charset);
  }

  void read() {
    FixedRecord record;
    while (records_.next(record)) {
      if (record.line()[0] == '0')
        begin(record);
      else
        take(record);
    }
    finish();
  }
  std::optional<Money> held() const { return writer_.held(); }

 private:
  void begin(const FixedRecord& header) {
    if (writer_.is_open())
      refuse(header.fault("record.order", "a new statement begins before the trailer of " +
                                              name_of(writer_.statement()) +
                                              "; fetch the file again"));
    skips_ = false;
    next_code_ = '2';
    guard([&] { statement_.begin(header); });
  }

  /// The records of a statement that was set aside are passed over.
  void take(const FixedRecord& record) {
    if (writer_.is_open())
      guard([&] { statement_.take(record); });
    else if (!skips_)
      take_stray(record);
    if (record.line()[0] != '9') return;
    const std::string_view code = record.raw(coda::kMultipleFile);
    next_code_ = code.empty() ? ' ' : code[0];
    trailer_at_ = record.at;
  }

  void take_stray(const FixedRecord& record) {
    const Rejected fault = record.fault(
        "record.order", "record " + text::quoted(record.line().substr(0, 1)) +
                            " stands outside a statement, where only a header, 0, can stand; "
                            "fetch the file again");
    if (writer_.count() == 0) throw fault;
    writer_.begin("booked", record.at);
    refuse(fault);
  }

  template <class F>
  void guard(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      refuse(fault);
    }
  }
  void refuse(const Rejected& fault) {
    writer_.refuse(fault);
    skips_ = true;
  }

  void finish() {
    const Place at = records_.end();
    if (writer_.count() == 0)
      throw Rejected("document.empty", "line " + std::to_string(at.line) +
                                           ": the file holds no statement; fetch it again")
          .at_place(at);
    if (writer_.is_open())
      throw Rejected("file.truncated", "line " + std::to_string(at.line) + ": the file ends in " +
                                           name_of(writer_.statement()) +
                                           ", before its trailer; fetch it again")
          .at_place(at)
          .figures("record 9", "the end of the file");
    check_next();
    writer_.finish();
  }

  /// The trailer says whether another statement follows. Whether in the same file, only the sender
  /// knows: those that are here are whole, so they are read, and what may be missing is refused.
  void check_next() {
    if (next_code_ == '2') return;
    const std::string says = next_code_ == '1' ? "says that another statement follows"
                                               : "doesn't say that it is the last";
    Rejected fault("file.next", "line " + std::to_string(trailer_at_.line) + ", column 128: the " +
                                    "trailer " + says + " (multiple file code " +
                                    text::quoted(std::string_view(&next_code_, 1)) +
                                    " instead of 2), but the file ends; fetch it again or ask the "
                                    "sender for the rest");
    fault.at_place(trailer_at_).figures("2", std::string(1, next_code_));
    if (writer_.lenient()) return writer_.warn(fault.message);
    writer_.begin("booked", trailer_at_);
    refuse(fault);
  }

  FixedRecords records_;
  StatementWriter writer_;
  coda::StatementReader statement_;
  char next_code_ = '2';
  bool skips_ = false;
  Place trailer_at_;
};

bool are_digits(std::string_view head, std::size_t begin, std::size_t end) {
  return head.size() >= end && text::all_digits(head.substr(begin, end - begin));
}

}  // namespace

int Coda::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  // Header: zeros, date, bank, application 05, duplicate code, blanks.
  if (head.starts_with("0000") && are_digits(head, 4, 11) && head.substr(14, 2) == "05" &&
      text::trim(head.substr(17, 7)).empty())
    return head.size() >= 128 && (head[127] == '1' || head[127] == '2') ? 95 : 80;
  // An old balance and a movement whose header was lost.
  const auto second =
      head.find_first_not_of("\r\n", std::min(head.find_first_of("\r\n"), head.size()));
  if (head.size() > second && head[0] == '1' && are_digits(head, 1, 5) &&
      are_digits(head, 43, 64) && head.substr(second, 2) == "21" &&
      are_digits(head, second + 2, second + 10))
    return 60;
  return 0;
}

void Coda::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(refused.held ? refused.held : file.held());
  }
}

}  // namespace saldo::bank
