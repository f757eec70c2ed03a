#include "lockbox/file.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::bank::lockbox {

namespace {

constexpr std::size_t kDocumentsMax = 5'000;  // of one check; a record has a limit of 1 MiB

std::string_view without_zeros(std::string_view s) {
  while (!s.empty() && s.front() == '0') s.remove_prefix(1);
  return s;
}

}  // namespace

File::File(const Host& host, const Layout& layout, Currency currency, FixedRecords& in,
           Records& records)
    : host_(host),
      layout_(layout),
      currency_(currency),
      in_(in),
      records_(records),
      statements_(records),
      lenient_(wants_lenient(host)) {}

void File::read() {
  while (in_.next(record_)) take();
  finish();
}

std::optional<Money> File::money() {
  HeldMoney all = all_money_;
  const auto here = statements_.held().sum();
  if (inside_batch_ && here) all.add(*here);
  return all.sum();
}

Rejected File::order_fault(const std::string& why) const {
  return record_.fault("lockbox.order",
                       "record " + text::quoted(record_.line().substr(0, 1)) + " " + why +
                           "; records are missing or out of order: fetch the file again");
}

void File::take() {
  const char type = record_.line()[0];
  if (type == '1') return begin_file();
  if (!inside_file_) throw order_fault("stands outside a file (records 1 to 9)");
  ++count_;
  switch (type) {
    case '2':
      return;  // says how the records are laid out, which no bank keeps to
    case '5':
      return begin_lockbox();
    case '6':
      return take_check();
    case '4':
      return take_overflow();
    case '7':
      return end_batch();
    case '8':
      return end_deposit();
    case '9':
      return end_file();
    default:
      throw record_.fault("lockbox.record",
                          "record type " + text::quoted(record_.line().substr(0, 1)) +
                              " is none of 1, 2, 4 to 9; the file is damaged or of another format");
  }
}

void File::begin_file() {
  if (inside_file_) throw order_fault("begins a file before the one at hand has its end (9)");
  inside_file_ = true;
  ++files_;
  count_ = 1;
  origin_ = record_.text(layout_.origin);
  lockbox_.clear();
  day_ = file_day_ = read_day(layout_.file_date, {});
}

File::Day File::read_day(const Columns& columns, const Day& instead) const {
  if (record_.is_blank(columns)) return instead;
  try {
    return {record_.date(columns, "YYMMDD"), std::nullopt};
  } catch (const Rejected& fault) {
    return {{}, fault};
  }
}

/// Its batch number is zero, or that of the batch that follows.
void File::begin_lockbox() {
  if (inside_batch_) close_batch(std::nullopt);
  lockbox_ = record_.text(layout_.lockbox);
  day_ = read_day(layout_.deposit_date, file_day_);
}

void File::begin_batch() {
  inside_batch_ = true;
  batch_ = {};
  lines_ = {};
  fault_ = day_.fault;
  statement_ = {};
  statement_.at = record_.at;
  statement_.index = statements_.begin();
  statement_.kind = "notification";
  statement_.account_number = lockbox_;
  statement_.account_bank = origin_;
  statement_.account_currency = currency_.code();
  statement_.from = statement_.to = day_.date;
  statement_.id = record_.text(layout_.batch);
}

void File::take_check() {
  if (!inside_batch_) begin_batch();
  emit_check();
  if (fault_) return;
  try {
    read_check();
  } catch (const Rejected& fault) {
    check_.reset();
    fault_ = fault;
  }
}

void File::read_check() {
  Transaction& t = check_.emplace();
  t.at = record_.at;
  t.statement = statement_.index;
  t.booking_date = day_.date;
  t.amount = record_.amount(layout_.amount, currency_.decimals(), currency_);
  t.status = t.amount->minor == 0 ? "info" : "booked";
  t.batch_id = record_.text(layout_.batch);
  const auto item = record_.text(layout_.item);
  if (text::all_digits(item) && item.size() < 18) t.batch_index = Money::parse_minor(item, 0);
  t.bank_reference = t.batch_id + std::string(item);
  t.customer_reference = without_zeros(record_.text(layout_.check_number));
  const auto routing = record_.text(layout_.routing), account = record_.text(layout_.account);
  if (!without_zeros(account).empty()) {
    t.counterparty_account = without_zeros(routing).empty() ? "" : std::string(routing) + "/";
    t.counterparty_account += account;
  }
  t.counterparty_name = text::collapse(record_.raw(layout_.name));
  if (statement_.account_name.empty())
    statement_.account_name = text::collapse(record_.raw(layout_.payee));
  batch_.minor = checked_sum(batch_.minor, t.amount->minor, t.at);
  ++batch_.count;
  take_documents(layout_.check_documents);
}

void File::take_overflow() {
  if (!inside_batch_) throw order_fault("goes on with a check (6), but there is none before");
  if (fault_) return;
  try {
    take_documents(layout_.overflow_documents);
  } catch (const Rejected& fault) {
    fault_ = fault;
  }
}

void File::take_documents(const std::vector<Layout::Document>& documents) {
  for (const auto& columns : documents) {
    RemittedDocument document;
    document.number = text::collapse(record_.raw(columns.invoice));
    const auto paid = record_.text(columns.paid);
    if (!paid.empty() && !text::all_digits(paid))
      throw Rejected("amount.invalid",
                     xml::where(record_.at) + "columns " + std::to_string(columns.paid.begin + 1) +
                         " to " + std::to_string(columns.paid.end) + ": invoice amount " +
                         text::quoted(paid) +
                         " is not an amount; if the bank lays its records out in another way, say "
                         "so in option layout")
          .at_place(record_.at);
    if (!paid.empty())
      document.amount = record_.amount(columns.paid, currency_.decimals(), currency_);
    if (document.number.empty() && (!document.amount || document.amount->minor == 0)) continue;
    if (check_->remitted_documents.size() == kDocumentsMax)
      throw record_.fault("text.limit", "the check pays more than 5000 invoices");
    check_->remitted_documents.push_back(std::move(document));
  }
}

void File::emit_check() {
  if (!check_) return;
  if (!fault_) {
    lines_.add(*check_, statements_.held());
    records_.emit(*check_);
  }
  check_.reset();
}

void File::finish() {
  const Place at = in_.end();
  if (inside_file_)
    throw Rejected("lockbox.truncated",
                   xml::where(at) +
                       "the file ends before its last record (9); it was cut off on "
                       "its way: fetch it again")
        .at_place(at)
        .figures("9", "the end of the file");
  if (files_ == 0)
    throw Rejected("document.empty", xml::where(at) + "the file holds no record: fetch it again")
        .at_place(at);
  statements_.finish();
}

}  // namespace saldo::bank::lockbox
