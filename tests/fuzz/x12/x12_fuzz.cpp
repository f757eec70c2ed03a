#include "decoder_fuzz.hpp"

extern "C" const saldo_plugin* bank_entry();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saldo::TestHost host(bank_entry(), "x12-820");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  saldo::fuzz_decoder(host, bytes);
  const saldo::Decoded result = host.decode(bytes);
  if (result.status != SALDO_OK) return 0;
  for (const auto& advice : result.of<saldo::RemittanceAdvice>()) {
    saldo::Money sum{0, advice.amount->currency};
    for (const auto& line : advice.lines) sum += *line.amount;
    saldo::fuzz_require(advice.lines.empty() || sum == *advice.amount,
                        "the lines of an advice come to its amount");
  }
  return 0;
}
