#include "out/advice.hpp"

namespace saldo::sap {

namespace {

/// SAP writes the sign behind the digits.
std::string amount(const Money& money) {
  std::string text = money.to_string();
  if (!text.starts_with('-')) return text;
  return text.substr(1) + "-";
}

OutSegment money(SegmentType type, const Field& qualifier_field, const Field& amount_field,
                 const Field& currency_field, const char* qualifier, const Money& value) {
  return {.type = type,
          .fields = {{qualifier_field, qualifier},
                     {amount_field, amount(value)},
                     {currency_field, std::string(value.currency.code())}},
          .below = {}};
}

OutSegment line_amount(const char* qualifier, const Money& value) {
  return money("E1IDPU5", {"E1IDPU5", "MOAQUAL"}, {"E1IDPU5", "MOABETR"}, {"E1IDPU5", "CUXWAERZ"},
               qualifier, value);
}

OutSegment partner(const char* function, const std::string& number) {
  return {.type = "E1EDKA1",
          .fields = {{{"E1EDKA1", "PARVW"}, function}, {{"E1EDKA1", "PARTN"}, number}},
          .below = {}};
}

/// 004: the invoice's amount, 009: a cleared credit memo, 003: cash discount.
OutSegment line_of(const ClearingLine& line, bool reversal) {
  const bool credit = (line.gross.minor < 0) != reversal;
  OutSegment out{.type = "E1IDPU1",
                 .fields = {{{"E1IDPU1", "DOCNAME"}, credit ? "381" : "380"},
                            {{"E1IDPU1", "DOCNUMMR"}, line.item},
                            {{"E1IDPU1", "DOCDATUM"}, sap_day(line.date)}},
                 .below = {}};
  out.below.push_back(line_amount(credit ? "009" : "004", line.gross));
  if (line.discount.minor != 0) out.below.push_back(line_amount("003", line.discount));
  out.below.push_back({.type = "E1EDP02",
                       .fields = {{{"E1EDP02", "QUALF"}, "010"}, {{"E1EDP02", "BELNR"}, line.item}},
                       .below = {}});
  // A deduction is an adjustment of what is paid, so it is negative for an invoice.
  if (line.write_off.minor != 0)
    out.below.push_back(
        {.type = "E1IDPU2",
         .fields = {{{"E1IDPU2", "AJTGRUND"}, "WO"},
                    {{"E1IDPU2", "MOABETRG"},
                     amount(Money{0, line.write_off.currency} - line.write_off)},
                    {{"E1IDPU2", "MOAWAERS"}, std::string(line.write_off.currency.code())}},
         .below = {}});
  return out;
}

}  // namespace

std::vector<OutSegment> advice_of(const ClearingProposal& p) {
  const bool reversal = !p.reverses.empty();
  OutSegment head{.type = "E1IDKU1",
                  .fields = {{{"E1IDKU1", "BGMTYP"}, "481"}, {{"E1IDKU1", "BGMREF"}, p.key}},
                  .below = {}};
  head.below.push_back(
      {.type = "E1EDK03",
       .fields = {{{"E1EDK03", "IDDAT"}, "026"}, {{"E1EDK03", "DATUM"}, sap_day(p.value_date)}},
       .below = {}});
  const std::string& reference = reversal ? p.reverses : p.payment_reference;
  if (!reference.empty())
    head.below.push_back({.type = "E1EDK02",
                          .fields = {{{"E1EDK02", "QUALF"}, reversal ? "011" : "022"},
                                     {{"E1EDK02", "BELNR"}, reference}},
                          .below = {}});
  head.below.push_back(money("E1IDKU5", {"E1IDKU5", "MOAQUAL"}, {"E1IDKU5", "MOABETR"},
                             {"E1IDKU5", "CUXWAERZ"}, "002", p.amount));
  head.below.push_back(partner("AG", p.customer));
  head.below.push_back(partner("BK", p.company_code));
  for (const ClearingLine& line : p.lines) head.below.push_back(line_of(line, reversal));
  return {head};
}

}  // namespace saldo::sap
