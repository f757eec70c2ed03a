#pragma once

#include <string>
#include <string_view>

#include "odata/value.hpp"
#include "saldo/transfer.hpp"

namespace saldo::sap::odata {

/// What an error reply says, as one line: "SY/530: Resource not found … (R11/124: Business partner
/// 999999 does not exist)". `error` is what stands under "error" in V2 or V4.
std::string error_text(const Value& error);

/// The same of a whole reply, in JSON or in OData's XML; of anything else its beginning.
std::string error_text_of(std::string_view body);

/// Throws Stop (odata.error) for an answer that isn't 2xx, with what SAP says of it: AUTH, RETRY
/// with the pause that SAP asks for, or CONFIG.
[[noreturn]] void refuse_reply(const Transfer::Reply& reply, const std::string& body);

/// True for OData's error document in XML.
bool is_xml_error(std::string_view head);

}  // namespace saldo::sap::odata
