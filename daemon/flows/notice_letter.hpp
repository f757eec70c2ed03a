#pragma once

#include <string>

#include "flows/environment.hpp"
#include "model/ids.hpp"
#include "render/letter.hpp"

namespace saldo::flows {

/// The letter of a notice in the customer's language, dated when it went out, or else `today`.
/// Throws FailureException: `not_found`, or `invalid` when something that it must say is missing.
render::Letter notice_letter(const Environment& environment, model::NoticeId id, Date today);
/// The same as a Word document, made of the template for its language and wording; its bytes.
/// Throws as notice_letter does, also for what the template wants and the letter lacks.
std::string notice_docx(const Environment& environment, model::NoticeId id, Date today);

/// The wording that a level's notices have, if its procedure names none.
std::string usual_wording(int level, bool legal);

}  // namespace saldo::flows
