#pragma once

#include "saldo/input_window.hpp"
#include "saldo/sdk.hpp"

namespace saldo {

/// Reads a document's bytes for a decoder: stops when the host asks, and tells it how far it is.
inline InputWindow::Read reader_of(const Host& host, Input& input) {
  return [host, &input, done = std::uint64_t{0}](char* buffer, std::size_t capacity) mutable {
    host.stop_if_asked();
    const std::size_t got = input.read(buffer, capacity);
    host.progress(done += got, input.size());
    return got;
  };
}

}  // namespace saldo
