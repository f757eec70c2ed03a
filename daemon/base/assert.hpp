#pragma once

#include <cstdio>
#include <cstdlib>

/// Aborts when a bug is found; stays on in release. Never for input.
#define SALDO_ASSERT(condition)                                                              \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
