#pragma once

#include <cstdint>

#include "saldo/plugin.h"

namespace saldo::host {

/// saldo_host::service of plugin.h: the table behind a service id, or NULL when it isn't offered.
const void* find_service(const saldo_host* host, saldo_str id);

/// saldo_input::read of plugin.h. The input is the first member of an InputFace.
std::uint32_t read_input(const saldo_input* input, char* buffer, std::uint64_t capacity,
                         std::uint64_t* got, saldo_error* error);

/// A saldo_input that knows whose it is.
struct InputFace {
  saldo_input input;
  const saldo_host* host;
};

}  // namespace saldo::host
