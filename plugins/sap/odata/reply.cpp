#include "odata/reply.hpp"

#include <algorithm>
#include <optional>

#include "odata/envelope.hpp"
#include "odata/error_reply.hpp"
#include "odata/items.hpp"
#include "odata/json.hpp"
#include "odata/partners.hpp"
#include "saldo/document_reader.hpp"
#include "saldo/held_money.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

using namespace odata;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kPieceBytes = 64 << 10;

std::string_view without_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  return head;
}

Conventions conventions_of(const Host& host) {
  const std::string amounts = host.option("amounts").value_or("signed");
  if (amounts != "signed" && amounts != "unsigned")
    throw Stop(SALDO_E_CONFIG,
               "option amounts is " + text::quoted(amounts) + "; use signed or unsigned");
  return {.unsigned_amounts = amounts == "unsigned", .amounts = amount_form_of(host)};
}

enum class Kind { unknown, item, partner };

/// By its fields, as $select and V4 leave the type out.
Kind kind_of(const Value& entity) {
  if (entity.find("AccountingDocument") != nullptr) return Kind::item;
  const bool partner = entity.find("BusinessPartner") != nullptr ||
                       entity.find("CustomerName") != nullptr ||
                       entity.find("to_CustomerCompany") != nullptr;
  return partner ? Kind::partner : Kind::unknown;
}

std::string type_of(const Value& entity) {
  const Value* metadata = entity.find("__metadata");
  const Value* type = metadata != nullptr ? metadata->find("type") : nullptr;
  return type == nullptr ? "of an unknown kind" : type->text;
}

/// One reply on its way to records.
class Reading {
 public:
  Reading(const Host& host, Records& records)
      : host_(host), records_(records), conventions_(conventions_of(host)) {}

  void set_envelope(Envelope e) { envelope_ = std::move(e); }
  void take(const Value& entity) {
    ++rows_;
    host_.stop_if_asked();
    const Kind kind = kind_of(entity);
    const bool fits = kind == Kind::item      ? !envelope_ || envelope_->content == "open_items"
                      : kind == Kind::partner ? !envelope_ || envelope_->content == "customers"
                                              : false;
    if (!fits)
      throw Rejected("odata.entity",
                     "the reply has entities (" + type_of(entity) +
                         ") that are neither open items (A_OperationalAcctgDocItemCube) nor "
                         "business partners (A_BusinessPartner, A_Customer) as asked for")
          .at_place(entity.at);
    try {
      kind == Kind::item ? take_item(entity) : take_partner(entity);
    } catch (Rejected& why) {
      refuse(entity, kind, why);
    } catch (const FormatError& why) {
      Rejected refused("format", why.what());
      refuse(entity, kind, refused.at_place(entity.at));
    }
  }
  void finish(const PageFacts& facts) {
    if (facts.is_error)
      throw Rejected("odata.error", "SAP answered with an error: " + error_text(facts.error));
    if (passed_over_ > 0)
      host_.log(SALDO_LOG_INFO, std::to_string(passed_over_) +
                                    " lines with special G/L indicators that are no open items "
                                    "were passed over");
    if (envelope_) records_.emit(extract(facts));
  }
  std::optional<Money> held() const { return held_.sum(); }

 private:
  void take_item(const Value& entity) {
    const auto item = read_item(entity, conventions_);
    if (!item) {
      ++passed_over_;
      return;
    }
    if (envelope_ && !envelope_->company_codes.empty() &&
        std::ranges::count(envelope_->company_codes, item->company_code) == 0)
      throw Rejected("odata.company", "item " + item->company_code + "/" + item->number +
                                          ": CompanyCode " + text::quoted(item->company_code) +
                                          " is none of those that were asked for")
          .at_place(entity.at);
    if (!item->open_amount) held_.add(*item->amount);
    records_.emit(*item);
  }
  void take_partner(const Value& entity) {
    static const std::vector<std::string> kAll;
    for (const Customer& c : read_customers(entity, envelope_ ? envelope_->company_codes : kAll))
      records_.emit(c);
  }
  void refuse(const Value& entity, Kind kind, Rejected& why) {
    why.message += "; correct it in SAP, the other rows go on";
    records_.refuse(rows_, why);
    if (kind == Kind::item) refused_.push_back(item_key(entity));
  }
  Extract extract(const PageFacts& facts) {
    Extract e{.at = {1, 0},
              .id = envelope_->extract,
              .content = envelope_->content,
              .extent = envelope_->extent,
              .began = envelope_->began,
              .company_codes = envelope_->company_codes,
              .part = envelope_->part,
              .last = envelope_->last,
              .rows = rows_,
              .total = std::nullopt,
              .refused = std::move(refused_),
              .absent_percent = envelope_->absent_percent};
    // What the pages of a moving book come to proves nothing.
    if (!facts.count.empty() && !envelope_->moved) {
      if (!text::all_digits(facts.count) || facts.count.size() > 12)
        throw Rejected("odata.scope", "the number of all rows is " + text::quoted(facts.count));
      e.total = Money::parse_minor(facts.count, 0);
    }
    if (e.last && !facts.next.empty())
      throw Rejected("odata.scope",
                     "the reply says that more follows, its envelope that it is the "
                     "last: nothing can be concluded from what isn't there");
    return e;
  }

  Host host_;
  Records& records_;
  Conventions conventions_;
  std::optional<Envelope> envelope_;
  std::int64_t rows_ = 0, passed_over_ = 0;
  std::vector<ExtractKey> refused_;
  HeldMoney held_;
};

/// So many bytes as a piece has room for, or all there are: a read may give a few at first.
std::string first_piece(const InputWindow::Read& read) {
  std::string piece(kPieceBytes, '\0');
  std::size_t size = 0;
  while (size < piece.size()) {
    const std::size_t got = read(piece.data() + size, piece.size() - size);
    if (got == 0) break;
    size += got;
  }
  piece.resize(size);
  return piece;
}

/// The lines up to the empty one, which the first piece has room for; they leave it.
Envelope take_envelope(std::string& piece, Place& start) {
  const auto end = piece.find("\n\n");
  if (end == piece.npos) throw Rejected("odata.envelope", "the lines before the reply have no end");
  const std::string head = piece.substr(0, end + 2);
  piece.erase(0, end + 2);
  start.offset += head.size();
  start.line += static_cast<std::uint64_t>(std::count(head.begin(), head.end(), '\n'));
  return Envelope::parse(head);
}

}  // namespace

int OdataReply::identify(std::string_view head, std::string_view) const {
  head = text::trim(without_mark(head));
  if (head.starts_with(Envelope::kMark)) return 100;
  if (is_xml_error(head)) return 90;
  if (!head.starts_with('{')) return 0;
  const auto inner = text::trim(head.substr(1));
  if (head.find("\"@odata.context\"") != head.npos) return 95;
  if (inner.starts_with("\"d\"")) return head.find("\"__metadata\"") != head.npos ? 95 : 80;
  return inner.starts_with("\"error\"") ? 60 : 0;
}

void OdataReply::check() { conventions_of(host); }

void OdataReply::decode(Input& input, Records& records) {
  Reading reading(host, records);
  const InputWindow::Read read = reader_of(host, input);
  std::string piece = first_piece(read);
  Place start{1, 0};
  if (piece.starts_with(kByteOrderMark)) {
    piece.erase(0, kByteOrderMark.size());
    start.offset = kByteOrderMark.size();
  }
  if (is_xml_error(piece))
    throw Rejected("odata.error", "SAP answered with an error: " + error_text_of(piece));
  if (piece.starts_with(Envelope::kMark)) reading.set_envelope(take_envelope(piece, start));
  try {
    PageReader page(start, [&](const Value& entity) { reading.take(entity); });
    while (!piece.empty()) {
      page.feed(piece);
      piece.resize(kPieceBytes);
      piece.resize(read(piece.data(), piece.size()));
    }
    reading.finish(page.finish());
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(reading.held());
    throw;
  }
}

}  // namespace saldo::sap
