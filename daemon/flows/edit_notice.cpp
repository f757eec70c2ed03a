#include "flows/edit_notice.hpp"

#include <boost/json.hpp>

#include "flows/notice_act.hpp"
#include "flows/notice_anew.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

/// "level 1, channel letter"; refuses what can't be.
std::string check(const NoticeEdit& edit, const store::NoticeOrigin& origin,
                  const std::string& name) {
  if (origin.state != "proposed" && origin.state != "approved")
    refuse(FailureKind::conflict,
           name + " is " + origin.state + "; only what is proposed or approved can be edited");
  if (!edit.level && edit.channel.empty())
    refuse(FailureKind::invalid, "say what is to change: the level, the channel, or both");
  std::string changes;
  if (edit.level) {
    if (origin.legal)
      refuse(FailureKind::invalid, name + " is of the legal stage, which has no levels");
    if (origin.level == 1)
      refuse(FailureKind::invalid, name +
                                       " is of level 1, the lowest; void it, if it isn't to go "
                                       "out");
    if (*edit.level < 1 || *edit.level >= origin.level)
      refuse(FailureKind::invalid, name + " is of level " + std::to_string(origin.level) +
                                       ", which can only be lowered, to 1 at least, not to " +
                                       std::to_string(*edit.level) +
                                       "; a higher level comes with its days");
    changes = "level " + std::to_string(*edit.level);
  }
  if (!edit.channel.empty())
    changes += (changes.empty() ? "channel " : ", channel ") + edit.channel;
  return changes;
}

}  // namespace

json::object edit_notice(const Environment& environment, model::NoticeId id, const NoticeEdit& edit,
                         const std::string& reason, const std::string& actor) {
  need_reason(reason, "a notice is edited");
  return act_on(environment, id, "edit", actor, [&](soci::session& sql, json::object& answer) {
    const store::NoticeOrigin origin = store::notice_origin(sql, id);
    const std::string name = "notice " + std::to_string(model::raw(id));
    const std::string changes = check(edit, origin, name);
    store::withdraw_notice(sql, id, "voided", actor, "edited to " + changes + ": " + reason,
                           environment.clock->now());
    answer["state"] = "voided";
    answer["edit"] = changes;
    NoticeWish wish{
        .channel = edit.channel, .repeats = true, .mark = "|" + changes + " instead of " + name};
    if (edit.level) wish.level = static_cast<int>(*edit.level);
    propose_anew(environment, sql, origin, wish, actor, answer);
    if (!answer.contains("instead"))
      refuse(FailureKind::conflict, name +
                                        " stays as it is, since its account would get none now: " +
                                        answer.at("because").as_string().c_str());
  });
}

}  // namespace saldo::flows
