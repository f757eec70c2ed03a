#include "store/notice_charge.hpp"

namespace saldo::store {

std::string to_string(NoticeCharge charge) {
  switch (charge) {
    case NoticeCharge::fee:
      return "fee";
    case NoticeCharge::interest:
      return "interest";
    case NoticeCharge::compensation:
      return "compensation";
  }
  return {};
}

std::string column_of(NoticeCharge charge) { return to_string(charge) + "_minor"; }

}  // namespace saldo::store
