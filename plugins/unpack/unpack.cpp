#include "unpack.hpp"

#include "archive_reader.hpp"
#include "saldo/text.hpp"

namespace saldo::unpack {

namespace {

constexpr std::uint64_t kMebibyte = 1u << 20;
constexpr int kMembersMax = 10'000;
/// Text packs to a tenth, statements of zeros to a thousandth; more than that is a trap.
constexpr std::uint64_t kRatioMax = 1000;

struct Packing {
  std::string_view magic;
  std::size_t at;
  const char* suffix;  ///< that a file name loses with it
};
constexpr Packing kPackings[] = {
    {"\x1F\x8B", 0, ".gz"},
    {"PK\x03\x04", 0, ".zip"},
    {"BZh", 0, ".bz2"},
    {std::string_view("\xFD"
                      "7zXZ\0",
                      6),
     0, ".xz"},
    {"\x28\xB5\x2F\xFD", 0, ".zst"},
    {"ustar", 257, ".tar"},
};

const Packing* packing_of(std::string_view head) {
  for (const Packing& p : kPackings)
    if (head.size() >= p.at + p.magic.size() && head.substr(p.at, p.magic.size()) == p.magic)
      return &p;
  return nullptr;
}

/// Office Open XML and OpenDocument: their first member says so.
bool is_office_file(std::string_view head) {
  const std::string_view first = head.substr(std::min<std::size_t>(30, head.size()), 64);
  return first.starts_with("[Content_Types].xml") || first.starts_with("_rels/") ||
         first.starts_with("mimetype");
}

/// "statement.sta.gz" holds "statement.sta".
std::string without_suffix(std::string_view name) {
  for (const Packing& p : kPackings)
    if (name.size() > std::string_view(p.suffix).size() && name.ends_with(p.suffix))
      return std::string(name.substr(0, name.size() - std::string_view(p.suffix).size()));
  return std::string(name);
}

std::uint64_t largest_bytes(const Host& host) {
  const std::string value = host.option("largest").value_or("4096");
  if (!text::all_digits(value) || value.size() > 9)
    throw Stop(SALDO_E_CONFIG, "option largest is " + text::quoted(value) + "; use MiB");
  return static_cast<std::uint64_t>(Money::parse_minor(value, 0)) * kMebibyte;
}

}  // namespace

int Unpack::identify(std::string_view head, std::string_view) const {
  const Packing* packing = packing_of(head);
  return packing == nullptr || is_office_file(head) ? 0 : 90;
}

void Unpack::decode(Input& input, Records&) {
  Documents documents(host);
  const std::uint64_t largest = largest_bytes(host);
  ArchiveReader reader(input);
  std::uint64_t bytes = 0;
  int members = 0;
  while (reader.next()) {
    if (++members > kMembersMax)
      throw Rejected("archive.members", "the archive has more than " + std::to_string(kMembersMax) +
                                            " members; unpack it and submit what it holds");
    const std::string name = reader.name().empty() ? without_suffix(input.name()) : reader.name();
    documents.begin(std::to_string(members), name, "");
    for (auto part = reader.read(); !part.empty(); part = reader.read()) {
      bytes += part.size();
      if (bytes > largest || bytes > kMebibyte + reader.packed_bytes() * kRatioMax)
        throw Rejected("archive.size", "more than " + std::to_string(bytes / kMebibyte) +
                                           " MiB come out of the first " +
                                           std::to_string(reader.packed_bytes()) +
                                           " bytes; raise the option 'largest' if that is meant")
            .at_place({1, reader.packed_bytes()})
            .figures(std::to_string(largest) + " bytes", std::to_string(bytes) + " bytes");
      documents.write(part);
      host.progress(reader.packed_bytes(), input.size());
    }
    documents.finish();
  }
  if (members == 0)
    throw Rejected("archive.empty", "the archive holds no file; have it sent again")
        .at_place({1, 0});
}

}  // namespace saldo::unpack
