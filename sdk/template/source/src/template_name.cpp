#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/directory.hpp"
#include "saldo/sdk.hpp"

/// Hands over the files of a directory. A source keeps no state: what was taken is known by its
/// acknowledgement alone, which comes after saldo's commit and may come twice.
namespace {

constexpr std::string_view kTaken = ".taken";
constexpr std::string_view kRefused = ".refused";

class TemplateName final : public saldo::Source {
 public:
  explicit TemplateName(saldo::Host its_host)
      : saldo::Source(its_host), directory_(host, "directory"), piece_(256 << 10) {}

  void check() override { directory_.list(); }

  void pull(std::string_view, saldo::Documents& documents, saldo::Records&) override {
    for (const saldo::DirectoryEntry& entry : directory_.list()) {
      if (!is_new(entry)) continue;
      host.stop_if_asked();
      saldo::DirectoryFile file = directory_.open(entry.name);
      documents.begin(entry.name, entry.name, "");
      while (const std::size_t got = file.read(piece_.data(), piece_.size()))
        documents.write({piece_.data(), got});
      documents.finish();
    }
  }

  void acknowledge(std::string_view key, std::uint32_t outcome) override {
    const auto suffix = outcome == SALDO_ACK_POSTED ? kTaken : kRefused;
    if (directory_.find(key)) directory_.move(key, std::string(key) + std::string(suffix));
  }

  bool wait(std::uint64_t timeout_ms) override {
    directory_.wait(0);  // from here on no change is missed
    return anything_new() || (directory_.wait(timeout_ms) && anything_new());
  }

 private:
  static bool is_new(const saldo::DirectoryEntry& entry) {
    return entry.kind == SALDO_FILE_REGULAR && entry.readable && !entry.name.ends_with(kTaken) &&
           !entry.name.ends_with(kRefused);
  }
  bool anything_new() const {
    const auto entries = directory_.list();
    return std::any_of(entries.begin(), entries.end(), is_new);
  }

  saldo::Directory directory_;
  std::vector<char> piece_;
};

}  // namespace

SALDO_PLUGIN("com.example.template-name", "0.1.0", SALDO_COMPONENT("template-name", TemplateName))
