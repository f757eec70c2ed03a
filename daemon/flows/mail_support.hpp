#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "flows/environment.hpp"
#include "model/ids.hpp"

namespace soci {
class session;
}

namespace saldo::flows {

/// Mails whose text names items of their sender's customer and speaks for this payment: as JSON,
/// newest first, with the mail, the items, the amounts stated, why, and "verified": false.
///
/// A sender's address proves nothing, so no decision reads them: they are shown beside it, to
/// whoever decides or looks back. Only mails to do with the payment's customer count, if it is
/// known, and only those of some weeks around its value date; where it isn't known, the newest few
/// hundred are looked at.
std::vector<boost::json::object> mails_for_payment(soci::session& sql,
                                                   model::TransactionId payment);

/// A payment as `saldo review show` prints it, with these mails as "mails", if there are any.
boost::json::object show_for_review(soci::session& sql, model::TransactionId payment);

}  // namespace saldo::flows
