#include "check/elf.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace saldo::check {
namespace {

/// A structure at an offset of the file; the file may end anywhere.
template <class T>
T at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T))
    throw std::runtime_error("the library is cut off or damaged");
  T out;
  std::memcpy(&out, bytes.data() + offset, sizeof out);
  return out;
}

std::string_view slice(std::string_view bytes, const Elf64_Shdr& section) {
  if (section.sh_offset > bytes.size() || bytes.size() - section.sh_offset < section.sh_size)
    throw std::runtime_error("the library is cut off or damaged");
  return bytes.substr(section.sh_offset, section.sh_size);
}

std::string name_at(std::string_view names, std::uint32_t offset) {
  if (offset >= names.size()) throw std::runtime_error("a symbol of the library has no name");
  const auto rest = names.substr(offset);
  return std::string(rest.substr(0, rest.find('\0')));
}

Elf64_Shdr section(std::string_view bytes, const Elf64_Ehdr& header, std::uint64_t index) {
  if (index >= header.e_shnum) throw std::runtime_error("the library is cut off or damaged");
  return at<Elf64_Shdr>(bytes, header.e_shoff + index * sizeof(Elf64_Shdr));
}

}  // namespace

DynamicSymbols parse_dynamic_symbols(std::string_view bytes) {
  const auto header = at<Elf64_Ehdr>(bytes, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB)
    throw std::runtime_error("the library is not a 64-bit little-endian ELF file");
  if (header.e_shnum > 0) section(bytes, header, header.e_shnum - 1u);  // is the file complete?
  DynamicSymbols symbols;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    const auto table = section(bytes, header, i);
    if (table.sh_type != SHT_DYNSYM) continue;
    const auto entries = slice(bytes, table);
    const auto names = slice(bytes, section(bytes, header, table.sh_link));
    for (std::uint64_t o = sizeof(Elf64_Sym); o + sizeof(Elf64_Sym) <= entries.size();
         o += sizeof(Elf64_Sym)) {
      const auto symbol = at<Elf64_Sym>(entries, o);
      auto& list = symbol.st_shndx == SHN_UNDEF ? symbols.imported : symbols.defined;
      list.push_back(name_at(names, symbol.st_name));
    }
    return symbols;
  }
  throw std::runtime_error("the library has no dynamic symbols");
}

DynamicSymbols read_dynamic_symbols(const std::filesystem::path& library) {
  std::ifstream in(library, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) throw std::runtime_error("'" + library.string() + "' can't be read");
  return parse_dynamic_symbols(bytes);
}

}  // namespace saldo::check
