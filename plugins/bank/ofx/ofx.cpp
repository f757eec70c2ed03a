#include "ofx/ofx.hpp"

#include "ofx/statement.hpp"
#include "ofx/structure.hpp"
#include "saldo/document_reader.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank {

namespace {

using ofx::Name;
using ofx::Tag;

/// Reads one file: walks the outer aggregates and hands their parts to the statement's reader.
class File {
 public:
  File(const Host& host, Input& input, Records& records)
      : scanner_(reader_of(host, input)),
        statements_(records),
        statement_(host, records, statements_, wants_lenient(host)) {}

  void read() {
    while (scanner_.find_document()) read_document();
    if (statements_.count() == 0)
      throw scanner_.fault("document.empty", 0,
                           "the file holds no statement" +
                               (seen_.empty() ? std::string() : ", only " + seen_) +
                               "; ask the bank for one of the account");
    statements_.finish();
  }
  const HeldMoney& held() const { return statement_.held(); }

 private:
  struct Open {
    Name name;
    std::string tag;
  };

  void read_document() {
    start(scanner_.next());
    while (!open_.empty()) {
      scanner_.release();
      const Tag tag = scanner_.next();
      if (tag.kind == Tag::Kind::kEndOfFile) scanner_.fail_truncated(open_.back().tag);
      if (tag.kind == Tag::Kind::kEnd)
        end(tag);
      else
        start(tag);
    }
    scanner_.release(document_end_);
  }

  void start(const Tag& tag) {
    const std::string_view text = scanner_.view(tag.name);
    const Name name = ofx::name_of_tag(text);
    leaf_.clear();
    if (open_.empty() && name == Name::kDocument) return open(tag, name);
    if (name == Name::kOther) return pass_over(tag);
    if (!ofx::may_stand_in(name, open_.back().name)) return refuse_or_pass_over(tag, name);
    if (ofx::is_outer(name)) return open(tag, name);
    if (name == Name::kCurrency || name == Name::kFrom || name == Name::kTo)
      return take_element(tag, name);
    aggregate_.read(tag);
    take_aggregate(name);
  }

  void refuse_or_pass_over(const Tag& tag, Name name) {
    if (!ofx::holds_money(name)) return pass_over(tag);
    throw scanner_.fault("ofx.structure", tag.begin,
                         "<" + std::string(scanner_.view(tag.name)) + "> stands inside <" +
                             open_.back().tag + ">; ask the bank for a correct file");
  }

  void open(const Tag& tag, Name name) {
    if (!scanner_.is_blank(tag.text)) refuse_text(tag);
    open_.push_back({name, std::string(scanner_.view(tag.name))});
    if (name == Name::kStatement) {
      refused_ = false;
      statement_.begin(scanner_.place(tag.begin), open_.back().tag == "INVSTMTRS");
    }
    if (tag.closed) close(tag);
  }

  /// An element, or an aggregate that isn't known. An aggregate goes to its end tag; one that has
  /// none was an empty element of version 1.
  void pass_over(const Tag& tag) {
    leaf_ = scanner_.view(tag.name);
    if (open_.back().name == Name::kDocument) note_message_set(leaf_);
    if (tag.closed || !scanner_.is_blank(tag.text)) return;
    const bool securities = open_.back().name == Name::kInvestments;
    std::size_t tags = 0;
    for (int depth = 1; depth > 0; ++tags) {
      scanner_.release();
      const Tag inner = scanner_.next();
      if (inner.kind == Tag::Kind::kEndOfFile) scanner_.fail_truncated(leaf_);
      const std::string_view text = scanner_.view(inner.name);
      if (text == leaf_) {
        if (inner.kind == Tag::Kind::kEnd) --depth;
        if (inner.kind == Tag::Kind::kStart && !inner.closed && scanner_.is_blank(inner.text))
          ++depth;
        continue;
      }
      const Name name = ofx::name_of_tag(text);
      const bool starts = inner.kind == Tag::Kind::kStart;
      if (!starts && text == open_.back().tag) return end(inner);
      const bool ours = name != Name::kOther &&
                        (ofx::may_stand_in(name, open_.back().name) || ofx::holds_money(name));
      if (ours) return starts ? start(inner) : refuse_end(inner);
    }
    leaf_.clear();
    if (securities && tags > 1) statement_.skip_securities();
  }

  void note_message_set(const std::string& name) {
    if (seen_.size() > 200) return;
    seen_ += (seen_.empty() ? "" : ", ") + name;
  }

  void end(const Tag& tag) {
    const std::string_view text = scanner_.view(tag.name);
    if (open_.size() > 1 && !scanner_.is_blank(tag.text)) refuse_text(tag);
    if (text == leaf_) return leaf_.clear();
    leaf_.clear();
    const Name name = ofx::name_of_tag(text);
    // Some banks close <CCSTMTRS> by </STMTRS>: both are the end of the statement.
    if (name != Name::kOther && name == open_.back().name) return close(tag);
    refuse_end(tag);
  }

  [[noreturn]] void refuse_end(const Tag& tag) {
    throw scanner_.fault("ofx.structure", tag.begin,
                         "</" + std::string(scanner_.view(tag.name)) + "> stands inside <" +
                             open_.back().tag +
                             ">, where it closes nothing; ask the bank for a correct file");
  }

  void close(const Tag& tag) {
    const Name name = open_.back().name;
    if (name == Name::kSignOnSet) note_message_set(open_.back().tag);
    if (name == Name::kDocument) document_end_ = tag.text.begin;
    open_.pop_back();
    if (name == Name::kStatement && !refused_)
      guarded([&] { statements_.accept(statement_.finish(scanner_.place(tag.begin))); });
  }

  [[noreturn]] void refuse_text(const Tag& tag) {
    throw scanner_.fault("ofx.structure", tag.text.begin,
                         "the text " + text::quoted(scanner_.value(tag.text)) + " stands behind <" +
                             (tag.kind == Tag::Kind::kEnd ? "/" : "") +
                             std::string(scanner_.view(tag.name)) +
                             ">, where no text can be; ask the bank for a correct file");
  }

  void take_element(const Tag& tag, Name name) {
    leaf_ = scanner_.view(tag.name);
    if (refused_) return;
    guarded([&] {
      if (name == Name::kCurrency)
        statement_.take_currency(ofx::read_currency(scanner_, leaf_, tag.text, tag.begin));
      else if (name == Name::kFrom)
        statement_.take_from(ofx::read_date(scanner_, leaf_, tag.text, tag.begin));
      else
        statement_.take_to(ofx::read_date(scanner_, leaf_, tag.text, tag.begin));
    });
  }

  void take_aggregate(Name name) {
    if (name == Name::kStatus) return take_status();
    if (refused_) return;
    guarded([&] {
      if (name == Name::kAccount)
        statement_.take_account(aggregate_);
      else if (name == Name::kLedgerBalance)
        statement_.take_ledger_balance(aggregate_);
      else
        statement_.take_transaction(aggregate_, name == Name::kPending);
    });
  }

  void take_status() {
    const std::string code = aggregate_.text("CODE"), severity = aggregate_.text("SEVERITY");
    const bool failed = severity == "ERROR" || (severity.empty() && !code.empty() && code != "0");
    if (!failed) return;
    const bool sign_on = open_.back().name == Name::kSignOn;
    std::string why = sign_on ? "the sign-on failed: " : "the bank answers with an error: ";
    why += "<CODE> " + text::quoted(code);
    if (const auto message = aggregate_.text("MESSAGE"); !message.empty())
      why += ", " + text::quoted(message, 200);
    why += sign_on ? "; check the user and password of the download" : "; ask the bank about it";
    const Rejected fault = scanner_.fault("ofx.status", 0, why).figures("0", code);
    if (sign_on) throw fault;
    statements_.begin();
    statements_.refuse(fault);
  }

  /// What is wrong with one statement costs that statement.
  template <class F>
  void guarded(F f) {
    try {
      f();
    } catch (const Rejected& fault) {
      refused_ = true;
      statements_.refuse(fault);
    }
  }

  ofx::Scanner scanner_;
  StatementSet statements_;
  ofx::StatementReader statement_;
  ofx::Aggregate aggregate_{scanner_};
  std::vector<Open> open_;
  std::string leaf_;  // the element whose end tag may follow
  std::string seen_;  // message sets without statements
  std::size_t document_end_ = 0;
  bool refused_ = false;
};

}  // namespace

int Ofx::identify(std::string_view head, std::string_view) const {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head = text::trim(head);
  if (head.starts_with("OFXHEADER") || head.find("<?OFX") != head.npos) return 95;
  const std::size_t root = std::min(head.find("<OFX>"), head.find("<OFX "));
  if (root == 0) return 95;
  if (root != head.npos && (head[0] == '<' || head.find("OFXHEADER") < root)) return 85;
  // Damaged, or the predecessor: to be refused by name.
  const std::size_t first = head.find('<');
  if (first == head.npos || (first != 0 && head[first - 1] != '\n')) return 0;
  const std::string_view tag = head.substr(first, 4);
  return tag == "<OFX" || tag == "<OFC" ? 60 : 0;
}

void Ofx::decode(Input& input, Records& records) {
  File file(host, input, records);
  try {
    file.read();
  } catch (Rejected& refused) {
    if (!refused.held) refused.holds(file.held().sum());
    throw;
  }
}

}  // namespace saldo::bank
