#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace saldo {

/// SHA-256 of bytes that come in pieces. Reusable: digest() starts anew. One thread at a time.
class Sha256 {
 public:
  using Digest = std::array<unsigned char, 32>;

  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { start(); }
  void update(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
  }
  Digest digest() {
    Digest out{};
    EVP_DigestFinal_ex(context_.get(), out.data(), nullptr);
    start();
    return out;
  }
  std::string hex_digest() { return hex(digest()); }

  static std::string hex(const Digest& digest, std::size_t bytes = 32) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes * 2);
    for (std::size_t i = 0; i < bytes; ++i) {
      out += kDigits[digest[i] >> 4];
      out += kDigits[digest[i] & 15];
    }
    return out;
  }

 private:
  void start() { EVP_DigestInit_ex(context_.get(), algorithm(), nullptr); }
  /// Fetched once: looking it up at each start costs more than hashing a bank entry.
  static const EVP_MD* algorithm() {
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return md;
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace saldo
