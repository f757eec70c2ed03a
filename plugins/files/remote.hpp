#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "listing.hpp"
#include "options.hpp"
#include "saldo/transfer.hpp"

namespace saldo::files {

/// Takes documents from a folder on an SFTP or FTPS server and moves or deletes them there when
/// saldo has said what became of them. The key of a document is its name.
class Remote final : public Source {
 public:
  explicit Remote(Host its_host);

  void check() override;
  void pull(std::string_view cursor, Documents& documents, Records& records) override;
  void acknowledge(std::string_view key, std::uint32_t outcome) override;
  bool wait(std::uint64_t timeout_ms) override;

 private:
  using Entries = std::map<std::string, RemoteEntry>;

  Entries list(const std::string& target);
  Entries entries();  ///< of the listing that has arrived
  /// The files that are wanted and complete: their marker is there, or they have stood still.
  std::vector<RemoteEntry> ready();
  bool wanted(const Entries& all, const RemoteEntry& entry) const;
  void hand_over(const RemoteEntry& entry, Documents& documents);
  void move(const std::string& name, const std::string& folder);
  /// What lies in a folder for files put aside; made where it is missing.
  std::set<std::string>& names_in(const std::string& folder);
  unsigned command(const char* method, const std::string& name, const std::string& body = {});
  void rest(std::int64_t ns) const;

  Options options_;
  bool delete_posted_;
  Transfer server_;
  Entries announced_;                                       ///< what wait or pull has told of
  Entries handed_over_;                                     ///< the version that saldo has got
  std::map<std::string, std::set<std::string>> put_aside_;  ///< names by folder
  std::vector<std::string> odd_lines_;
};

}  // namespace saldo::files
