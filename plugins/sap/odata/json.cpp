#include "odata/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::sap::odata {

namespace json = boost::json;

const Value* Value::find(std::string_view name) const {
  const Value* found = nullptr;
  for (const Member& m : members) {
    if (m.name != name) continue;
    if (found != nullptr)
      throw FormatError("the field " + text::quoted(name) + " stands there twice");
    found = &m.value;
  }
  return found;
}

namespace {

/// Builds values; an entity is handed out as soon as it is complete. The names are Boost.JSON's.
class Handler {
 public:
  static constexpr std::size_t max_array_size = -1, max_object_size = -1, max_string_size = -1,
                               max_key_size = -1;
  using Error = json::error_code;

  explicit Handler(std::function<void(const Value&)> each) : each_(std::move(each)) {}

  void set_place(Place at) { at_ = at; }
  PageFacts& facts() { return facts_; }
  const Value& root() const { return root_; }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return begin(Value::Kind::object); }
  bool on_object_end(std::size_t, Error&) { return end(); }
  bool on_array_begin(Error&) { return begin(Value::Kind::array); }
  bool on_array_end(std::size_t, Error&) { return end(); }
  bool on_key_part(json::string_view s, std::size_t, Error&) { return append(s); }
  bool on_key(json::string_view s, std::size_t, Error&) {
    append(s);
    open_.back().name = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, Error&) { return append(s); }
  bool on_string(json::string_view s, std::size_t, Error&) {
    append(s);
    return scalar(Value::Kind::text);
  }
  bool on_number_part(json::string_view s, Error&) { return append(s); }
  bool on_int64(std::int64_t, json::string_view s, Error&) { return number(s); }
  bool on_uint64(std::uint64_t, json::string_view s, Error&) { return number(s); }
  bool on_double(double, json::string_view s, Error&) { return number(s); }
  bool on_bool(bool b, Error&) {
    text_ = b ? "true" : "false";
    return scalar(Value::Kind::boolean);
  }
  bool on_null(Error&) { return scalar(Value::Kind::null); }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  struct Open {
    Value value;
    std::string name;  // of the member that comes
  };

  bool append(json::string_view s) {
    held_ += s.size();
    if (held_ > PageReader::kEntityBytesMax)
      throw Rejected("json.limit", "an entity has more than " +
                                       std::to_string(PageReader::kEntityBytesMax) +
                                       " bytes; select fewer fields")
          .at_place(at_);
    text_.append(s.data(), s.size());
    return true;
  }
  bool number(json::string_view s) {
    append(s);
    return scalar(Value::Kind::number);
  }
  bool scalar(Value::Kind kind) {
    held_ += sizeof(Member);
    Value v;
    v.kind = kind;
    v.text = std::move(text_);
    text_.clear();
    return put(std::move(v));
  }
  bool begin(Value::Kind kind) {
    held_ += sizeof(Member);
    Open open;
    open.value.kind = kind;
    open.value.at = at_;
    open_.push_back(std::move(open));
    return true;
  }
  bool end() {
    Value v = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(v));
  }

  /// True for `"d": {"results": [ here`, `"d": [ here` and `"value": [ here`.
  bool is_entity_list() const {
    if (open_.empty() || open_.back().value.kind != Value::Kind::array) return false;
    if (open_.size() == 2) return open_[0].name == "d" || open_[0].name == "value";
    return open_.size() == 3 && open_[0].name == "d" && open_[1].name == "results";
  }

  bool put(Value v) {
    if (open_.empty()) {
      root_ = std::move(v);
      return true;
    }
    if (is_entity_list()) {
      if (!v.is_object())
        throw Rejected("json.shape", "a list of entities holds something else than objects")
            .at_place(at_);
      each_(v);
      held_ = 0;
      return true;
    }
    Value& parent = open_.back().value;
    if (parent.kind == Value::Kind::array)
      parent.elements.push_back(std::move(v));
    else
      parent.members.push_back({std::move(open_.back().name), std::move(v)});
    return true;
  }

  std::function<void(const Value&)> each_;
  PageFacts facts_;
  Value root_;
  std::vector<Open> open_;
  std::string text_;
  std::size_t held_ = 0;  // bytes of the entity at hand
  Place at_;
};

std::string text_of(const Value& object, std::string_view name) {
  const Value* v = object.find(name);
  return v == nullptr ? std::string() : v->text;
}

json::parse_options options() {
  json::parse_options o;
  o.max_depth = PageReader::kDepthMax;
  return o;
}

}  // namespace

class PageReader::Parser {
 public:
  Parser(Place start, std::function<void(const Value&)> each)
      : each_(each),
        line_(start.line),
        offset_(start.offset),
        parser_(options(), std::move(each)) {}

  /// Each write begins with the one '{' that it has, so that an object's place is that of the
  /// write.
  void feed(std::string_view piece) {
    while (!piece.empty()) {
      const auto end = std::min(piece.find('{', 1), piece.size());
      write(piece.substr(0, end), true);
      piece.remove_prefix(end);
    }
  }
  PageFacts finish() {
    write({}, false);
    const Value& root = parser_.handler().root();
    PageFacts& facts = parser_.handler().facts();
    if (!root.is_object()) throw bad("json.shape", "the reply is no JSON object");
    if (const Value* error = root.find("error")) {
      facts.is_error = true;
      facts.error = *error;
      return facts;
    }
    const Value* d = root.find("d");
    if (d != nullptr) {
      read_v2(*d, facts);
    } else if (root.find("value") != nullptr) {
      facts.next = text_of(root, "@odata.nextLink");
      facts.count = text_of(root, "@odata.count");
      facts.context = text_of(root, "@odata.context");
    } else {
      throw bad("json.shape", "the reply has neither \"d\" nor \"value\" nor \"error\"");
    }
    return facts;
  }

 private:
  void read_v2(const Value& d, PageFacts& facts) {
    if (d.kind == Value::Kind::array) return;
    if (!d.is_object()) throw bad("json.shape", "\"d\" holds neither an entity nor a list");
    if (d.find("results") == nullptr) {
      facts.is_single = true;
      each_(d);
      return;
    }
    facts.next = text_of(d, "__next");
    facts.count = text_of(d, "__count");
  }
  Rejected bad(const char* rule, const std::string& why) const {
    return Rejected(rule, why).at_place({line_, offset_});
  }
  void write(std::string_view piece, bool more) {
    parser_.handler().set_place({line_, offset_});
    json::error_code error;
    const std::size_t n = parser_.write_some(more, piece.data(), piece.size(), error);
    if (error == json::error::incomplete)
      throw bad("json.truncated", "the JSON is cut off; the reply didn't arrive as a whole");
    if (error)
      throw Rejected("json.invalid", "this is no JSON (" + error.message() + ")")
          .at_place({line_, offset_ + n});
    if (parser_.done() && !text::trim(piece.substr(n)).empty())
      throw bad("json.invalid", "something follows the end of the JSON");
    line_ += static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
    offset_ += piece.size();
  }

  std::function<void(const Value&)> each_;
  std::uint64_t line_, offset_;
  json::basic_parser<Handler> parser_;
};

PageReader::PageReader(Place start, std::function<void(const Value&)> each)
    : parser_(std::make_unique<Parser>(start, std::move(each))) {}
PageReader::~PageReader() = default;
void PageReader::feed(std::string_view piece) { parser_->feed(piece); }
PageFacts PageReader::finish() { return parser_->finish(); }

}  // namespace saldo::sap::odata
