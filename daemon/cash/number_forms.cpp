#include "cash/number_forms.hpp"

#include <algorithm>
#include <charconv>

#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kLongestCount = 18;       // digits that 64 bits hold
constexpr std::uint64_t kFewestToCome = 1'000;  // where few numbers are known
constexpr std::size_t kBeginnings = 8;
constexpr std::size_t kShortestWithoutLetters = 6;

/// The digits at the end of a key, as a number; of very long ones the last.
std::uint64_t count_in(std::string_view key) {
  std::size_t begin = key.size();
  while (begin > 0 && key.size() - begin < kLongestCount && model::is_digit(key[begin - 1]))
    --begin;
  std::uint64_t count = 0;
  std::from_chars(key.data() + begin, key.data() + key.size(), count);
  return count;
}

std::string_view letters_before(std::string_view key) {
  const auto digit = std::find_if(key.begin(), key.end(), model::is_digit);
  return key.substr(0, static_cast<std::size_t>(digit - key.begin()));
}

struct LookAlike {
  char letter, digit;
};
constexpr LookAlike kLookAlikes[] = {{'O', '0'}, {'I', '1'}, {'L', '1'},
                                     {'Z', '2'}, {'S', '5'}, {'B', '8'}};

/// `key` with look-alikes read as the shape wants them, if all that differ are look-alikes, and
/// fewer than what agrees.
std::optional<std::string> in_shape(std::string_view key, std::string_view shape) {
  std::string read(key);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool want_digit = shape[i] == '#';
    if (want_digit == model::is_digit(key[i])) continue;
    const auto* pair = std::find_if(
        std::begin(kLookAlikes), std::end(kLookAlikes),
        [&](const LookAlike& l) { return (want_digit ? l.letter : l.digit) == key[i]; });
    if (pair == std::end(kLookAlikes)) return std::nullopt;
    read[i] = want_digit ? pair->digit : pair->letter;
    ++changed;
  }
  if (2 * changed >= key.size()) return std::nullopt;
  return read;
}

}  // namespace

std::string NumberForms::shape(std::string_view number_key) {
  std::string s(number_key);
  for (char& c : s) c = model::is_digit(c) ? '#' : 'A';
  return s;
}

void NumberForms::add(std::string_view number_key) {
  const std::uint64_t count = count_in(number_key);
  Range& range = shapes_[shape(number_key)];
  add_letters(number_key, range);
  range.first = range.seen ? std::min(range.first, count) : count;
  range.last = std::max(range.last, count);
  range.seen = true;
}

void NumberForms::add_form(std::string_view form) {
  std::string example(form);
  std::replace(example.begin(), example.end(), '#', '9');  // a zero in front would be dropped
  const std::string key = model::number_key(example);
  add_letters(key, shapes_[shape(key)]);
}

void NumberForms::add_letters(std::string_view number_key, Range& range) {
  const auto letters = letters_before(number_key);
  if (letters.empty() || range.letters.size() > kBeginnings || range.letters.contains(letters))
    return;
  range.letters.emplace(letters);
}

bool NumberForms::resembles(std::string_view number_key) const {
  const std::string own = shape(number_key);
  if (shapes_.contains(own)) return true;
  if (own.ends_with('#') &&
      (shapes_.contains(own + '#') || shapes_.contains(std::string_view(own).substr(1))))
    return true;
  return own.ends_with("##") && shapes_.contains(std::string_view(own).substr(0, own.size() - 1));
}

std::optional<std::string> NumberForms::read_as_ours(std::string_view number_key) const {
  std::optional<std::string> found;
  for (const auto& [ours, range] : shapes_) {
    if (ours.size() != number_key.size()) continue;
    const auto read = in_shape(number_key, ours);
    if (!read || *read == found) continue;
    if (found) return std::nullopt;
    found = read;
  }
  return found;
}

std::vector<std::string> NumberForms::with_letters(std::string_view digits) const {
  std::vector<std::string> all;
  if (digits.size() < kShortestWithoutLetters ||
      !std::all_of(digits.begin(), digits.end(), model::is_digit))
    return all;
  for (const auto& [shape, range] : shapes_) {
    if (range.letters.size() > kBeginnings) continue;
    for (const std::string& letters : range.letters) {
      const std::size_t places = shape.size() - letters.size();
      if (shape.find('A', letters.size()) == std::string::npos && places >= digits.size())
        all.push_back(letters + std::string(places - digits.size(), '0') + std::string(digits));
    }
  }
  return all;
}

bool NumberForms::may_be_to_come(std::string_view number_key) const {
  const auto range = shapes_.find(shape(number_key));
  if (range == shapes_.end()) return false;
  if (!range->second.seen) return true;
  const std::uint64_t count = count_in(number_key), last = range->second.last;
  return count > last && count - last <= std::max(kFewestToCome, last - range->second.first);
}

}  // namespace saldo::cash
