#include "render/camt053_entry.hpp"

#include <algorithm>

#include "render/camt053_batches.hpp"
#include "render/camt053_text.hpp"

namespace saldo::render::camt053 {

namespace {

constexpr std::size_t kReference = 35;

Margin margin_of(const Transaction& t, const Warn& warn) {
  return {"statement " + std::to_string(t.statement) + ", transaction " + std::to_string(t.index),
          warn};
}

/// Codes of records to those of ISO 20022; what isn't booked or only told is awaited.
const char* status_code(const std::string& status) {
  if (status == "booked") return "BOOK";
  return status == "info" ? "INFO" : "PDNG";
}

bool same_codes(const Transaction& a, const Transaction& b) {
  return a.code_domain == b.code_domain && a.code_family == b.code_family &&
         a.code_sub_family == b.code_sub_family && a.code_proprietary == b.code_proprietary;
}

template <class Same>
bool all_like_first(std::span<const Transaction> lines, Same same) {
  return std::ranges::all_of(lines, [&](const Transaction& t) { return same(lines.front(), t); });
}

}  // namespace

void EntryWriter::write(std::span<const Transaction> lines) {
  xml_.open("Ntry");
  if (lines.size() == 1)
    single(lines.front());
  else
    batch(lines);
  xml_.close();
}

void EntryWriter::amount(const char* name, const Money& amount) {
  xml_.element(name, digits_of(amount), "Ccy=\"" + std::string(amount.currency.code()) + "\"");
}

void EntryWriter::mark(const Money& amount) {
  xml_.element("CdtDbtInd", amount.minor < 0 ? "DBIT" : "CRDT");
}

void EntryWriter::head(const Transaction& first, const Money& sum,
                       const std::string& bank_reference) {
  amount("Amt", sum);
  mark(sum);
  if (first.reversal) xml_.element("RvslInd", "true");
  xml_.path({"Sts", "Cd"}, status_code(first.status));
  if (!first.booking_date.empty()) xml_.path({"BookgDt", "Dt"}, first.booking_date.to_string());
  if (!first.value_date.empty()) xml_.path({"ValDt", "Dt"}, first.value_date.to_string());
  text("AcctSvcrRef", bank_reference);
}

void EntryWriter::single(const Transaction& t) {
  Margin margin = margin_of(t, warn_);
  head(t, *t.amount, margin.fit("bank_reference", t.bank_reference, kReference));
  codes(t, margin);
  // Beside the details of a batch that aren't listed an amount would be taken for one of them.
  instructed(t, margin);
  xml_.open("NtryDtls");
  if (!t.batch_id.empty() || t.batch_count) batch_information(t, margin);
  if (t.batch_index && t.batch_count != 1)
    margin.keep("batch.index", std::to_string(*t.batch_index), "isn't part of a whole batch");
  detail(t, {}, margin);
  xml_.close();
}

void EntryWriter::batch(std::span<const Transaction> lines) {
  const Transaction& first = lines.front();
  const bool common_codes = all_like_first(lines, same_codes);
  // Without an id of its own the entry's reference would be taken for that of the batch.
  const bool common_reference =
      !first.batch_id.empty() &&
      all_like_first(lines, [](const Transaction& a, const Transaction& b) {
        return a.bank_reference == b.bank_reference;
      });
  std::vector<Margin> margins;
  for (const Transaction& t : lines) margins.push_back(margin_of(t, warn_));
  head(first, sum_of(lines),
       common_reference ? margins[0].fit("bank_reference", first.bank_reference, kReference)
                        : std::string());
  codes(common_codes ? first : Transaction(), margins[0]);
  xml_.open("NtryDtls");
  batch_information(first, margins[0]);
  for (std::size_t i = 0; i < lines.size(); ++i)
    detail(
        lines[i],
        {.own_amount = true, .own_codes = !common_codes, .own_bank_reference = !common_reference},
        margins[i]);
  xml_.close();
}

void EntryWriter::batch_information(const Transaction& t, Margin& margin) {
  constexpr std::int64_t kCountMost = 999'999'999'999'999;
  xml_.open("Btch");
  text("PmtInfId", margin.fit("batch.id", t.batch_id, kReference));
  const bool counts = t.batch_count && *t.batch_count >= 0 && *t.batch_count <= kCountMost;
  if (counts) xml_.element("NbOfTxs", std::to_string(*t.batch_count));
  if (t.batch_count && !counts)
    margin.keep("batch.count", std::to_string(*t.batch_count), "is no count of ISO 20022");
  xml_.close();
}

/// A domain without family, or a family without sub-family, is completed by NTAV: not available.
void EntryWriter::codes(const Transaction& t, Margin& margin) {
  constexpr std::size_t kCode = 4;
  xml_.open("BkTxCd");
  const auto fits = [](const std::string& code) {
    return code.size() <= kCode && !holds_forbidden_characters(code);
  };
  const bool domain = !t.code_domain.empty() && fits(t.code_domain) && fits(t.code_family) &&
                      fits(t.code_sub_family);
  if (domain) {
    const auto given = [](const std::string& code) { return code.empty() ? "NTAV" : code; };
    xml_.open("Domn");
    xml_.element("Cd", t.code_domain);
    xml_.open("Fmly");
    xml_.element("Cd", given(t.code_family));
    xml_.element("SubFmlyCd", given(t.code_sub_family));
    xml_.close();
    xml_.close();
  } else if (!(t.code_domain + t.code_family + t.code_sub_family).empty()) {
    margin.keep("code", t.code_domain + "/" + t.code_family + "/" + t.code_sub_family,
                "isn't a code of ISO 20022");
  }
  if (const auto own = margin.fit("code.proprietary", t.code_proprietary, kReference); !own.empty())
    xml_.path({"Prtry", "Cd"}, own);
  xml_.close();
}

void EntryWriter::charges(const Transaction& t, Margin& margin) {
  std::vector<Money> written;
  for (const Charge& charge : t.charges) {
    if (!charge.amount) continue;
    if (fits_amount(*charge.amount))
      written.push_back(*charge.amount);
    else
      margin.keep("charges.amount", charge.amount->to_string(), "has more than 18 digits");
  }
  if (written.empty()) return;
  xml_.open("Chrgs");
  for (const Money& charge : written) {
    xml_.open("Rcrd");
    amount("Amt", charge);
    mark(charge);
    xml_.close();
  }
  xml_.close();
}

/// AmtDtls has no sign of its own: it is that of the transaction.
void EntryWriter::instructed(const Transaction& t, Margin& margin) {
  if (!t.instructed) return;
  const bool other_sign =
      t.instructed->minor != 0 && (t.instructed->minor < 0) != (t.amount->minor < 0);
  const std::string shown =
      t.instructed->to_string() + " " + std::string(t.instructed->currency.code());
  if (!fits_amount(*t.instructed))
    return margin.keep("instructed.amount", shown, "has more than 18 digits");
  if (other_sign)
    return margin.keep("instructed.amount", shown, "has another sign than the amount");
  xml_.open("AmtDtls");
  xml_.open("InstdAmt");
  amount("Amt", *t.instructed);
  xml_.close();
  xml_.close();
}

}  // namespace saldo::render::camt053
