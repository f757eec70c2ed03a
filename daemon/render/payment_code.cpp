#include "render/payment_code.hpp"

#include <cairo.h>
#include <qrencode.h>

#include <memory>

#include "base/result.hpp"
#include "saldo/text.hpp"

namespace saldo::render {

namespace {

constexpr std::size_t kNameMax = 70, kTextMax = 140;
constexpr std::size_t kBytesMax = 331;  // version 13 with error correction M
constexpr std::int64_t kAmountMax = 99'999'999'999;

cairo_status_t append(void* to, const unsigned char* data, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

void require(bool holds, const std::string& field, const std::string& value,
             const std::string& expected) {
  if (!holds)
    throw FailureException(
        {.kind = FailureKind::invalid,
         .message = "the payment code's " + field + " '" + value + "' has to be " + expected});
}

void require_text(const std::string& field, const std::string& value, std::size_t longest) {
  require(text::count_characters(value) <= longest && value.find('\n') == value.npos, field, value,
          "one line of at most " + std::to_string(longest) + " characters");
}

}  // namespace

std::string payment_code(const SepaTransfer& t) {
  require(!t.beneficiary.empty(), "beneficiary", t.beneficiary, "a name");
  require_text("beneficiary", t.beneficiary, kNameMax);
  require(t.iban.size() >= 15 && t.iban.size() <= 34, "account", t.iban, "an IBAN");
  require(t.bic.empty() || t.bic.size() == 8 || t.bic.size() == 11, "bank", t.bic, "a BIC");
  require(t.amount.currency.code() == "EUR" && t.amount.minor > 0 && t.amount.minor <= kAmountMax,
          "amount", t.amount.to_string() + " " + std::string(t.amount.currency.code()),
          "from 0.01 to 999999999.99 EUR");
  require_text("reference", t.creditor_reference, 35);
  require_text("text", t.text, kTextMax);
  std::string code = "BCD\n002\n1\nSCT\n" + t.bic + "\n" + t.beneficiary + "\n" + t.iban + "\nEUR" +
                     t.amount.to_string() + "\n\n";
  // Either a reference or a text; what ends the message may be left out.
  code += t.creditor_reference.empty() ? "\n" + t.text : t.creditor_reference;
  require(code.size() <= kBytesMax, "content", std::to_string(code.size()) + " bytes",
          "at most 331 bytes");
  return code;
}

QrCode qr_code(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
      &QRcode_free);
  if (!code)
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "a text of " + std::to_string(text.size()) +
                                       " bytes doesn't fit into a QR code"});
  QrCode out;
  out.width = static_cast<std::size_t>(code->width);
  out.dark.reserve(out.width * out.width);
  for (std::size_t i = 0; i < out.width * out.width; ++i)
    out.dark.push_back((code->data[i] & 1) != 0);
  return out;
}

std::string png_of(const QrCode& code) {
  constexpr int kModule = 8, kQuiet = 4;  // pixels, modules
  const int side = (static_cast<int>(code.width) + 2 * kQuiet) * kModule;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side), &cairo_surface_destroy);
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo(cairo_create(surface.get()),
                                                                 &cairo_destroy);
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_set_source_rgb(cairo.get(), 0, 0, 0);
  for (std::size_t row = 0; row < code.width; ++row)
    for (std::size_t column = 0; column < code.width; ++column)
      if (code.at(row, column))
        cairo_rectangle(cairo.get(), (static_cast<int>(column) + kQuiet) * kModule,
                        (static_cast<int>(row) + kQuiet) * kModule, kModule, kModule);
  cairo_fill(cairo.get());
  std::string bytes;
  if (const auto status = cairo_surface_write_to_png_stream(surface.get(), &append, &bytes);
      status != CAIRO_STATUS_SUCCESS)
    throw FailureException({.kind = FailureKind::broken,
                            .message = std::string("the payment code can't be drawn: ") +
                                       cairo_status_to_string(status)});
  return bytes;
}

}  // namespace saldo::render
