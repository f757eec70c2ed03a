#include "ktl/ktl.hpp"

#include "ktl/batch.hpp"
#include "saldo/document_reader.hpp"

namespace saldo::bank {

namespace {

/// Reads one file: batches, one after the other.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : records_(reader_of(host, input), ktl::kWidth, text::Charset::kIso8859_1),
        writer_(host, records),
        batch_(host, writer_) {}

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
  void begin(const FixedRecord& record) {
    if (writer_.is_open())
      guard([&] {
        throw record.fault("record.order",
                           "a batch begins before the sums (9) of the one before; fetch the file "
                           "again");
      });
    skips_ = false;
    guard([&] { batch_.begin(record); });
  }

  /// The records of a batch that was set aside are passed over.
  void take(const FixedRecord& record) {
    if (writer_.is_open()) return guard([&] { batch_.take(record); });
    if (skips_) return;
    const Rejected stray =
        record.fault("record.order", {0, 1, "record type"}, "stands where 0, a batch, must begin");
    if (writer_.count() == 0) throw stray;
    writer_.begin("notification", record.at);
    refuse(stray);
  }

  /// A batch that breaks a rule is set aside. Where statements of it are out, the document is.
  template <class F>
  void guard(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      if (batch_.is_open() && batch_.has_earlier_accounts()) throw;
      refuse(fault);
    }
  }
  void refuse(const Rejected& fault) {
    writer_.refuse(fault);
    skips_ = true;
  }

  void finish() {
    const Place at = records_.end();
    const std::string where = "line " + std::to_string(at.line) + ": ";
    if (writer_.count() == 0)
      throw Rejected("document.empty", where + "the file is empty; fetch it again").at_place(at);
    if (writer_.is_open())
      throw Rejected("file.truncated",
                     where + "the file ends before the sums (9) of its batch; fetch it again")
          .at_place(at)
          .figures("record 9", "the end of the file");
    writer_.finish();
  }

  FixedRecords records_;
  StatementWriter writer_;
  ktl::BatchReader batch_;
  bool skips_ = false;
};

}  // namespace

/// A batch record of which all behind the currency is blank, and behind it a payment or sums.
int Ktl::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
  if (head.size() < ktl::kBatchFields || head[0] != '0' || !text::all_digits(head.substr(1, 10)))
    return 0;
  const auto month = head.substr(3, 2), day = head.substr(5, 2), hour = head.substr(7, 2);
  if (month < "01" || month > "12" || day < "01" || day > "31" || hour > "24") return 0;
  const auto end = std::min(head.find_first_of("\r\n"), std::min(ktl::kWidth, head.size()));
  if (end < ktl::kBatchFields ||
      !text::trim(head.substr(ktl::kBatchFields, end - ktl::kBatchFields)).empty())
    return 0;
  const auto next = head.find_first_not_of("\r\n", end);
  if (next == head.npos) return 40;
  return head[next] == '3' || head[next] == '5' || head[next] == '9' ? 85 : 0;
}

void Ktl::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    throw refused.holds(refused.held ? refused.held : file.held());
  }
}

}  // namespace saldo::bank
