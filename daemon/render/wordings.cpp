#include "render/wordings.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/result.hpp"

namespace saldo::render {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSuffix = ".txt";
constexpr const char* kWords = "words";

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

}  // namespace

std::string printed_number(std::string_view number) {
  const auto first = number.find_first_not_of('0');
  const bool digits = number.find_first_not_of("0123456789") == number.npos;
  return std::string(digits && first != number.npos ? number.substr(first) : number);
}

bool Wordings::has(const std::string& language, const std::string& letter) const {
  return fs::exists(folder_ / language / (letter + kSuffix));
}

std::vector<std::string> Wordings::letters(const std::string& language) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder_ / language, error), end; !error && it != end;
       it.increment(error))
    if (it->path().extension() == kSuffix && it->path().stem() != kWords)
      names.push_back(it->path().stem());
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> Wordings::languages() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error))
    if (fs::exists(it->path() / (std::string(kWords) + kSuffix)))
      names.push_back(it->path().filename());
  std::ranges::sort(names);
  return names;
}

std::string Wordings::file(const std::string& language, const std::string& name) const {
  return (folder_ / language / (name + kSuffix)).string();
}

std::string Wordings::read(const std::string& language, const std::string& name) const {
  std::ifstream in(file(language, name), std::ios::binary);
  if (!in)
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "there is no wording " + file(language, name) +
                                       "; languages: " + joined(languages()) + "; letters in '" +
                                       language + "': " + joined(letters(language))});
  return {std::istreambuf_iterator<char>(in), {}};
}

Wordings::Form Wordings::form(const std::string& language, const std::string& letter) const {
  const fs::path own = folder_ / language / (letter + ".docx"), common = folder_ / "letter.docx";
  for (const fs::path& path : {own, common})
    if (std::ifstream in(path, std::ios::binary); in)
      return {path.string(), {std::istreambuf_iterator<char>(in), {}}};
  throw FailureException({.kind = FailureKind::not_found,
                          .message = "there is no Word template " + own.string() + ", nor " +
                                     common.string() + "; put one there"});
}

LetterWords Wordings::words(const std::string& language) const {
  return {file(language, kWords), read(language, kWords)};
}

LetterTemplate Wordings::letter(const std::string& language, const std::string& name) const {
  return {file(language, name), read(language, name)};
}

}  // namespace saldo::render
