#include "decoder_fuzz.hpp"

extern "C" const saldo_plugin* bank_entry();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saldo::TestHost host(bank_entry(), "cremul");
  saldo::fuzz_decoder(host, {reinterpret_cast<const char*>(data), size});
  return 0;
}
