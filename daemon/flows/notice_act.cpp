#include "flows/notice_act.hpp"

#include <map>

namespace saldo::flows {

void need_reason(const std::string& reason, const char* what) {
  if (reason.empty())
    throw FailureException({.message = std::string(what) + " with a reason; give one"});
}

store::NoticeCharge parse_charge(const std::string& charge) {
  using store::NoticeCharge;
  static const std::map<std::string, NoticeCharge> kCharges = {
      {"fee", NoticeCharge::fee},
      {"interest", NoticeCharge::interest},
      {"compensation", NoticeCharge::compensation}};
  const auto found = kCharges.find(charge);
  if (found == kCharges.end())
    throw FailureException(
        {.message = "'charge' has to be fee, interest or compensation, not '" + charge + "'"});
  return found->second;
}

}  // namespace saldo::flows
