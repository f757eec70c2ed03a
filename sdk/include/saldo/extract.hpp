#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saldo/place.hpp"
#include "saldo/plugin.h"

/// The record that tells what the ERP lists; described as the others in records.hpp.
namespace saldo {

/// A row of an extract that is known by its key alone: its record was refused.
struct ExtractKey {
  std::string company_code, number;
  std::optional<std::int64_t> fiscal_year;
};

/// Says of the document's items, or customers, that they are one part of an extract: what the ERP
/// listed at one time, under one condition. It may stand anywhere in the document.
///
/// An extract proves what it doesn't list only when it is `full`, when all its parts are in the
/// book up to the one marked `last`, and when they have as many rows as the ERP counted throughout.
/// Then items of its company codes that the book has open and it doesn't list are cleared in the
/// ERP. The rows of such a document stand for themselves: one that is refused costs itself only.
struct Extract {
  static constexpr std::uint16_t kKind = SALDO_RECORD_EXTRACT;
  Place at;
  std::string id;       ///< the same in all its documents, and in no other extract
  std::string content;  ///< open_items | customers
  std::string extent;   ///< full | changes
  std::string began;    ///< when the ERP was first asked, UTC: 2026-03-01T12:00:00Z
  std::vector<std::string> company_codes;  ///< which were asked for; none: all there are
  std::int64_t part = 0;                   ///< from 1
  bool last = false;
  std::int64_t rows = 0;              ///< of this part, refused ones too
  std::optional<std::int64_t> total;  ///< of the whole extract, as the ERP counted with this part
  std::vector<ExtractKey> refused;    ///< rows of this part that no record was made of
  /// Nothing is cleared where more of a company code's open items than so many per cent are absent:
  /// rather than paid they are hidden, from a user who may not see them.
  std::int64_t absent_percent = 100;
};

template <class V, class R>
void describe_extract(V& v, R& e) {
  v.text(1, "id", e.id);
  v.text(2, "content", e.content);
  v.text(3, "extent", e.extent);
  v.text(4, "began", e.began);
  v.texts(5, "company_codes", e.company_codes);
  v.integer(6, "part", e.part);
  v.flag(7, "last", e.last);
  v.integer(8, "rows", e.rows);
  v.number(9, "total", e.total);
  v.rows(10, 12, "refused", e.refused, [](V& w, auto& k) {
    w.text(10, "company_code", k.company_code);
    w.text(11, "number", k.number);
    w.number(12, "fiscal_year", k.fiscal_year);
  });
  v.integer(13, "absent_percent", e.absent_percent);
}

template <class V>
void describe(V& v, Extract& r) {
  describe_extract(v, r);
}
template <class V>
void describe(V& v, const Extract& r) {
  describe_extract(v, r);
}

}  // namespace saldo
