#pragma once

#include "store/native_statement.hpp"
#include "store/sent_mail.hpp"

/// How a mail of the outbox is read. Private to store.
namespace saldo::store {

/// Up to and with FROM; the conditions follow.
inline constexpr const char* kSelectSentMail =
    "SELECT token, message_id, connector, recipient, body_sha256, state, notice_id, customer_id, "
    "attempts, doubts, in_flight, queued_at, (SELECT n.company_code FROM dunning_notice n WHERE "
    "n.id = notice_id) FROM sent_mail ";

SentMail read_sent_mail(const NativeStatement::Rows& row);

}  // namespace saldo::store
