#include "out/idoc_status.hpp"

#include <array>

#include "out/body.hpp"
#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

constexpr std::size_t kTextLength = 70, kParameterLength = 50;

IdocStatus status_of(const boost::json::object& object) {
  IdocStatus s;
  s.key = required(object, "key");
  s.number = required(object, "number");
  s.client = required(object, "client");
  s.sender = required(object, "sender");
  s.idoc = required(object, "idoc");
  s.status = required(object, "status");
  s.why = text_of(object, "why");
  s.created = date_of(object, "created");
  const std::string at = required(object, "at");  // 2026-03-01T12:00:00.000000Z
  if (at.size() < 20 || at[10] != 'T' || at[13] != ':' || at[16] != ':')
    throw Rejected("proposal.form", "'at' is " + text::quoted(at) + ", no instant");
  s.day = sap_day(Date::parse_iso(at.substr(0, 10)));
  s.time = at.substr(11, 2) + at.substr(14, 2) + at.substr(17, 2);
  if (s.status != "53" && s.status != "51" && s.status != "56")
    throw Rejected("proposal.form", "status " + text::quoted(s.status) + " is not 53, 51 or 56");
  return s;
}

/// The first `most` characters, fewer where a blank would stand at the cut: it would be lost.
std::string_view head_of(std::string_view text, std::size_t most) {
  std::size_t bytes = 0, whole = 0;
  for (std::size_t count = 0; bytes < text.size() && count < most; ++count) {
    do {
      ++bytes;
    } while (bytes < text.size() &&
             text::impl::is_continuation(static_cast<unsigned char>(text[bytes])));
    if (bytes == text.size() || (text[bytes] != ' ' && text[bytes - 1] != ' ')) whole = bytes;
  }
  return text.substr(0, whole == 0 ? bytes : whole);
}

/// Letters only: no line ends, no placeholders of a text.
std::string plain(std::string_view text) {
  std::string out = text::collapse(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == '&') c = ' ';
  return text::collapse(out);
}

}  // namespace

IdocStatus read_idoc_status(std::string_view body) { return read_body(body, status_of); }

std::vector<OutSegment> status_record_of(const IdocStatus& s, const std::string& code) {
  const bool posted = s.status == "53";
  std::string text = posted ? "Posted by saldo" : plain(s.why);
  std::array<std::string, 4> parameters;
  if (text::count_characters(text) > kTextLength) {
    std::string_view rest = text;
    for (std::string& parameter : parameters) {
      const bool cut =
          &parameter == &parameters.back() && text::count_characters(rest) > kParameterLength;
      parameter = head_of(rest, cut ? kParameterLength - 3 : kParameterLength);
      rest.remove_prefix(parameter.size());
      if (cut) parameter += "...";
    }
    text = "&1&2&3&4";
  }
  return {{.type = "E1STATS",
           .fields = {{{"E1STATS", "DOCNUM"}, s.idoc},
                      {{"E1STATS", "LOGDAT"}, s.day},
                      {{"E1STATS", "LOGTIM"}, s.time},
                      {{"E1STATS", "STATUS"}, code},
                      {{"E1STATS", "STATXT"}, text},
                      {{"E1STATS", "STAPA1"}, parameters[0]},
                      {{"E1STATS", "STAPA2"}, parameters[1]},
                      {{"E1STATS", "STAPA3"}, parameters[2]},
                      {{"E1STATS", "STAPA4"}, parameters[3]},
                      {{"E1STATS", "STATYP"}, posted ? "S" : "E"}},
           .below = {}}};
}

}  // namespace saldo::sap
