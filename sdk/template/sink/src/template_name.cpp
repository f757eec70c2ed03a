#include <string>
#include <string_view>

#include "saldo/directory.hpp"
#include "saldo/sdk.hpp"

/// Writes each message into a file of its own. saldo delivers until it has a receipt, so the same
/// message may come twice; the file's name is made of its key, so it is written once.
namespace {

class TemplateName final : public saldo::Sink {
 public:
  explicit TemplateName(saldo::Host its_host)
      : saldo::Sink(its_host), directory_(host, "directory") {}

  void check() override { directory_.list(); }

  std::string deliver(const saldo_message& message) override {
    std::string name = file_name(saldo::from_abi(message.idempotency_key));
    if (!directory_.find(name)) directory_.write(name, saldo::from_abi(message.body));
    return name;
  }

 private:
  /// The key with every byte that a file name may not hold as %XX, so that no two keys share one.
  static std::string file_name(std::string_view key) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string name;
    for (const char c : key) {
      if (kPlain.find(c) != std::string_view::npos) {
        name += c;
      } else {
        const auto byte = static_cast<unsigned char>(c);
        name += {'%', kHex[byte / 16], kHex[byte % 16]};
      }
    }
    return name + ".message";
  }

  saldo::Directory directory_;
};

}  // namespace

SALDO_PLUGIN("com.example.template-name", "0.1.0", SALDO_COMPONENT("template-name", TemplateName))
