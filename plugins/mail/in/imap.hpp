#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "in/imap_options.hpp"
#include "saldo/transfer.hpp"

namespace saldo::mail {

/// A mail of a folder, as a server lists it.
struct ListedMail {
  std::uint32_t uid = 0;
  std::uint64_t size = 0;
  bool seen = false;
};

/// How far each folder has been taken: its numbering (UIDVALIDITY), and the last number.
struct ImapCursor {
  struct Folder {
    std::uint32_t uidvalidity = 0, uid = 0;
  };
  std::map<std::string, Folder> folders;

  std::string to_text() const;
  /// Lines that can't be read are passed over: then a folder is looked at from its beginning.
  static ImapCursor parse(std::string_view text);
};

/// Takes mails from folders of an IMAP server, each mail a document. What becomes of a mail on the
/// server happens only when saldo has said what became of the document: it is moved, or marked as
/// read. A mail that comes again is known by its bytes. The key of a document is its target:
/// "/INBOX;UIDVALIDITY=7;UID=12".
///
/// A mail that is larger than the option `largest` is handed over as its header with a mark, which
/// the decoder refuses: it is put aside with a reason, not lost in silence.
class Imap final : public Source {
 public:
  explicit Imap(Host its_host);

  void check() override;
  void pull(std::string_view cursor, Documents& documents, Records& records) override;
  void acknowledge(std::string_view key, std::uint32_t outcome) override;
  bool wait(std::uint64_t timeout_ms) override;

 private:
  struct Folder {
    std::uint32_t uidvalidity = 0;
    std::vector<ListedMail> mails;
  };
  enum class Took { mail, nothing, renumbered };

  Folder list(const std::string& folder);
  bool is_wanted(const ListedMail& mail, const ImapCursor::Folder& taken) const;
  Took hand_over(const std::string& folder, const std::string& target, const ListedMail& mail,
                 Documents& documents);
  void pull_folder(const std::string& folder, Documents& documents, Records& records);
  Transfer& server();
  void rest(std::int64_t ns) const;

  ImapOptions options_;
  std::optional<Transfer> server_;  ///< made when it is first asked
  ImapCursor cursor_;
  std::set<std::string> told_of_;  ///< targets that wait or pull has told of
};

}  // namespace saldo::mail
