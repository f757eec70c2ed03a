#include "decoder_fuzz.hpp"

extern "C" const saldo_plugin* bank_entry();

/// The three messages have the same levels, so that what is found for one helps with the others.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saldo::TestHost transfers(bank_entry(), "pain001"), statuses(bank_entry(), "pain002"),
      debits(bank_entry(), "pain008");
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  for (saldo::TestHost* host : {&transfers, &statuses, &debits})
    if (host->identify(bytes) != 0) saldo::fuzz_decoder(*host, bytes);
  return 0;
}
