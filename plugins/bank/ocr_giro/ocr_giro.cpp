#include "ocr_giro/ocr_giro.hpp"

#include "ocr_giro/assignment.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

using namespace ocr_giro;

/// Reads one file: transmissions, and the assignments of each.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : records_(reader_of(host, input), kWidth, text::Charset::kIso8859_1),
        writer_(host, records),
        assignment_(host, records, writer_) {}

  void read() {
    FixedRecord record;
    while (records_.next(record)) {
      check_form(record);
      take(record);
    }
    finish();
  }
  std::optional<Money> held() const { return writer_.held(); }

 private:
  static void check_form(const FixedRecord& record) {
    const std::size_t has = record.characters();
    if (!record.line().starts_with("NY"))
      throw record.fault("record.order", {0, 2, "format code"}, "is not NY");
    if (has >= kWidth && text::trim(std::string_view(record.raw({kWidth, has, ""}))).empty())
      return;
    throw record
        .fault("record.length", "the record has " + std::to_string(has) +
                                    " characters instead of 80; fetch the file again")
        .figures("80", std::to_string(has));
  }

  void take(const FixedRecord& record) {
    const std::string_view type = record.raw(kRecord);
    if (!in_transmission_) {
      if (type != "10") throw out_of_order(record, "10, the start of a transmission");
      in_transmission_ = true;
      counted_ = stated_ = {};
      counted_.records = stated_.records = 1;
      transmission_ = record.text(kTransmission);
    } else if (assignment_.is_open()) {
      if (type == "10" || type == "20" || type == "89")
        throw out_of_order(record, "88, the end of the assignment");
      take_of_assignment(record);
    } else if (type == "20") {
      skips_ = false;
      guard([&] { assignment_.begin(record, transmission_); }, record);
    } else if (type == "89") {
      end(record);
    } else {
      throw out_of_order(record, "20, the start of an assignment, or 89");
    }
  }

  /// An assignment of payments that breaks a rule is set aside.
  void take_of_assignment(const FixedRecord& record) {
    if (skips_)
      assignment_.skip(record);
    else
      guard([&] { assignment_.take(record); }, record);
    if (assignment_.is_open()) return;
    counted_.add(assignment_.counted(), record.at);
    stated_.add(assignment_.stated(), record.at);
  }

  template <class F>
  void guard(F f, const FixedRecord& record) {
    try {
      f();
    } catch (const Rejected& fault) {
      if (assignment_.subject() == Subject::kRequests) throw;
      writer_.refuse(fault);
      skips_ = true;
      assignment_.skip(record);
    }
  }

  void end(const FixedRecord& record) {
    ++counted_.records;
    ++stated_.records;
    in_transmission_ = false;
    ++transmissions_;
    try {
      counted_.check(record, "transmission");
    } catch (const Rejected& fault) {
      if (agrees(record)) return;
      if (!writer_.lenient()) throw;
      writer_.warn(fault.message);
    }
  }
  /// Where an assignment was set aside, the sums of the others must do with what its end says.
  bool agrees(const FixedRecord& record) const {
    try {
      stated_.check(record, "transmission");
      return true;
    } catch (const Rejected&) {
      return false;
    }
  }

  static Rejected out_of_order(const FixedRecord& record, const std::string& expected) {
    return record.fault("record.order", kRecord, "stands where " + expected + ", must stand");
  }

  void finish() {
    const Place at = records_.end();
    if (in_transmission_)
      throw Rejected("file.truncated", "line " + std::to_string(at.line) +
                                           ": the file ends before the end of its transmission "
                                           "(record 89); fetch it again")
          .at_place(at)
          .figures("record 89", "the end of the file");
    if (transmissions_ == 0 || (writer_.count() == 0 && assignment_.instructions() == 0))
      throw Rejected("document.empty", "line " + std::to_string(at.line) +
                                           ": the file holds no assignment; fetch it again")
          .at_place(at);
    if (assignment_.instructions() == 0) writer_.finish();
  }

  FixedRecords records_;
  StatementWriter writer_;
  AssignmentReader assignment_;
  Totals counted_, stated_;
  std::string transmission_;
  bool in_transmission_ = false, skips_ = false;
  std::int64_t transmissions_ = 0;
};

}  // namespace

int OcrGiro::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  if (head.starts_with("NY000010")) return 95;
  const bool record =
      head.starts_with("NY") && head.size() >= 8 && text::all_digits(head.substr(2, 6));
  return record ? 80 : 0;
}

void OcrGiro::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(refused.held ? refused.held : file.held());
  }
}

}  // namespace saldo::bank
