#include "render/letter_template.hpp"

#include <kainjow/mustache.hpp>

#include "base/result.hpp"

namespace saldo::render {

namespace mustache = kainjow::mustache;

namespace {

/// It begins the line of a block while the text is filled in: no text of a book holds it.
constexpr char kBlock = '\x01';

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw FailureException({.kind = FailureKind::invalid, .message = name + ": " + what});
}

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t\r\n");
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1);
}

/// Takes the first line off.
std::string_view take_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  const auto line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(line);
}

/// The name within "[name]"; empty if the line is no block.
std::string_view block_name(std::string_view line) {
  if (line.size() < 3 || line.front() != '[' || line.back() != ']') return {};
  const auto name = line.substr(1, line.size() - 2);
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos ? name
                                                                            : std::string_view{};
}

/// Tells apart what a template may name and what it may not.
class Values final : public mustache::context<std::string> {
 public:
  Values(const std::string& name, const LetterValues& values) : name_(name) {
    for (const auto& [key, text] : values.texts) data_.set(key, text);
    for (const auto& [key, holds] : values.conditions)
      data_.set(key, holds ? mustache::data::type::bool_true : mustache::data::type::bool_false);
    push(&data_);
  }
  const mustache::data* get(const std::string& key) const override {
    const mustache::data* value = context::get(key);
    if (value == nullptr) refuse(name_, "it names {{" + key + "}}, which a letter doesn't have");
    if (value->is_string() && trimmed(value->string_value()).empty())
      refuse(name_, "{{" + key +
                        "}} is empty for this letter; complete it in the master data or "
                        "the configuration");
    return value;
  }

 private:
  const std::string& name_;
  mustache::data data_;
};

std::string filled(const std::string& name, const std::string& text, const LetterValues& values) {
  mustache::mustache form(text);
  form.set_custom_escape([](const std::string& plain) { return plain; });
  if (!form.is_valid()) refuse(name, form.error_message());
  Values context(name, values);
  std::string out = form.render(context);
  if (!form.is_valid()) refuse(name, form.error_message());
  return out;
}

}  // namespace

LetterTemplate::LetterTemplate(std::string name, std::string_view source) : name_(std::move(name)) {
  constexpr std::string_view kSubject = "subject:";
  const auto first = take_line(source);
  if (!first.starts_with(kSubject) || trimmed(first.substr(kSubject.size())).empty())
    refuse(name_ + ":1", "a letter begins with 'subject: …'");
  subject_ = trimmed(first.substr(kSubject.size()));
  if (take_line(source) != "---") refuse(name_ + ":2", "'---' goes between subject and text");
  while (!source.empty()) {
    const auto line = take_line(source);
    if (const auto block = block_name(line); !block.empty())
      body_.append(1, kBlock).append(block);
    else
      body_ += line;
    body_ += '\n';
  }
  if (trimmed(body_).empty()) refuse(name_, "the letter has no text");
  for (const std::string* part : {&subject_, &body_})
    if (const mustache::mustache form(*part); !form.is_valid()) refuse(name_, form.error_message());
}

void LetterTemplate::fill(Letter& letter, const LetterValues& values,
                          const LetterBlocks& blocks) const {
  letter.subject = trimmed(filled(name_, subject_, values));
  const std::string text = filled(name_, body_, values);
  std::string_view rest = text;
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) letter.body.emplace_back(Paragraph{std::exchange(paragraph, {})});
  };
  while (!rest.empty()) {
    const auto line = take_line(rest);
    const bool is_block = line.starts_with(kBlock);
    if (is_block || line.empty()) end_paragraph();
    if (is_block) {
      const auto block = blocks.find(std::string(line.substr(1)));
      if (block == blocks.end())
        refuse(name_, "it names [" + std::string(line.substr(1)) +
                          "], which a letter of this kind "
                          "doesn't have");
      letter.body.insert(letter.body.end(), block->second.begin(), block->second.end());
    } else if (!line.empty()) {
      paragraph.append(paragraph.empty() ? "" : "\n").append(line);
    }
  }
  end_paragraph();
}

LetterWords::LetterWords(std::string name, std::string_view source) : name_(std::move(name)) {
  for (int number = 1; !source.empty(); ++number) {
    const auto line = take_line(source);
    if (line.empty() || line.starts_with('#')) continue;
    const auto colon = line.find(':');
    const auto text = colon == line.npos ? line : trimmed(line.substr(colon + 1));
    if (colon == line.npos || text.empty())
      refuse(name_ + ":" + std::to_string(number), "a line is 'label: text'");
    if (!words_.emplace(trimmed(line.substr(0, colon)), text).second)
      refuse(name_ + ":" + std::to_string(number),
             "the label '" + std::string(line.substr(0, colon)) + "' stands twice");
  }
}

const std::string& LetterWords::of(const std::string& label) const {
  const auto found = words_.find(label);
  if (found == words_.end()) refuse(name_, "the label '" + label + "' is missing");
  return found->second;
}

}  // namespace saldo::render
