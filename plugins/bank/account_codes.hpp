#pragma once

#include <string_view>

namespace saldo::bank {

/// True for an IBAN whose check digits hold (ISO 13616), in upper case without blanks. Formats that
/// have no field of its own for it put it where the account number stands.
bool is_iban(std::string_view text);

/// True for the form of a BIC (ISO 9362), in upper case.
bool is_bic(std::string_view text);

}  // namespace saldo::bank
