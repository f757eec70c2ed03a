#include <memory>
#include <vector>

#include "decoder_fuzz.hpp"

extern "C" const saldo_plugin* bank_entry();
extern "C" const saldo_plugin* unpack_entry();

namespace {

using Hosts = std::vector<std::unique_ptr<saldo::TestHost>>;

Hosts all_hosts() {
  Hosts all;
  for (const char* name :
       {"camt", "mt940", "bai2", "norma43", "coda", "cfonb120", "ofx", "bgmax", "ocr-giro", "tito",
        "ktl", "cremul", "lockbox", "x12-820", "pain001", "pain002", "pain008"})
    all.push_back(std::make_unique<saldo::TestHost>(bank_entry(), name));
  all.push_back(std::make_unique<saldo::TestHost>(unpack_entry(), "unpack"));
  return all;
}

}  // namespace

/// What is asked of every document, whoever sent it: an answer from 0 to 100, the same one each
/// time, and that the surest decoder either proves the document or explains its refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Hosts hosts = all_hosts();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view head = bytes.substr(0, 4096);
  saldo::TestHost* surest = nullptr;
  int best = 0;
  for (const auto& host : hosts) {
    const int score = host->identify(head);
    saldo::fuzz_require(score >= 0 && score <= 100, "identify answers 0 to 100");
    saldo::fuzz_require(score == host->identify(head), "identify has no memory");
    if (score > best) {
      best = score;
      surest = host.get();
    }
  }
  if (surest != nullptr) saldo::fuzz_decoder(*surest, bytes);
  return 0;
}
