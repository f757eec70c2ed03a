#pragma once

#include <string>
#include <vector>

#include "saldo/money.hpp"

/// The code that banking apps read off an invoice (European Payments Council, EPC069-12 v2.1,
/// "Quick Response Code: guidelines to enable data capture for the initiation of a SEPA credit
/// transfer").
namespace saldo::render {

struct SepaTransfer {
  std::string beneficiary;         ///< at most 70 characters
  std::string iban;                ///< electronic form
  std::string bic;                 ///< may be empty within the EEA
  Money amount;                    ///< EUR 0.01 to 999,999,999.99
  std::string creditor_reference;  ///< ISO 11649; empty: `text` is sent instead
  std::string text;                ///< at most 140 characters; of the two only one is used
};

/// What the QR code says: lines of version 002, UTF-8. Throws FailureException (invalid) for what
/// the guidelines don't allow, naming the field.
std::string payment_code(const SepaTransfer& transfer);

/// A QR code: dark modules row by row, without its quiet zone of four modules.
struct QrCode {
  std::size_t width = 0;
  std::vector<bool> dark;
  bool at(std::size_t row, std::size_t column) const { return dark[row * width + column]; }
};
/// Of a text, with error correction level M, which EPC069-12 asks for. Throws FailureException for
/// a text that doesn't fit.
QrCode qr_code(const std::string& text);

/// The code as a picture (PNG), with its quiet zone.
std::string png_of(const QrCode& code);

}  // namespace saldo::render
