#include <string>
#include <string_view>

#include "saldo/lines.hpp"
#include "saldo/sdk.hpp"

/// Reads open items; README.md shows the format. Nothing takes effect before decode returns, so
/// items may be emitted before the trailer proves them.
namespace {

class TemplateName final : public saldo::Decoder {
 public:
  using saldo::Decoder::Decoder;

  int identify(std::string_view head, std::string_view) const override {
    return head.starts_with("OPEN-ITEMS;") ? 100 : 0;
  }

  void decode(saldo::Input& input, saldo::Records& records) override {
    saldo::Lines lines(input);
    try {
      read(lines, records);
    } catch (const saldo::FormatError& e) {  // of Money, Date, Currency: it names the value
      lines.refuse("line.value", e.what());
    }
  }

 private:
  void read(saldo::Lines& lines, saldo::Records& records) {
    lines.next();
    const auto header = lines.split(';');
    if (header.size() != 3 || header[0] != "OPEN-ITEMS")
      lines.refuse("file.header", "the document must begin with OPEN-ITEMS;company;currency");
    const std::string company(header[1]);
    saldo::Money total{0, saldo::Currency::parse(header[2])};
    std::size_t count = 0;
    while (lines.next() && !lines.text().starts_with("TRAILER;")) {
      const saldo::Item item = read_item(lines, company, total.currency);
      total += *item.amount;
      ++count;
      records.emit(item);
      host.stop_if_asked();
    }
    const std::string expected = "TRAILER;" + std::to_string(count) + ";" + total.to_string();
    if (lines.text() != expected)
      throw saldo::Rejected("file.total", "the trailer doesn't agree with the items")
          .at_place(lines.at())
          .figures(expected, lines.text());
    if (lines.next()) lines.refuse("file.trailer", "nothing may stand behind the trailer");
  }

  static saldo::Item read_item(const saldo::Lines& lines, const std::string& company,
                               saldo::Currency currency) {
    const auto fields = lines.split(';');
    if (fields.size() != 6 || (fields[0] != "I" && fields[0] != "C"))
      lines.refuse("line.fields", "an item is I or C;number;customer;date;due date;amount");
    saldo::Item item;
    item.at = lines.at();
    item.kind = fields[0] == "I" ? "invoice" : "credit_memo";
    item.number = fields[1];
    item.customer = fields[2];
    item.company_code = company;
    item.document_date = saldo::Date::parse_iso(fields[3]);
    item.due_date = saldo::Date::parse_iso(fields[4]);
    item.amount = saldo::Money::parse(fields[5], currency);
    return item;
  }
};

}  // namespace

SALDO_PLUGIN("com.example.template-name", "0.1.0", SALDO_COMPONENT("template-name", TemplateName))
