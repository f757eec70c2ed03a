#include "receive/envelope.hpp"

#include <algorithm>
#include <optional>

#include "base/sha256.hpp"

namespace saldo::receive {

namespace {

using std::string_view;

constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kShown = 40;
/// Each is a document of its own, and SAP's packets have some hundreds at most.
constexpr std::size_t kIdocsMax = 10'000;
/// What surrounds the IDocs of a body is repeated for each of them (`alone`): together they may
/// come to so many times the body. SAP's surroundings are smaller than a control record.
constexpr std::uint64_t kGrowthMax = 8;
constexpr string_view kBlanks = " \t\r\n";

string_view trim(string_view s) {
  const std::size_t begin = s.find_first_not_of(kBlanks);
  if (begin == s.npos) return {};
  return s.substr(begin, s.find_last_not_of(kBlanks) - begin + 1);
}

/// Senders put their own prefix before names.
string_view local_name(string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

/// The beginning of something unknown, for a message: bytes that aren't printable as '?'.
std::string shown(string_view text) {
  std::string out(text.substr(0, kShown));
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return "'" + out + (text.size() > kShown ? "…'" : "'");
}

class Scanner {
 public:
  explicit Scanner(string_view body) : body_(body) {}

  Envelope scan() {
    check_encoding();
    while (step()) {
    }
    if (!path_.empty())
      refuse(body_.size(), "the body ends within <" + std::string(path_.back()) +
                               ">: it was cut off; send it again");
    if (found_.idocs.empty())
      refuse(0,
             "the body holds no <IDOC>; this address takes IDocs as SAP's XML-HTTP port sends "
             "them");
    const std::uint64_t around = found_.head_end + (body_.size() - found_.tail_begin);
    if (around * found_.idocs.size() > kGrowthMax * body_.size())
      refuse(0, "what surrounds its " + std::to_string(found_.idocs.size()) + " IDocs has " +
                    std::to_string(around) +
                    " bytes, too many to be kept with each; send fewer IDocs at once");
    return std::move(found_);
  }

 private:
  [[noreturn]] static void refuse(std::size_t at, const std::string& why) {
    throw FailureException(
        {.message = why + " (byte " + std::to_string(at) + ")", .offset = at, .rule = "push.form"});
  }

  void check_encoding() {
    if (body_.empty()) refuse(0, "the body is empty; an IDoc was expected");
    if (body_.starts_with("\xFE\xFF") || body_.starts_with("\xFF\xFE") || body_[0] == '\0')
      refuse(0, "the body is UTF-16; set the port to UTF-8");
    if (body_.starts_with("EDI_DC"))
      refuse(0,
             "the body is a flat IDoc; this address takes IDoc XML, flat files go through a "
             "directory");
    if (body_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    const string_view begin = trim(body_.substr(at_, 4096));
    if (!begin.starts_with('<'))
      refuse(at_, "the body is no XML: it begins with " + shown(begin) +
                      "; this address takes IDocs as SAP's XML-HTTP port sends them");
  }

  /// Takes one tag and the text before it; false at the end.
  bool step() {
    const std::size_t open = body_.find('<', at_);
    const string_view text = body_.substr(at_, open == body_.npos ? body_.npos : open - at_);
    take_text(text);
    if (open == body_.npos) return false;
    at_ = open;
    const string_view rest = body_.substr(open);
    if (rest.starts_with("<?"))
      skip_to("?>");
    else if (rest.starts_with("<!--"))
      skip_to("-->");
    else if (rest.starts_with("<![CDATA["))
      take_cdata();
    else if (rest.starts_with("<!"))
      refuse(open, "the body has a document type, which no IDoc needs; send it without");
    else if (rest.starts_with("</"))
      take_end();
    else
      take_begin();
    return true;
  }

  void skip_to(string_view end) {
    const std::size_t found = body_.find(end, at_);
    if (found == body_.npos) refuse(at_, "the body ends within a comment or an instruction");
    at_ = found + end.size();
  }

  void take_cdata() {
    const std::size_t begin = at_;
    skip_to("]]>");
    if (path_.empty()) refuse(begin, "text stands outside the root element");
    feed(body_.substr(begin, at_ - begin));
  }

  void take_text(string_view text) {
    const string_view said = trim(text);
    if (said.empty()) return;
    if (path_.empty()) refuse(at_, "text stands outside the root element: " + shown(said));
    if (field_ != nullptr && path_.size() == 4) *field_ = said;
    feed(said);
  }

  /// What the tag at hand is called, and where it ends.
  string_view take_name(std::size_t begin) {
    const std::size_t end = body_.find_first_of(" \t\r\n/>", begin);
    const string_view name = body_.substr(begin, end == body_.npos ? body_.npos : end - begin);
    if (end == body_.npos || name.empty() || name.find_first_of("<&\"'=") != name.npos)
      refuse(at_, "this is no XML: " + shown(body_.substr(at_)));
    at_ = end;
    return name;
  }

  void take_begin() {
    const std::size_t begin = at_;
    const string_view name = take_name(begin + 1);
    const bool closes = skip_attributes();
    if (path_.empty() && ended_) refuse(begin, "a second root element follows the first");
    if (path_.size() == kDepthMax) refuse(begin, "elements are nested more than 64 deep");
    path_.push_back(name);
    entered(begin, local_name(name));
    feed(body_.substr(begin, at_ - begin));
    if (closes) leave();
  }

  /// Goes behind the tag's '>'; whether the tag closes itself.
  bool skip_attributes() {
    for (;;) {
      const std::size_t found = body_.find_first_of("\"'></", at_);
      if (found == body_.npos || body_[found] == '<')
        refuse(at_, "a tag has no end: " + shown(body_.substr(at_)));
      at_ = found + 1;
      if (body_[found] == '>') return false;
      if (body_[found] == '/') {
        if (!body_.substr(at_).starts_with('>'))
          refuse(found, "this is no XML: " + shown(body_.substr(found)));
        ++at_;
        return true;
      }
      const std::size_t end = body_.find(body_[found], at_);
      if (end == body_.npos) refuse(found, "an attribute has no end");
      at_ = end + 1;
    }
  }

  void take_end() {
    const std::size_t begin = at_;
    const string_view name = take_name(begin + 2);
    at_ = body_.find_first_not_of(kBlanks, at_);
    if (at_ == body_.npos || body_[at_] != '>')
      refuse(begin, "this is no XML: " + shown(body_.substr(begin)));
    ++at_;
    if (path_.empty() || path_.back() != name)
      refuse(begin, "</" + std::string(name.substr(0, kShown)) + "> closes " +
                        (path_.empty() ? "nothing"
                                       : "<" + std::string(path_.back().substr(0, kShown)) + ">") +
                        ": the body is damaged; send it again");
    feed(body_.substr(begin, at_ - begin));
    leave();
  }

  void entered(std::size_t begin, string_view name) {
    if (path_.size() == 2 && name == "IDOC") {
      if (found_.idocs.size() == kIdocsMax)
        refuse(begin, "the body holds more than " + std::to_string(kIdocsMax) +
                          " IDocs; send fewer at once");
      if (found_.idocs.empty()) found_.head_end = begin;
      idoc_.emplace();
      idoc_->begin = begin;
      hash_.emplace();
    } else if (path_.size() == 3 && idoc_ && name == "EDI_DC40") {
      control_ = true;
    } else if (path_.size() == 4 && control_) {
      field_ = name == "MANDT"     ? &client_
               : name == "DOCNUM"  ? &number_
               : name == "SNDPRN"  ? &sender_
               : name == "MESTYP"  ? &message_
               : name == "IDOCTYP" ? &basic_type_
                                   : nullptr;
    }
  }

  void leave() {
    if (path_.size() == 4) field_ = nullptr;
    if (path_.size() == 3) control_ = false;
    if (path_.size() == 2 && idoc_) end_idoc();
    path_.pop_back();
    ended_ = path_.empty();
  }

  void end_idoc() {
    constexpr std::size_t kFieldMax = 64;
    for (const string_view field : {client_, number_, sender_})
      if (field.size() > kFieldMax)
        refuse(idoc_->begin, "the control record has a field of " + std::to_string(field.size()) +
                                 " characters: " + shown(field));
    idoc_->end = at_;
    idoc_->client = client_;
    idoc_->number = number_;
    idoc_->sender = sender_;
    hash_->update(message_);
    hash_->update("\n");
    hash_->update(basic_type_);
    idoc_->content_sha256 = hash_->hex_digest();
    found_.idocs.push_back(std::move(*idoc_));
    found_.tail_begin = at_;
    client_ = number_ = sender_ = message_ = basic_type_ = {};
    idoc_.reset();
    hash_.reset();
  }

  /// The control record apart, everything counts; its two types are added at the end.
  void feed(string_view bytes) {
    if (hash_ && !control_ && path_.size() > 2) hash_->update(bytes);
  }

  string_view body_;
  std::size_t at_ = 0;
  bool ended_ = false, control_ = false;
  std::vector<string_view> path_;
  std::optional<PushedIdoc> idoc_;
  std::optional<Sha256> hash_;
  string_view client_, number_, sender_, message_, basic_type_;
  string_view* field_ = nullptr;
  Envelope found_;
};

}  // namespace

Result<Envelope> find_idocs(std::string_view body) {
  try {
    return Scanner(body).scan();
  } catch (const FailureException& e) {
    return e.failure;
  }
}

std::string alone(std::string_view body, const Envelope& envelope, const PushedIdoc& idoc) {
  std::string out(body.substr(0, envelope.head_end));
  out += body.substr(idoc.begin, idoc.end - idoc.begin);
  out += body.substr(envelope.tail_begin);
  return out;
}

}  // namespace saldo::receive
