#include "tito/tito.hpp"

#include "saldo/document_reader.hpp"
#include "tito/statement.hpp"

namespace saldo::bank {

namespace {

/// The longest record that the format has.
constexpr std::size_t kLongest = 999;

/// Reads one file: statements, one after the other.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : records_(reader_of(host, input), kLongest, text::Charset::kIso8859_1),
        writer_(host, records),
        statement_(host, writer_) {}

  void read() {
    FixedRecord record;
    while (records_.next(record)) {
      if (record.raw(tito::kId) == "T00")
        begin(record);
      else
        take(record);
    }
    finish();
  }
  std::optional<Money> held() const { return writer_.held(); }

 private:
  void begin(const FixedRecord& record) {
    if (writer_.is_open()) guard([&] { statement_.finish(record.at, "statement.incomplete"); });
    skips_ = false;
    guard([&] { statement_.begin(record); });
  }

  /// The records of a statement that was set aside are passed over.
  void take(const FixedRecord& record) {
    if (writer_.is_open()) return guard([&] { statement_.take(record); });
    if (!skips_)
      throw record.fault("record.order", tito::kId, "stands where T00, a statement, must begin");
  }

  template <class F>
  void guard(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      writer_.refuse(fault);
      skips_ = true;
    }
  }

  void finish() {
    const Place at = records_.end();
    if (writer_.count() == 0)
      throw Rejected("document.empty",
                     "line " + std::to_string(at.line) + ": the file is empty; fetch it again")
          .at_place(at);
    // Whether the file was cut off or one statement is bad, can't be told at its end.
    if (writer_.is_open()) statement_.finish(at, "file.truncated");
    writer_.finish();
  }

  FixedRecords records_;
  StatementWriter writer_;
  tito::StatementReader statement_;
  bool skips_ = false;
};

}  // namespace

int Tito::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  const auto is_record = [&](const char* id, std::size_t digits) {
    return head.starts_with(id) && head.size() >= digits &&
           text::all_digits(head.substr(3, digits - 3));
  };
  if (is_record("T00", 6) && head.size() >= 44 && text::all_digits(head.substr(23, 21))) return 95;
  if (is_record("T00", 6)) return 70;
  return is_record("T10", 12) ? 60 : 0;
}

void Tito::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(refused.held ? refused.held : file.held());
  }
}

}  // namespace saldo::bank
