#pragma once

#include "flows/environment.hpp"
#include "model/ids.hpp"
#include "render/letter.hpp"

namespace saldo::flows {

/// The letter of a notice in the customer's language, dated when it went out, or else `today`.
/// Throws FailureException: `not_found`, or `invalid` when something that it must say is missing.
render::Letter notice_letter(const Environment& environment, model::NoticeId id, Date today);

}  // namespace saldo::flows
