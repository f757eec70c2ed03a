#pragma once

#include <cstdint>

#include "flows/environment.hpp"
#include "saldo/records.hpp"

namespace soci {
class session;
}

namespace saldo::flows {

/// Takes a mail that came in into the book, within the transaction of its document: keeps it,
/// threads it, and does what it calls for.
/// - A bounce of a mail of ours: the notice hasn't arrived and goes another way, or to a person;
///   an address that doesn't exist isn't written to any more.
/// - What a person wrote, to a customer's account: a contact, to be followed up today.
/// - Automatic replies and reports are kept and shown; they are no answers.
/// What can't be proved has no effect but being shown. False when the document's mail was in the
/// book before.
bool take_correspondence(const Environment& environment, soci::session& sql, std::int64_t document,
                         const Correspondence& mail);

}  // namespace saldo::flows
