#include "content.hpp"

#include "saldo/text.hpp"

namespace saldo::mail {
namespace {

struct Magic {
  std::string_view bytes;
  Content content;
};

constexpr Magic kMagic[] = {
    {"%PDF-", {"pdf", false}},
    {"\x89PNG\r\n", {"image", false}},
    {"\xFF\xD8\xFF", {"image", false}},
    {"GIF8", {"image", false}},
    {"II*", {"image", false}},
    {"\x7F"
     "ELF",
     {"program", false}},
    {"#!", {"program", false}},
    {"\x78\x9F\x3E\x22", {"tnef", false}},
    // Office documents of before 2007 may hold macros; nothing reads them.
    {"\xD0\xCF\x11\xE0", {"office", false}},
    {"PK\x03\x04", {"archive", true}},
    {"\x1F\x8B", {"archive", true}},
    {"BZh", {"archive", true}},
    {"\xFD"
     "7zXZ",
     {"archive", true}},
    {"\x28\xB5\x2F\xFD", {"archive", true}},
};

constexpr std::size_t kLookedAt = 4096;

}  // namespace

Content content_of(std::string_view bytes) {
  if (bytes.empty()) return {"empty", false};
  for (const Magic& magic : kMagic)
    if (bytes.starts_with(magic.bytes)) return magic.content;
  const auto head = bytes.substr(0, kLookedAt);
  if (head.starts_with("MZ") && head.find('\0') != head.npos) return {"program", false};
  const bool utf16 = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
  if (!utf16 && head.find('\0') != head.npos) return {"data", true};
  return {"text", true};
}

}  // namespace saldo::mail
