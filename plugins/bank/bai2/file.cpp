#include "bai2/file.hpp"

#include "saldo/document_reader.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::bai2 {

namespace {

constexpr std::size_t kLongestSmall = 64 * 1024;

std::string code_name(int code) { return (code < 10 ? "0" : "") + std::to_string(code); }

}  // namespace

File::File(const Host& host, Input& input, Records& records)
    : host_(host),
      lenient_(wants_lenient(host)),
      reader_(reader_of(host, input)),
      records_(records),
      statements_(records) {}

void File::read() {
  Record record;
  while (reader_.next(record)) take(record);
  finish();
}

std::optional<Money> File::money() {
  HeldMoney all = all_money_;
  const auto here = statements_.held().sum();
  if (inside_ == Inside::kAccount && here) all.add(*here);
  return all.sum();
}

void File::take(const Record& record) {
  if (record.code == 0) return go_on_broken(record);
  if (record.code == 88) {
    ++count_;
    return go_on(record);
  }
  complete();
  ++count_;
  if (record.code == 16) return begin_detail(record);
  if (record.code == 3) return begin_account(record);
  small_ = record;
  small_from_ = count_ - 1;
  small_body_.assign(record.body);
  open_ = Open::kSmall;
}

void File::go_on(const Record& record) {
  try {
    switch (open_) {
      case Open::kNone:
        throw order_fault(record, "continues nothing");
      case Open::kSmall:
        small_body_.append(1, ',').append(record.body);
        if (small_body_.size() > kLongestSmall)
          throw Rejected("text.limit", xml::where(record.at) + "record " + code_name(small_.code) +
                                           " is longer than 64 KiB")
              .at_place(record.at);
        return;
      case Open::kAccount:
        return header_.go_on(record);
      case Open::kDetail:
        return detail_.go_on(record);
      case Open::kRefused:
        return;
    }
  } catch (const Rejected& fault) {
    if (open_ == Open::kNone || open_ == Open::kSmall) throw;
    fault_ = fault;
    open_ = Open::kRefused;
  }
}

/// A text that was broken goes on in a line of its own. Cards of the transmission ("$$ADD …") may
/// stand around a file.
void File::go_on_broken(const Record& line) {
  try {
    if (open_ == Open::kDetail && detail_.go_on_broken(line)) return;
  } catch (const Rejected& fault) {
    fault_ = fault;
    open_ = Open::kRefused;
  }
  if (open_ == Open::kRefused) return;
  if (line.body.starts_with("$$") && (inside_ == Inside::kNothing || small_.code == 99)) return;
  const Rejected fault =
      Rejected("bai2.record", xml::where(line.at) + "the line " + text::quoted(line.body) +
                                  " begins with no record code (01, 02, 03, 16, 49, 88, 98, 99)"
                                  "; the file is damaged or no BAI2: fetch it again")
          .at_place(line.at)
          .figures("a record code", text::quoted(line.body));
  if (inside_ != Inside::kAccount) throw fault;
  if (!fault_) fault_ = fault;
  open_ = Open::kRefused;
}

/// The record before is complete as soon as one follows that isn't an 88.
void File::complete() {
  switch (std::exchange(open_, Open::kNone)) {
    case Open::kSmall:
      return complete_small();
    case Open::kDetail:
      return finish_detail();
    case Open::kNone:
    case Open::kAccount:
    case Open::kRefused:
      return;
  }
}

void File::complete_small() {
  small_.body = small_body_;
  switch (small_.code) {
    case 1:
      return begin_file(small_);
    case 2:
      return begin_group(small_);
    case 49:
      return end_account(small_);
    case 98:
      return end_group(small_);
    default:
      return end_file(small_);
  }
}

Rejected File::order_fault(const Record& record, const std::string& why) const {
  return Rejected("bai2.order", xml::where(record.at) + "record " + code_name(record.code) + " " +
                                    why +
                                    "; records are missing or out of order: fetch the file "
                                    "again")
      .at_place(record.at);
}

void File::begin_file(const Record& record) {
  if (inside_ != Inside::kNothing)
    throw order_fault(record, "begins a file before the one at hand has its trailer (99)");
  Fields fields(record.body);
  std::string_view version = record.body.substr(record.body.size());
  int position = 0;
  for (; position < 8 && fields.more(); ++position) version = fields.next();
  if (position < 8 || (version != "2" && version != "3"))
    throw record.fault("bai2.version", "version number (field 9)", version,
                       "is neither 2 (BAI2) nor 3 (BTRS)");
  inside_ = Inside::kFile;
  ++files_;
  file_level_ = Level(small_from_);
}

void File::begin_detail(const Record& record) {
  if (inside_ != Inside::kAccount)
    throw order_fault(record, "stands outside an account (03 to 49)");
  open_ = Open::kRefused;
  if (fault_) return;
  try {
    detail_.begin(record, header_.currency(), group_.day);
    open_ = Open::kDetail;
  } catch (const Rejected& fault) {
    fault_ = fault;
  }
}

void File::finish_detail() {
  detail_.finish();
  Transaction& t = detail_.transaction();
  t.statement = statement_.index;
  try {
    details_sum_ = checked_sum(details_sum_, detail_.figure(), t.at);
    lines_.add(t, statements_.held());
  } catch (const Rejected& fault) {
    fault_ = fault;
    return;
  }
  records_.emit(t);
}

void File::finish() {
  complete();
  const Place at = reader_.end();
  if (inside_ != Inside::kNothing)
    throw Rejected("bai2.truncated",
                   xml::where(at) +
                       "the file ends before its trailer (99); it was cut off on its "
                       "way: fetch it again")
        .at_place(at)
        .figures("99", "the end of the file");
  if (files_ == 0)
    throw Rejected("document.empty", xml::where(at) + "the file holds no record: fetch it again")
        .at_place(at);
  statements_.finish();
}

}  // namespace saldo::bank::bai2
