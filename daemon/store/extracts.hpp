#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "saldo/records.hpp"
#include "store/documents.hpp"

namespace soci {
class session;
}

/// What the ERP lists, part by part, and what follows from a list that is complete.
namespace saldo::store {

/// The point in time that a record is told of; documents that aren't parts of extracts have none.
struct ToldAt {
  std::int64_t extract = 0;  ///< row of erp_extract
  Instant began{};
};

/// What came of a part.
struct ExtractOutcome {
  std::string extract;       ///< its id
  std::string state;         ///< loading | incomplete | complete | doubtful
  std::string reason;        ///< one sentence, unless complete
  std::int64_t cleared = 0;  ///< items that are cleared now because it doesn't list them
  bool is_news = false;      ///< the state is reached with this part
};

/// Notes the rows of one part of an extract, inside the transaction that posts its document. A part
/// that comes again (its page was fetched twice) takes the place of the earlier one.
class ExtractWriter {
 public:
  /// Throws FailureException with rule "extract.form" for one that can't be.
  ExtractWriter(soci::session& sql, const Document& document, const Extract& part, Instant now);

  const ToldAt& told_at() const { return told_; }
  /// Notes that the ERP lists the item, whether it could be posted or not.
  void listed(const Item& item, bool refused);
  /// Notes the refused rows and, when this was the part that made a full extract of open items
  /// complete, clears by absence: what the book has open in the company codes of the extract, has
  /// been told by its connector before the extract began, and isn't listed. Nothing is cleared when
  /// a row was refused whose key isn't known, nor when more is absent than the extract allows.
  ExtractOutcome finish();

 private:
  void put_extract();
  void put_part();
  void put_row(const ExtractKey& key, const Item* item);
  ExtractOutcome judged();
  std::string find_doubt();
  std::int64_t clear_absent();
  void set_state(const ExtractOutcome& outcome);
  void forget_older_rows();

  soci::session& sql_;
  std::int64_t document_;
  std::string connector_;
  const Extract& part_;
  Instant now_;
  ToldAt told_;
  bool stale_ = false;  ///< a newer document of this part is in the book
  std::string state_before_;
};

}  // namespace saldo::store
