#include "decoder_fuzz.hpp"

/// Any decoder: its plugin's entry and its name are given by the build.
extern "C" const saldo_plugin* SALDO_FUZZ_ENTRY();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saldo::TestHost host(SALDO_FUZZ_ENTRY(), SALDO_FUZZ_COMPONENT);
  saldo::fuzz_decoder(host, {reinterpret_cast<const char*>(data), size});
  return 0;
}
