#include "norma43/norma43.hpp"

#include "norma43/account_reader.hpp"
#include "norma43/fields.hpp"
#include "norma43/layout.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

using namespace norma43;

bool wants_single_account(const Host& host) {
  const std::string value = host.option("single_account").value_or("false");
  if (value == "true" || value == "false") return value == "true";
  throw Stop(SALDO_E_CONFIG,
             "option single_account is " + text::quoted(value) + "; use true or false");
}

/// Reads one document.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : host_(host),
        lenient_(wants_lenient(host)),
        single_account_(wants_single_account(host)),
        statements_(records),
        account_(host, records, statements_),
        records_(records_of(reader_of(host, input))) {}

  void read() {
    for (FixedRecord record; records_.next(record);) take(record);
    finish();
  }
  const HeldMoney& held() const { return account_.held(); }

 private:
  /// kRefused: within an account that was set aside.
  enum class State { kOutside, kInside, kRefused };

  void take(const FixedRecord& r) {
    const std::string_view code = r.raw(kCode);
    if (code == "88") return end_file(r);
    if (code == "00" && state_ == State::kOutside) return begin_file(r);
    ++count_;
    if (code == "11")
      begin_account(r);
    else if (state_ == State::kOutside)
      take_orphan(r, code);
    else if (state_ == State::kInside)
      attempt([&] { account_.take(r, code); });
    if (code == "33") state_ = State::kOutside;
  }

  /// Runs `f` on the account at hand, which is set aside if that fails.
  template <class F>
  void attempt(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      set_aside(fault);
    }
  }
  void set_aside(const Rejected& fault) {
    account_.forget();
    statements_.refuse(fault);
    state_ = State::kRefused;
  }

  void begin_account(const FixedRecord& r) {
    if (state_ == State::kInside)
      set_aside(r.fault("norma43.order", kCode,
                        "begins an account, but the one before has no record 33"));
    ++accounts_;
    state_ = State::kInside;
    attempt([&] { account_.begin(r); });
  }

  /// A record of an account without its header: the account is lost, the next one need not be.
  void take_orphan(const FixedRecord& r, std::string_view code) {
    if (code != "22" && code != "23" && code != "24" && code != "33")
      throw r.fault("norma43.record", kCode, "is none of 00, 11 and 88");
    statements_.begin();
    set_aside(r.fault("norma43.order", kCode, "stands outside an account: no record 11 is before"));
  }

  void begin_file(const FixedRecord& r) {
    if (count_ != 0 || has_header_)
      throw r.fault("norma43.order", kCode, "begins a file, but the one before has no record 88");
    has_header_ = true;
  }

  void end_file(const FixedRecord& r) {
    if (state_ == State::kInside)
      set_aside(r.fault("norma43.order", kCode, "ends the file, but its account has no record 33"));
    state_ = State::kOutside;
    if (r.raw(kNines).find_first_not_of('9') != std::string_view::npos ||
        r.characters() < kRecords.end)
      throw r.fault("norma43.record", kNines, "must be 18 nines before a count of 6 digits");
    prove_count(r);
    count_ = accounts_ = 0;
    has_header_ = false;
  }

  /// Record 88 counts the records before it but 00. Some banks count 88 as well, or 00 where there
  /// is one: that can hide nothing but a single lost line of text, and is said in a warning. Fewer
  /// than there are can't be right: the file would hold what its bank doesn't know of.
  void prove_count(const FixedRecord& r) {
    const std::int64_t said = count(r, kRecords);
    if (said == count_) return;
    if (said > count_ && said <= count_ + (has_header_ ? 2 : 1))
      return host_.log(SALDO_LOG_WARNING, "line " + std::to_string(r.at.line) +
                                              ": record 88 counts " + std::to_string(said) +
                                              " records, itself among them; " +
                                              std::to_string(count_) + " are before it");
    const auto fault =
        r.fault("file.count", kRecords,
                "must be " + std::to_string(count_) + ", as many as the records before it")
            .figures(std::to_string(count_), std::to_string(said));
    if (!lenient_) throw Rejected(fault);
    host_.log(SALDO_LOG_WARNING, fault.message);
  }

  void finish() {
    if (state_ != State::kOutside)
      throw cut("record 33",
                "the file ends inside an account, before its record 33; it was cut "
                "off on its way: fetch it again");
    if (count_ != 0 || has_header_) {
      if (!single_account_ || accounts_ != 1)
        throw cut("record 88",
                  "the file ends without record 88, so nothing shows that it is "
                  "whole: fetch it again, or set option single_account if the bank "
                  "never writes that record");
      host_.log(SALDO_LOG_WARNING, "line " + std::to_string(records_.end().line) +
                                       ": the file of one account has no record 88");
    }
    if (statements_.count() == 0)
      throw Rejected("document.empty",
                     "line " + std::to_string(records_.end().line) +
                         ": the file holds no account (record 11): fetch it again")
          .at_place(records_.end());
    statements_.finish();
  }
  Rejected cut(const char* missing, const std::string& why) const {
    return Rejected("norma43.truncated", "line " + std::to_string(records_.end().line) + ": " + why)
        .at_place(records_.end())
        .figures(missing, "the end of the file");
  }

  Host host_;
  bool lenient_, single_account_;
  StatementSet statements_;
  AccountReader account_;
  FixedRecords records_;
  State state_ = State::kOutside;
  std::int64_t count_ = 0, accounts_ = 0;  // of the file at hand; several may follow each other
  bool has_header_ = false;
};

}  // namespace

void Norma43::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(file.held().sum());
  }
}

}  // namespace saldo::bank
