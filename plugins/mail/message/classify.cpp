#include "classify.hpp"

#include <array>
#include <optional>

#include "addresses.hpp"
#include "charset.hpp"
#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

/// In small letters: how subjects of automatic replies begin. Followed by a colon they are a
/// program's; else they need another mark beside them.
constexpr std::array<std::string_view, 26> kAutoSubjects = {"automatic reply",
                                                            "auto reply",
                                                            "auto-reply",
                                                            "autoreply",
                                                            "automatische antwort",
                                                            "abwesenheitsnotiz",
                                                            "abwesenheit",
                                                            "out of office",
                                                            "out of the office",
                                                            "away from my mail",
                                                            "r\u00e9ponse automatique",
                                                            "reponse automatique",
                                                            "absence du bureau",
                                                            "message d'absence",
                                                            "respuesta autom\u00e1tica",
                                                            "respuesta automatica",
                                                            "fuera de la oficina",
                                                            "resposta autom\u00e1tica",
                                                            "resposta automatica",
                                                            "risposta automatica",
                                                            "fuori sede",
                                                            "automatisch antwoord",
                                                            "afwezig",
                                                            "autoodpowied\u017a",
                                                            "odpowied\u017a automatyczna",
                                                            "autosvar"};

/// In small letters: how programs mark the subject of an answer. ("R" alone is Italian.)
constexpr std::array<std::string_view, 9> kReplyMarks = {"re",  "aw",  "antw", "r",  "rif",
                                                         "res", "odp", "sv",   "ref"};

/// Headers that only programs which answer by themselves write.
constexpr std::array<std::string_view, 5> kAutoHeaders = {
    "x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder-revision",
    "x-mail-autoreply"};

bool answers_a_mail(const HeaderFields& header) {
  return !parse_message_ids(header.raw("in-reply-to")).empty() ||
         !parse_message_ids(header.raw("references")).empty();
}

std::string reply_mark(const std::string& subject) {
  const auto colon = subject.find(':');
  if (colon == std::string::npos || colon > 8) return {};
  std::string mark = lower(text::trim(std::string_view(subject).substr(0, colon)));
  mark = mark.substr(0, mark.find('['));  // "Re[2]:"
  for (const std::string_view known : kReplyMarks)
    if (mark == known) return mark;
  return {};
}

std::optional<std::string> auto_subject(const HeaderFields& header, bool corroborated) {
  const std::string subject = header.text("subject");
  const std::string small = lower(subject);
  for (const std::string_view known : kAutoSubjects) {
    if (!small.starts_with(known)) continue;
    const auto rest = text::trim(std::string_view(small).substr(known.size()));
    if (corroborated || rest.empty() || rest.starts_with(':'))
      return "subject " + text::quoted(subject, 80);
  }
  return std::nullopt;
}

/// Marks that a program sent the mail, which doesn't say yet whether it answers another one.
std::string automation(const HeaderFields& header) {
  const std::string submitted = header.word("auto-submitted");
  if (!submitted.empty() && submitted != "no") return "Auto-Submitted: " + submitted;
  const std::string precedence = header.word("precedence");
  if (precedence == "bulk" || precedence == "junk") return "Precedence: " + precedence;
  if (has_null_return_path(header)) return "null return path";
  return {};
}

/// Marks of a list, which may be a newsletter, or the address of a group of people who get what
/// customers write.
std::string list_mark(const HeaderFields& header) {
  if (header.word("precedence") == "list") return "Precedence: list";
  return header.has("list-id") ? "List-Id" : "";
}

std::optional<std::string> auto_reply(const HeaderFields& header) {
  const std::string submitted = header.word("auto-submitted");
  if (submitted.starts_with("auto-replied")) return "Auto-Submitted: auto-replied";
  for (const std::string_view name : kAutoHeaders)
    if (header.has(name)) return "header " + std::string(name);
  if (header.word("precedence") == "auto_reply") return "Precedence: auto_reply";
  if (header.word("x-apple-action") == "vacation") return "X-Apple-Action: VACATION";
  std::string mark = automation(header);
  if (mark.empty()) mark = list_mark(header);
  const std::string suppress = header.has("x-auto-response-suppress")
                                   ? std::string("X-Auto-Response-Suppress")
                                   : std::string();
  if (auto subject = auto_subject(header, !mark.empty() || !suppress.empty())) {
    for (const std::string& beside : {mark, suppress})
      if (!beside.empty()) *subject += ", " + beside;
    return subject;
  }
  if (has_null_return_path(header) && answers_a_mail(header))
    return "null return path of a mail that answers another (RFC 3834)";
  return std::nullopt;
}

/// A complaint (RFC 5965), a read receipt (RFC 8098).
std::optional<Verdict> report(const Structure& mail) {
  for (const Part& part : mail.parts) {
    const bool complaint = part.media_type == "message/feedback-report";
    if (!complaint && part.media_type != "message/disposition-notification") continue;
    Verdict verdict{.classification = "report", .evidence = part.media_type, .automated = true};
    const HeaderFields fields(part.bytes);
    const std::string kind = fields.word(complaint ? "feedback-type" : "disposition");
    if (!kind.empty()) verdict.evidence += ": " + kind;
    verdict.bounce.returned_message_id = returned_message_id(mail);
    const auto ids = parse_message_ids(fields.raw("original-message-id"));
    if (verdict.bounce.returned_message_id.empty() && !ids.empty())
      verdict.bounce.returned_message_id = ids.front();
    return verdict;
  }
  return std::nullopt;
}

}  // namespace

Verdict classify(const Structure& mail, std::string_view whole, const std::string& text) {
  if (auto found = report(mail)) return std::move(*found);
  auto bounce = standard_bounce(mail, whole);
  if (!bounce) bounce = plain_bounce(mail, text);
  if (bounce) {
    const std::string evidence = bounce->evidence;
    return {"bounce", evidence, true, std::move(*bounce)};
  }
  if (auto found = auto_reply(mail.header)) return {"auto_reply", *found, true, {}};
  std::string mark = automation(mail.header);
  if (mark.empty() && !answers_a_mail(mail.header)) mark = list_mark(mail.header);
  if (!mark.empty()) return {"other", mark, true, {}};
  const auto named = [](const char* what) { return std::string(what); };
  if (answers_a_mail(mail.header))
    return {
        "reply", named(mail.header.has("in-reply-to") ? "In-Reply-To" : "References"), false, {}};
  if (const std::string begin = reply_mark(mail.header.text("subject")); !begin.empty())
    return {"reply", "subject begins with '" + begin + ":'", false, {}};
  return {"other", named("no mark of an answer or of a program"), false, {}};
}

}  // namespace saldo::mail
