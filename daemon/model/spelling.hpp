#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/result.hpp"
#include "saldo/text.hpp"

namespace saldo::model {

/// The values of an enumeration with their names; one table serves both directions.
template <class E, std::size_t N>
using Spelling = std::array<std::pair<E, std::string_view>, N>;

template <class E, std::size_t N>
std::string_view spell(const Spelling<E, N>& table, E value) {
  for (const auto& [known, name] : table)
    if (known == value) return name;
  constexpr bool kEveryValueHasAName = false;
  SALDO_ASSERT(kEveryValueHasAName);
}

/// `what` names the field in the failure's message.
template <class E, std::size_t N>
Result<E> read(const Spelling<E, N>& table, std::string_view what, std::string_view text) {
  Failure f;
  for (const auto& [value, name] : table) {
    if (name == text) return value;
    f.expected += (f.expected.empty() ? "" : " | ") + std::string(name);
  }
  f.found = std::string(text.substr(0, 60));
  f.message = std::string(what) + ' ' + text::quoted(text) + " isn't one of " + f.expected;
  return f;
}

}  // namespace saldo::model
