#include "bgmax/bgmax.hpp"

#include <array>

#include "bgmax/deposit.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

using namespace bgmax;

/// How many characters a record needs; what is behind may be trimmed.
struct Form {
  std::string_view code;
  std::size_t characters;
};
constexpr Form kForms[] = {{"01", 45}, {"05", 25}, {"15", 79}, {"20", 57}, {"21", 57},
                           {"22", 37}, {"23", 37}, {"25", 2},  {"26", 2},  {"27", 2},
                           {"28", 2},  {"29", 2},  {"70", 34}};

/// Reads one file.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : records_(reader_of(host, input), kWidth, text::Charset::kIso8859_1),
        writer_(host, records),
        deposit_(host, writer_) {}

  void read() {
    FixedRecord record;
    while (records_.next(record)) {
      record.expand_tabs();
      take(record);
    }
    finish();
  }
  std::optional<Money> held() {
    deposit_.give_up();
    return writer_.held();
  }

 private:
  void take(const FixedRecord& record) {
    const std::string_view code = record.raw(kCode);
    if (!in_file_ || code == "01") return begin_file(record);
    if (code == "70") return end_file(record);
    count(code);
    if (code == "05") {
      refuse_open(record);
      in_section_ = true;
      skips_ = false;
      guard([&] {
        check_form(record);
        deposit_.begin_section(record);
      });
      bad_section_ = skips_;
      return;
    }
    if (!in_section_)
      throw record.fault("record.order", kCode, "stands where 05, a section, must begin");
    take_of_deposit(record, code);
  }

  /// A deposit ends with record 15; one that was set aside, too, unless the section is of no use.
  void take_of_deposit(const FixedRecord& record, std::string_view code) {
    if (!skips_)
      guard([&] {
        if (!writer_.is_open()) deposit_.begin(record);
        check_form(record);
        deposit_.take(record);
      });
    if (code == "15") skips_ = bad_section_;
  }

  void begin_file(const FixedRecord& record) {
    if (in_file_)
      throw record.fault("record.order", kCode, "begins a file before the end (70) of another");
    if (record.raw(kCode) != "01")
      throw record.fault("record.order", kCode, "stands where 01, the start of a file, must stand");
    check_form(record);
    if (record.text(kLayout) != "BGMAX")
      throw record.fault("bgmax.layout", kLayout, "is not BGMAX");
    if (record.raw(kTestMark) != "P") {
      const Rejected fault = record.fault("file.test", kTestMark,
                                          "is not P, for production: its payments were not made");
      if (!writer_.lenient() || record.raw(kTestMark) != "T") throw fault;
      writer_.warn(fault.message);
    }
    in_file_ = true;
    in_section_ = false;
    ++files_;
    counts_ = {};
  }

  void count(std::string_view code) {
    if (code == "20") ++counts_[0];
    if (code == "21") ++counts_[1];
    if (code == "22" || code == "23") ++counts_[2];
    if (code == "15") ++counts_[3];
  }

  void end_file(const FixedRecord& record) {
    check_form(record);
    refuse_open(record);
    static constexpr const Columns* kCounts[] = {&kPayments, &kDeductions, &kExtras, &kDeposits};
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const std::int64_t says = record.number(*kCounts[i]);
      if (says == counts_[i]) continue;
      const Rejected fault = record
                                 .fault("file.count", *kCounts[i],
                                        "is not what the file has, " + std::to_string(counts_[i]))
                                 .figures(std::to_string(says), std::to_string(counts_[i]));
      if (!writer_.lenient()) throw fault;
      writer_.warn(fault.message);
    }
    in_file_ = false;
  }

  /// Payments that no deposit sums up can't be proved.
  void refuse_open(const FixedRecord& record) {
    if (!writer_.is_open()) return;
    refuse(record.fault("record.order", kCode,
                        "stands where the deposit (15) of the payments before must stand"));
  }

  static void check_form(const FixedRecord& record) {
    const std::size_t has = record.characters();
    const bool is_long =
        has > kWidth && !text::trim(std::string_view(record.raw({kWidth, has, ""}))).empty();
    for (const Form& form : kForms) {
      if (form.code != record.raw(kCode)) continue;
      if (!is_long && has >= form.characters) return;
      throw record
          .fault("record.length", "the record has " + std::to_string(has) +
                                      " characters instead of 80; fetch the file again")
          .figures("80", std::to_string(has));
    }
    throw record.fault("record.order", kCode, "is none that BgMax has");
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
    deposit_.give_up();
    writer_.refuse(fault);
    skips_ = true;
  }

  void finish() {
    const Place at = records_.end();
    const std::string where = "line " + std::to_string(at.line) + ": ";
    if (in_file_)
      throw Rejected("file.truncated",
                     where + "the file ends before its end record (70); fetch it again")
          .at_place(at)
          .figures("record 70", "the end of the file");
    if (files_ == 0)
      throw Rejected("document.empty", where + "the file is empty; fetch it again").at_place(at);
    writer_.finish();
  }

  FixedRecords records_;
  StatementWriter writer_;
  DepositReader deposit_;
  std::array<std::int64_t, 4> counts_{};  // payments, deductions, extra references, deposits
  std::int64_t files_ = 0;
  bool in_file_ = false, in_section_ = false, skips_ = false, bad_section_ = false;
};

}  // namespace

int BgMax::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  return head.starts_with("01BGMAX") ? 95 : 0;
}

void BgMax::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(refused.held ? refused.held : file.held());
  }
}

}  // namespace saldo::bank
