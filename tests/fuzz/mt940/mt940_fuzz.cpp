#include "decoder_fuzz.hpp"

extern "C" const saldo_plugin* bank_entry();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saldo::TestHost standard(bank_entry(), "mt940");
  static saldo::TestHost other(bank_entry(), "mt940",
                               {{"reversals", "flipped"}, {"charges", "separate"}});
  saldo::fuzz_decoder(size % 4 == 0 ? other : standard,
                      {reinterpret_cast<const char*>(data), size});
  return 0;
}
