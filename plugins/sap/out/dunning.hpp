#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "out/segment_writer.hpp"
#include "saldo/date.hpp"

namespace saldo::sap {

/// What saldo tells of a customer's dunning (application/vnd.saldo.dunning+json): the last notice,
/// or a dunning block.
struct DunningData {
  std::string key;     ///< the idempotency key
  std::string number;  ///< of the IDoc, 16 digits
  std::string customer, company_code;
  std::string area;  ///< empty: the default one
  Date created;
  struct Notice {
    Date day;
    int level = 0;  ///< 1 to 9
  };
  std::optional<Notice> last;
  struct Block {
    std::string to, instead_of;  ///< T040S; empty: none
  };
  std::optional<Block> block;
};

/// Reads a message's body; throws Rejected (proposal.form).
DunningData read_dunning(std::string_view body);

/// As a change of the customer (DEBMAS): down to one E1KNB5M, in which every field that stays as it
/// is says so by SAP's mark for no data, "/". Receivers differ in whether an absent field is one
/// that stays, or one without a value; nobody takes the mark for a value.
std::vector<OutSegment> customer_change_of(const DunningData& data);

/// "customer 100001/1000", and the area where it has a name.
std::string name_of(const DunningData& data);

}  // namespace saldo::sap
