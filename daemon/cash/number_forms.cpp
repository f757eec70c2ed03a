#include "cash/number_forms.hpp"

#include <algorithm>
#include <charconv>

#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kLongestCount = 18;       // digits that 64 bits hold
constexpr std::uint64_t kFewestToCome = 1'000;  // where few numbers are known

/// The digits at the end of a key, as a number; of very long ones the last.
std::uint64_t count_in(std::string_view key) {
  std::size_t begin = key.size();
  while (begin > 0 && key.size() - begin < kLongestCount && model::is_digit(key[begin - 1]))
    --begin;
  std::uint64_t count = 0;
  std::from_chars(key.data() + begin, key.data() + key.size(), count);
  return count;
}

}  // namespace

std::string NumberForms::shape(std::string_view number_key) {
  std::string s(number_key);
  for (char& c : s) c = model::is_digit(c) ? '#' : 'A';
  return s;
}

void NumberForms::add(std::string_view number_key) {
  const std::uint64_t count = count_in(number_key);
  const auto [at, is_new] = shapes_.try_emplace(shape(number_key), Range{count, count});
  if (is_new) return;
  at->second.first = std::min(at->second.first, count);
  at->second.last = std::max(at->second.last, count);
}

bool NumberForms::resembles(std::string_view number_key) const {
  const std::string own = shape(number_key);
  if (shapes_.contains(own)) return true;
  if (own.ends_with('#') &&
      (shapes_.contains(own + '#') || shapes_.contains(std::string_view(own).substr(1))))
    return true;
  return own.ends_with("##") && shapes_.contains(std::string_view(own).substr(0, own.size() - 1));
}

bool NumberForms::may_be_to_come(std::string_view number_key) const {
  const auto range = shapes_.find(shape(number_key));
  if (range == shapes_.end()) return false;
  const std::uint64_t count = count_in(number_key), last = range->second.last;
  return count > last && count - last <= std::max(kFewestToCome, last - range->second.first);
}

}  // namespace saldo::cash
