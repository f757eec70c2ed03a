#pragma once

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "render/notice_letter.hpp"

/// A notice's figures and the wordings that saldo ships, for tests of letters.
namespace saldo::render {

inline Money eur(std::int64_t minor) { return {minor, Currency::parse("EUR")}; }
inline Date day(std::string_view iso) { return Date::parse_iso(iso); }

inline LetterSender sender() {
  return {.name = "Nordlicht Handel GmbH",
          .address = {"Hafenstraße 12", "20457 Hamburg"},
          .footer = {"Amtsgericht Hamburg HRB 000000", "USt-IdNr. DE000000000"},
          .iban = "DE75512108001245126199",
          .bic = "SOGEDEFF"};
}

inline NoticeFacts facts(std::size_t items = 2) {
  NoticeFacts f{
      .reference = "M-2026-17",
      .customer_number = "100001",
      .recipient = {"Alvarez Alimentación S.L.", "Calle Mayor 1", "28013 Madrid", "ESPAÑA"},
      .date = day("2026-03-31"),
      .pay_by = day("2026-04-10"),
      .items = {},
      .amount = eur(0),
      .fee = eur(500),
      .payment_reference = "100001 M-2026-17"};
  for (std::size_t i = 0; i < items; ++i) {
    f.items.push_back({.number = std::to_string(90'000'001 + i),
                       .document_date = day("2026-01-15"),
                       .due_date = day("2026-02-14"),
                       .days_overdue = 45,
                       .amount = eur(123'456)});
    f.amount += eur(123'456);
  }
  return f;
}

inline Wordings shipped() {
  return Wordings(std::filesystem::path(SALDO_SOURCE_DIR) / "configs/letters");
}

/// What a command prints.
inline std::string output_of(const std::string& command) {
  std::string out;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  char part[4096];
  while (const std::size_t n = ::fread(part, 1, sizeof part, pipe.get())) out.append(part, n);
  return out;
}

/// With plain blanks instead of those that no line is broken at.
inline std::string with_blanks(std::string text) {
  for (auto at = text.find("\u00A0"); at != text.npos; at = text.find("\u00A0", at))
    text.replace(at, 2, " ");
  return text;
}

}  // namespace saldo::render
