#include "base/result.hpp"

namespace saldo {

std::string Failure::to_string() const {
  std::string s;
  if (!file.empty()) s += file + ':';
  if (line != 0) s += std::to_string(line) + ':';
  if (column != 0) s += std::to_string(column) + ':';
  if (!s.empty()) s += ' ';
  return s + message;
}

}  // namespace saldo
