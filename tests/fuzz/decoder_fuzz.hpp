#pragma once

#include <cstdio>
#include <cstdlib>

#include "saldo/testing.hpp"

/// What must hold for any bytes that a decoder is given.
namespace saldo {

inline void fuzz_require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

/// A refused statement is explained, and is none of the good ones.
inline void fuzz_refusals(const Decoded& result, std::size_t size) {
  for (const Refusal& r : result.refusals()) {
    fuzz_require(!r.rule.empty() && !r.message.empty(), "a refusal names its rule and says why");
    fuzz_require(r.at.offset <= size, "a refusal's place is in the document");
    for (const Statement& s : result.statements())
      fuzz_require(s.index != r.statement, "a statement is refused or good, not both");
  }
}

/// Where a document ends: UTF-16 is read as UTF-8, which can have more bytes.
inline std::uint64_t fuzz_end_of(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ? 2 * bytes.size()
                                                                        : bytes.size();
}

/// Decodes in pieces whose size depends on the input, and checks that the outcome is either proved
/// or explained.
inline void fuzz_decoder(TestHost& host, std::string_view bytes) {
  host.logs.clear();
  const int score = host.identify(bytes);
  fuzz_require(score >= 0 && score <= 100, "identify answers 0 to 100");
  const Decoded result = host.decode(bytes, 1 + bytes.size() % 97);
  fuzz_refusals(result, fuzz_end_of(bytes));
  if (result.status != SALDO_OK) {
    fuzz_require(result.status == SALDO_E_REJECTED, "bad input is rejected, nothing else");
    fuzz_require(result.error.rule[0] != '\0' && result.error.message[0] != '\0',
                 "a refusal names its rule and says why");
    fuzz_require(result.error.place.offset <= fuzz_end_of(bytes),
                 "a refusal's place is in the document");
    return;
  }
  for (const Statement& s : result.statements()) {
    fuzz_require(!s.unbalanced, "only a lenient reading gives unbalanced statements");
    if (s.kind != "booked" || !s.opening.amount || !s.closing.amount) continue;
    fuzz_require(*s.opening.amount + *s.total_credit - *s.total_debit == *s.closing.amount,
                 "opening + credits - debits = closing");
  }
}

}  // namespace saldo
