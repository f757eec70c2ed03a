#include "cfonb120/cfonb120.hpp"

#include "cfonb120/layout.hpp"
#include "cfonb120/statement_reader.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

using namespace cfonb120;

/// Reads one document.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : statements_(records),
        statement_(host, records, statements_),
        records_(reader_of(host, input), kWidth, text::Charset::kCp1252, text::Charset::kIbm297) {}

  void read() {
    for (FixedRecord record; records_.next(record);) {
      whole_before_ = whole_before_ && last_width_ >= kWidth;
      last_width_ = record.characters();
      last_is_trimmed_ = !record.line().ends_with(' ');
      take(record);
      ++count_;
    }
    finish();
  }
  const HeldMoney& held() const { return statement_.held(); }

 private:
  /// kRefused: within a statement that was set aside.
  enum class State { kOutside, kInside, kRefused };

  void take(const FixedRecord& r) {
    const std::string_view code = r.raw(kCode);
    if (count_ == 0 && code == "31")
      throw Rejected("cfonb120.format",
                     "line 1: the file is CFONB 240 (returned debits), which isn't read; ask the "
                     "bank for its account statement, CFONB 120")
          .at_place(r.at)
          .figures("01", "31");
    if (code == "01")
      begin_statement(r);
    else if (state_ == State::kOutside)
      take_orphan(r, code);
    else if (state_ == State::kInside)
      attempt([&] { statement_.take(r, code); });
    if (code == "07") state_ = State::kOutside;
  }

  /// Runs `f` on the statement at hand, which is set aside if that fails.
  template <class F>
  void attempt(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      set_aside(fault);
    }
  }
  void set_aside(const Rejected& fault) {
    statement_.forget();
    statements_.refuse(fault);
    state_ = State::kRefused;
  }

  void begin_statement(const FixedRecord& r) {
    if (state_ == State::kInside)
      set_aside(r.fault("cfonb120.order", kCode,
                        "begins a statement, but the one before has no record 07"));
    state_ = State::kInside;
    attempt([&] { statement_.begin(r); });
  }

  /// A record of a statement without its beginning: that is lost, the next one need not be.
  void take_orphan(const FixedRecord& r, std::string_view code) {
    if (code != "04" && code != "05" && code != "07")
      throw r.fault("cfonb120.record", kCode, "is none of 01, 04, 05, 07");
    statements_.begin();
    set_aside(
        r.fault("cfonb120.order", kCode, "stands outside a statement: no record 01 is before"));
  }

  void finish() const {
    if (state_ == State::kInside)
      throw cut("record 07",
                "the file ends inside a statement, before its record 07; it was cut "
                "off on its way: fetch it again");
    // Whoever trims a file leaves no blank, and a whole record 07; a cut does not.
    const bool trimmed =
        last_is_trimmed_ && state_ == State::kOutside && last_width_ >= kAmount.end;
    if (count_ > 1 && whole_before_ && last_width_ < kWidth && !trimmed)
      throw cut("120 characters",
                "the last record has only " + std::to_string(last_width_) +
                    " of 120 characters, while all before it are whole; the file was cut off on "
                    "its way: fetch it again");
    if (count_ == 0)
      throw Rejected("document.empty", "line " + std::to_string(records_.end().line) +
                                           ": the file holds no statement: fetch it again")
          .at_place(records_.end());
    statements_.finish();
  }
  Rejected cut(const char* missing, const std::string& why) const {
    return Rejected("cfonb120.truncated",
                    "line " + std::to_string(records_.end().line) + ": " + why)
        .at_place(records_.end())
        .figures(missing, "the end of the file");
  }

  StatementSet statements_;
  StatementReader statement_;
  FixedRecords records_;
  State state_ = State::kOutside;
  std::int64_t count_ = 0;
  std::size_t last_width_ = kWidth;
  bool whole_before_ = true, last_is_trimmed_ = false;
};

}  // namespace

void Cfonb120::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(file.held().sum());
  }
}

}  // namespace saldo::bank
