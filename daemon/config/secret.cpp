#include "config/secret.hpp"

#include <cstdlib>
#include <fstream>

namespace saldo::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretBytesMax = 64u << 10;

Failure unusable(const SecretReference& secret, const std::string& why) {
  return {.message = "the secret in " + secret.kind + " " + in_quotes(secret.name) + " " + why};
}

Result<std::string> read_secret_file(const SecretReference& secret, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return unusable(secret, "can't be read; check that it is there and saldo may read it");
  std::string text(kSecretBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kSecretBytesMax) return unusable(secret, "is larger than 64 KiB");
  return text;
}

Result<std::string> text_of(const SecretReference& secret) {
  if (secret.kind == "file") return read_secret_file(secret, secret.name);
  const bool credential = secret.kind == "credential";
  const char* const value = std::getenv(credential ? "CREDENTIALS_DIRECTORY" : secret.name.c_str());
  if (value == nullptr)
    return unusable(secret,
                    credential ? "isn't there: systemd has given no credentials" : "isn't set");
  if (credential) return read_secret_file(secret, fs::path(value) / secret.name);
  return std::string(value);
}

}  // namespace

std::optional<SecretReference> read_secret(const std::string& key, const Node& node,
                                           const fs::path& folder, Faults& faults) {
  constexpr const char* kForms = "{ file: PATH }, { env: VARIABLE } or { credential: NAME }";
  if (node.kind == Node::Kind::refused) return std::nullopt;
  if (node.kind != Node::Kind::mapping || node.entries.size() != 1) {
    faults.add(node.at, in_quotes(key) + " is a secret: say where it is kept, as " + kForms);
    return std::nullopt;
  }
  Mapping map(node, key, "the secret", faults);
  std::optional<SecretReference> found;
  for (const char* kind : {"file", "env", "credential"})
    if (map.find(kind) != nullptr) found = SecretReference{kind, map.required_text(kind)};
  map.finish();
  if (found && found->kind == "file") {
    found->name = resolve(folder, found->name).string();
    std::error_code error;
    if (!fs::exists(found->name, error) && !error)
      faults.add(node.at, "file " + in_quotes(found->name) + " for the secret " + in_quotes(key) +
                              " doesn't exist; create it");
  }
  return found;
}

Result<std::string> reveal(const SecretReference& secret) {
  auto text = text_of(secret);
  if (!text) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (text->empty()) return unusable(secret, "is empty");
  return text;
}

}  // namespace saldo::config
