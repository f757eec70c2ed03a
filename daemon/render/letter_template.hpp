#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "render/letter.hpp"

/// The wording of a letter, apart from its form.
namespace saldo::render {

/// What a template may name: texts, and what is so or not.
struct LetterValues {
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> conditions;
};

/// What stands where a template names a block.
using LetterBlocks = std::map<std::string, std::vector<LetterBlock>>;

/// A template is plain text in Mustache: a first line "subject: …", a line "---", then paragraphs
/// apart by empty lines. A line that is only `[name]` stands for a block of that name, such as the
/// table of items. `{{name}}` is a text, `{{#name}}…{{/name}}` stays where the
/// condition holds, `{{^name}}…{{/name}}` where it doesn't. Thread-safe once made.
class LetterTemplate {
 public:
  /// Throws FailureException (invalid) with `name`, the line and what is wrong.
  LetterTemplate(std::string name, std::string_view source);

  /// Fills in subject and body. A text that isn't there, or is empty, stops the letter: throws
  /// FailureException (invalid) that says which, so that nobody gets a letter with a gap.
  void fill(Letter& letter, const LetterValues& values, const LetterBlocks& blocks) const;

 private:
  std::string name_;
  std::string subject_, body_;
};

/// The words around the figures in one language: "label: text" line by line; '#' begins a comment.
class LetterWords {
 public:
  /// Throws FailureException (invalid) with `name` and the line.
  LetterWords(std::string name, std::string_view source);
  /// Throws FailureException (invalid) when the language has no such label.
  const std::string& of(const std::string& label) const;

 private:
  std::string name_;
  std::map<std::string, std::string> words_;
};

}  // namespace saldo::render
