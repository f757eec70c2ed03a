#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "saldo/date.hpp"

namespace soci {
class session;
}

/// Calls, mails and letters with customers, either way, as people put them down.
namespace saldo::store {

struct NewContact {
  std::string customer;  ///< number
  std::string channel;   ///< phone | email | letter | visit | portal
  bool incoming = false;
  Date day;
  std::string person;   ///< whom it was with
  std::string outcome;  ///< what came of it
  std::string note;
  std::vector<std::string> items;  ///< numbers of items that it was about
  Date next_action;                ///< when somebody has to come back to it; empty: nobody
  std::string actor;
};
/// Records it; its number. Throws FailureException where customer, item or channel isn't known.
std::int64_t add_contact(soci::session& sql, const NewContact& contact, Instant now);

/// As JSON with their items, newest first. Empty `customer`: all.
void list_contacts(soci::session& sql, const std::string& customer,
                   const std::function<void(boost::json::object&)>& each);

}  // namespace saldo::store
