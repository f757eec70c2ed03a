#pragma once

#include <boost/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "saldo/date.hpp"
#include "saldo/sdk.hpp"

/// Bodies of messages are JSON objects; what is wrong with one is Rejected (proposal.form).
namespace saldo::sap {

/// Empty where the key is missing.
std::string text_of(const boost::json::object& object, const char* key);
std::string required(const boost::json::object& object, const char* key);
/// None where the key is missing.
Date date_of(const boost::json::object& object, const char* key);

/// Gives the body to `read` and turns what that throws into Rejected.
template <class F>
auto read_body(std::string_view body, F read) {
  try {
    const boost::json::value value =
        boost::json::parse(boost::json::string_view(body.data(), body.size()));
    return read(value.as_object());
  } catch (const FormatError& e) {
    throw Rejected("proposal.form", std::string("the message can't be read: ") + e.what());
  } catch (const boost::system::system_error& e) {
    throw Rejected("proposal.form", std::string("the message can't be read: ") + e.what());
  } catch (const std::logic_error& e) {  // a member of another type, or a missing one
    throw Rejected("proposal.form", std::string("the message can't be read: ") + e.what());
  }
}

}  // namespace saldo::sap
