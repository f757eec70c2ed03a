#pragma once

#include <string>

namespace soci {
class session;
}

/// A mail that went out has to be known to have gone out, whatever dies. To wait for the disk with
/// each would be slower than most mail servers; so a few mails are claimed together and these
/// claims brought to disk (Store::sync), and then their beginnings and outcomes are committed one
/// by one without waiting (Durability::repeatable). When the process is killed, all of these are
/// there: at most the one that was under way is in doubt. After a power cut they may be missing:
/// then each that was claimed and has no outcome is.
namespace saldo::store {

/// No run is under way at this connector, or it is over: what is still claimed isn't handed over.
void drop_claims(soci::session& sql, const std::string& connector);
/// When saldo starts: what was claimed under another boot and has no outcome may have gone out, and
/// so can't be recalled any more; what was claimed under this one and wasn't begun has not.
void settle_claims(soci::session& sql, const std::string& boot);

}  // namespace saldo::store
