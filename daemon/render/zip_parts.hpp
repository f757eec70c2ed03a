#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The parts of an office document (a ZIP archive), in memory.
namespace saldo::render {

struct ZipPart {
  std::string name;  ///< "word/document.xml"
  std::string bytes;
};

/// The parts in the archive's order, folders left out. Throws FailureException (invalid) with
/// `name` when it is no ZIP, or more than 64 MiB unpacked.
std::vector<ZipPart> read_zip(const std::string& name, std::string_view bytes);

/// An archive of the parts, in their order: the same bytes for the same parts in one time zone.
/// Throws FailureException (broken) when libarchive fails.
std::string write_zip(const std::vector<ZipPart>& parts);

}  // namespace saldo::render
