#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <boost/nowide/utf/utf.hpp>
#include <sstream>
#include <tuple>

#include "base/assert.hpp"
#include "config/reader.hpp"

namespace saldo::config {
namespace {

Mark place(const YAML::Mark& m) {
  if (m.is_null()) return {};
  return {static_cast<std::uint64_t>(m.line) + 1, static_cast<std::uint64_t>(m.column) + 1};
}

/// Builds the tree from the parser's events.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(Faults& faults) : faults_(faults) {}

  std::optional<Node> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    complete({.kind = Node::Kind::nothing, .at = place(mark)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    faults_.add(place(mark), "aliases ('*name') aren't read here; write the value out");
    complete({.kind = Node::Kind::refused, .at = place(mark)});
  }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    faults_.add(place(mark), "anchors (" + in_quotes("&" + name) +
                                 ") aren't read here; write the value out where it is needed");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    if (tag != "!") check_tag(mark, tag);
    complete({.kind = Node::Kind::scalar, .at = place(mark), .text = value, .quoted = tag == "!"});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open_.push_back({.node = {.kind = Node::Kind::sequence, .at = place(mark)}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open_.push_back({.node = {.kind = Node::Kind::mapping, .at = place(mark)}});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    std::optional<Node> key;  ///< of a mapping, while its value is awaited
  };

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?")
      faults_.add(place(mark), "tag " + in_quotes(tag) + " isn't read here; leave it out");
  }

  void close() {
    SALDO_ASSERT(!open_.empty());
    Node node = std::move(open_.back().node);
    open_.pop_back();
    complete(std::move(node));
  }

  void complete(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (auto& parent = open_.back(); parent.node.kind == Node::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = std::move(node);
    } else {
      add_entry(parent.node, std::move(*parent.key), std::move(node));
      parent.key.reset();
    }
  }

  void add_entry(Node& mapping, Node key, Node value) {
    if (key.kind == Node::Kind::refused) return;
    if (key.kind != Node::Kind::scalar) {
      faults_.add(key.at, "a key must be a word before ':', not " + describe(key));
      return;
    }
    for (const Entry& earlier : mapping.entries)
      if (earlier.key == key.text) {
        faults_.add(key.at, "key " + in_quotes(key.text) +
                                " is given twice; the first is in line " +
                                std::to_string(earlier.at.line));
        return;
      }
    mapping.entries.push_back({std::move(key.text), key.at, std::move(value)});
  }

  Faults& faults_;
  std::vector<Open> open_;
  std::optional<Node> root_;
};

/// YAML is Unicode without control characters; yaml-cpp lets all bytes pass. Its own words about a
/// tab that indents a line don't say that it was a tab.
bool check_text(std::string_view text, Faults& faults) {
  using Utf8 = boost::nowide::utf::utf_traits<char>;
  Mark at;
  bool indenting = true;
  for (const char* p = text.data(); p != text.data() + text.size(); ++at.column) {
    const auto byte = static_cast<unsigned char>(*p);
    const auto c = Utf8::decode(p, text.data() + text.size());
    if (c == boost::nowide::utf::illegal || c == boost::nowide::utf::incomplete) {
      faults.add(at, "byte " + std::to_string(byte) + " is not UTF-8; save the file as UTF-8");
      return false;
    }
    if (c == '\t' && indenting) {
      faults.add(at, "a tab can't indent YAML; use spaces");
      return false;
    }
    indenting = c == '\n' || (c == ' ' && indenting);
    if (c == '\n') at = {at.line + 1, 0};
    if (c == 0x7F || (c < 0x20 && c != '\n' && c != '\r' && c != '\t')) {
      faults.add(at, "control character " + std::to_string(c) + " can't stand in YAML; remove it");
      return false;
    }
  }
  return true;
}

}  // namespace

void Faults::add(Mark at, std::string message) {
  list_.push_back({.kind = FailureKind::invalid,
                   .message = std::move(message),
                   .file = file_,
                   .line = at.line,
                   .column = at.column});
}

std::vector<Failure> Faults::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Failure& a, const Failure& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return std::move(list_);
}

std::optional<Node> parse_yaml(std::string_view text, Faults& faults) {
  if (!check_text(text, faults)) return std::nullopt;
  std::istringstream in{std::string(text)};
  Builder builder(faults);
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    auto root = builder.take();
    if (!root || root->kind == Node::Kind::nothing) {
      faults.add({}, "the file is empty");
      return std::nullopt;
    }
    if (parser.HandleNextDocument(builder)) {
      faults.add(builder.take()->at, "a second document ('---') begins here; keep all in one");
      return std::nullopt;
    }
    return root;
  } catch (const YAML::Exception& e) {
    faults.add(place(e.mark), "this isn't YAML: " + e.msg);
    return std::nullopt;
  }
}

}  // namespace saldo::config
