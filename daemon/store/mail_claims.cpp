#include "store/mail_claims.hpp"

#include <soci/soci.h>

namespace saldo::store {

void drop_claims(soci::session& sql, const std::string& connector) {
  sql << "UPDATE sent_mail SET claimed_boot = NULL WHERE claimed_boot IS NOT NULL AND connector = "
         ":connector",
      soci::use(connector, "connector");
}

void settle_claims(soci::session& sql, const std::string& boot) {
  sql << "UPDATE dunning_notice SET state = 'sending' WHERE state = 'queued' AND id IN (SELECT "
         "notice_id FROM sent_mail WHERE state = 'queued' AND claimed_boot IS NOT NULL AND "
         "claimed_boot <> :boot)",
      soci::use(boot, "boot");
  sql << "UPDATE sent_mail SET state = 'sending', in_flight = 1 WHERE state IN ('queued', "
         "'sending') AND claimed_boot IS NOT NULL AND claimed_boot <> :boot",
      soci::use(boot, "boot");
  sql << "UPDATE sent_mail SET claimed_boot = NULL WHERE claimed_boot IS NOT NULL";
}

}  // namespace saldo::store
