#include "out/body.hpp"

namespace saldo::sap {

std::string text_of(const boost::json::object& object, const char* key) {
  const boost::json::value* value = object.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::string required(const boost::json::object& object, const char* key) {
  std::string text = text_of(object, key);
  if (text.empty())
    throw Rejected("proposal.form", std::string("the message has no '") + key + "'");
  return text;
}

Date date_of(const boost::json::object& object, const char* key) {
  const std::string text = text_of(object, key);
  return text.empty() ? Date() : Date::parse_iso(text);
}

}  // namespace saldo::sap
