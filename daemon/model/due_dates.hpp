#pragma once

#include <optional>
#include <vector>

#include "model/payment_terms.hpp"

/// When a line of an FI document is due, and until when paying it early earns a discount, as SAP
/// has it (BSEG): a baseline date and up to three numbers of days, the first two with a percentage.
namespace saldo::model {

struct LineTerms {
  Date baseline;             ///< ZFBDT; none: the document's date counts
  Date document_date;        ///< BLDAT
  int days[3] = {0, 0, 0};   ///< ZBD1T, ZBD2T, ZBD3T; 0: not set
  Percent percents[2];       ///< ZBD1P, ZBD2P
  bool credit = false;       ///< SHKZG is H
  bool has_invoice = false;  ///< REBZG names the invoice to which the line belongs
};

struct DueDates {
  Date net;
  std::optional<Date> first_discount, second_discount;  ///< the last days on which it is earned
  friend bool operator==(const DueDates&, const DueDates&) = default;
};

/// Net days are the last of the three that isn't 0. A credit that belongs to no invoice is due at
/// its baseline date, whatever its terms say; one that does has the terms that it carries. A
/// failure is `invalid`: neither date is there, or days lie outside 0 to 3650.
Result<DueDates> due_dates(const LineTerms& line);

/// One part of an invoice that is paid in instalments.
struct Instalment {
  Percent share;  ///< of the invoice
  PaymentTerms terms;
};

struct InstalmentPart {
  Money amount;
  Date due;
};

/// Splits an invoice by its instalments. Each part is rounded once; the last one takes what
/// rounding leaves, so the parts come to the whole. A failure is `invalid`: the shares don't come
/// to 100 per cent.
Result<std::vector<InstalmentPart>> instalments(Money whole, Date baseline,
                                                const std::vector<Instalment>& plan);

}  // namespace saldo::model
