#include "out/dunning.hpp"

#include "out/body.hpp"
#include "out/customer_change.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

DunningData data_of(const boost::json::object& object) {
  DunningData d;
  d.key = required(object, "key");
  d.number = required(object, "number");
  d.customer = required(object, "customer");
  d.company_code = required(object, "company_code");
  d.area = text_of(object, "area");
  d.created = date_of(object, "created");
  if (const auto* level = object.if_contains("level")) {
    const std::int64_t n = level->as_int64();
    const Date day = date_of(object, "last");
    if (n < 1 || n > 9 || day.empty())
      throw Rejected("proposal.form", "dunning level " + std::to_string(n) + " of " +
                                          (day.empty() ? "no day" : day.to_string()) +
                                          ": SAP has levels 1 to 9, and a day with them");
    d.last = {day, static_cast<int>(n)};
  }
  if (object.contains("block")) {
    d.block = {text_of(object, "block"), text_of(object, "instead_of")};
    if (text::count_characters(d.block->to) > 1)
      throw Rejected("proposal.form", "dunning block " + text::quoted(d.block->to) +
                                          ": SAP's keys have one character; set dunning_block to "
                                          "one of table T040S");
  }
  if (d.last.has_value() == d.block.has_value())
    throw Rejected("proposal.form", "the message tells of a notice or of a block, one of them");
  return d;
}

}  // namespace

DunningData read_dunning(std::string_view body) { return read_body(body, data_of); }

std::vector<OutSegment> customer_change_of(const DunningData& d) {
  std::vector<std::pair<std::string_view, std::string>> fields = {{"MABER", d.area}};
  if (d.last) {
    fields.emplace_back("MADAT", sap_day(d.last->day));
    fields.emplace_back("MAHNS", std::to_string(d.last->level));
  }
  if (d.block) fields.emplace_back("MANSP", d.block->to.empty() ? kInitial : d.block->to);
  OutSegment company = changed("E1KNB1M", {{"BUKRS", d.company_code}});
  company.below.push_back(changed("E1KNB5M", fields));
  OutSegment general = changed("E1KNA1M", {{"KUNNR", d.customer}});
  general.below.push_back(std::move(company));
  return {std::move(general)};
}

std::string name_of(const DunningData& d) {
  return "customer " + d.customer + "/" + d.company_code + (d.area.empty() ? "" : "/" + d.area);
}

}  // namespace saldo::sap
