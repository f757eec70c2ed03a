#include "receive/senders.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/sha256.hpp"
#include "config/secret.hpp"

namespace saldo::receive {

namespace {

/// "USER:PASSWORD" of basic authentication (RFC 7617); empty for anything else.
std::string basic_credentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  constexpr std::size_t kLongest = 4096;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (authorization.size() > kLongest ||
      !std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {}, lower))
    return {};
  const std::string_view coded = authorization.substr(kScheme.size());
  std::string decoded(coded.size() + 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                   reinterpret_cast<const unsigned char*>(coded.data()),
                                   static_cast<int>(coded.size()));
  const auto padding = std::min<std::ptrdiff_t>(std::ranges::count(coded, '='), 2);
  if (size < padding) return {};
  decoded.resize(static_cast<std::size_t>(size - padding));
  return decoded;
}

/// Compares digests, which are of one length whatever they are of.
bool is_same(const std::string& a, const std::string& b) {
  Sha256 hash;
  hash.update(a);
  const Sha256::Digest first = hash.digest();
  hash.update(b);
  return CRYPTO_memcmp(first.data(), hash.digest().data(), first.size()) == 0;
}

}  // namespace

Result<Senders> Senders::of(const config::Receiver& receiver) {
  Senders senders;
  for (const config::Sender& sender : receiver.senders) {
    Entry entry{.known = {sender.name, sender.connectors},
                .user = sender.user,
                .common_name = sender.common_name};
    if (sender.password) {
      auto password = config::reveal(*sender.password);
      if (!password) return password.error();
      entry.password = std::move(*password);
    }
    senders.entries_.push_back(std::move(entry));
  }
  return senders;
}

const Senders::Known* Senders::find(std::string_view authorization,
                                    std::string_view common_name) const {
  const std::string credentials = basic_credentials(authorization);
  const Known* found = nullptr;
  for (const Entry& entry : entries_) {
    if (!entry.common_name.empty() && entry.common_name != common_name) continue;
    if (!entry.user.empty() && !is_same(entry.user + ":" + entry.password, credentials)) continue;
    if (found == nullptr) found = &entry.known;
  }
  return found;
}

}  // namespace saldo::receive
