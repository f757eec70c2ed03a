#pragma once

#include "saldo/sdk.hpp"

namespace saldo::unpack {

/// Opens what banks and people pack: gzip, bzip2, xz, zstd, zip, tar. Gives no records but the
/// documents within, each of which goes its own way: archived, recognised, decoded.
///
/// Refuses with archive.damaged, archive.encrypted, archive.size, archive.members, archive.empty,
/// archive.unknown.
/// Spreadsheets and letters of office programs are zip files, too; they aren't opened.
class Unpack : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view name) const override;
  void decode(Input& input, Records& records) override;
};

}  // namespace saldo::unpack
