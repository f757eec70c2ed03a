#include "store/notice_waiver.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::store {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw FailureException({.kind = FailureKind::conflict, .message = message});
}

}  // namespace

Money waive_charge(soci::session& sql, model::NoticeId notice, NoticeCharge charge,
                   const std::string& actor) {
  const std::int64_t id = model::raw(notice);
  const std::string name = "notice " + std::to_string(id), column = column_of(charge);
  const std::string state = notice_life(sql, notice).state;
  if (state != "proposed")
    refuse(name + " is " + state + "; only of what is proposed something can be waived");
  std::int64_t minor = 0;
  std::string currency;
  sql << "SELECT " + column + ", currency FROM dunning_notice WHERE id = :id", soci::use(id, "id"),
      soci::into(minor), soci::into(currency);
  if (minor == 0) refuse(name + " has nothing of the kind to waive");
  sql << "UPDATE dunning_notice SET " + column +
             " = 0, maker = :actor, eyes = CASE WHEN eyes < 2 THEN 2 ELSE eyes END WHERE id = :id",
      soci::use(actor, "actor"), soci::use(id, "id");
  if (charge == NoticeCharge::compensation)
    sql << "UPDATE dunning_notice_item SET compensation_minor = NULL WHERE notice_id = :id",
        soci::use(id, "id");
  if (charge == NoticeCharge::interest)
    sql << "UPDATE dunning_notice_item SET interest_minor = NULL, contingent_minor = NULL, "
           "segments_json = NULL WHERE notice_id = :id",
        soci::use(id, "id");
  return {minor, Currency::parse(currency)};
}

}  // namespace saldo::store
