#include "model/check_digits.hpp"

namespace saldo::model {

int mod97(std::string_view text, int remainder) {
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      remainder = (remainder * 10 + (c - '0')) % 97;
    else if (c >= 'A' && c <= 'Z')
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    else
      return -1;
  }
  return remainder;
}

}  // namespace saldo::model
