#pragma once

#include <string>
#include <string_view>

/// Forms under which the book is searched: what people write differently but mean alike.
namespace saldo::model {

/// A document, order or customer number: letters (upper case) and digits only, no leading zeros.
/// "0090000001" and "90 000 001" → "90000001", "re-2026/0012" → "RE20260012". Empty if nothing is
/// left.
std::string number_key(std::string_view number);

/// A name as banks deliver it: upper case, letters of Latin scripts without their marks ("ü" →
/// "UE", "ñ" → "N"), everything else than letters and digits dropped. "Müller & Söhne" →
/// "MUELLERSOEHNE".
std::string name_key(std::string_view name);

}  // namespace saldo::model
