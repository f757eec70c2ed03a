#include "model/company_code.hpp"

#include <algorithm>

#include "model/text.hpp"
#include "saldo/text.hpp"

namespace saldo::model {

Result<CompanyCode> CompanyCode::parse(std::string_view text) {
  const auto allowed = [](char c) { return is_alnum(c) || c == '-' || c == '_'; };
  if (text.empty() || text.size() > 10 || !std::all_of(text.begin(), text.end(), allowed)) {
    Failure f;
    f.rule = "company_code.form";
    f.found = std::string(text.substr(0, 40));
    f.message =
        "company code " + text::quoted(text) + " must be 1 to 10 letters, digits, '-' or '_'";
    return f;
  }
  CompanyCode code;
  code.text_ = std::string(text);
  return code;
}

}  // namespace saldo::model
