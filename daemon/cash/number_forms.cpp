#include "cash/number_forms.hpp"

#include "model/text.hpp"

namespace saldo::cash {

std::string NumberForms::shape(std::string_view number_key) {
  std::string s(number_key);
  for (char& c : s) c = model::is_digit(c) ? '#' : 'A';
  return s;
}

bool NumberForms::resembles(std::string_view number_key) const {
  const std::string own = shape(number_key);
  if (shapes_.contains(own)) return true;
  if (own.ends_with('#') &&
      (shapes_.contains(own + '#') || shapes_.contains(std::string_view(own).substr(1))))
    return true;
  return own.ends_with("##") && shapes_.contains(std::string_view(own).substr(0, own.size() - 1));
}

}  // namespace saldo::cash
