#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

/// Builds tar archives for tests (POSIX.1-1988 ustar).
namespace saldo::cli {

struct TarHeader {
  std::string name;
  std::string size;  ///< the field as it stands; empty: octal of the content's size
  char type = '0';
  std::string prefix;
};

inline std::string tar_entry(const TarHeader& h, const std::string& content = {}) {
  std::string block(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) {
    block.replace(at, text.size(), text);
  };
  put(0, h.name);
  put(100, "0000640");
  std::array<char, 12> octal{};
  std::snprintf(octal.data(), octal.size(), "%011zo", content.size());
  put(124, h.size.empty() ? std::string(octal.data()) : h.size);
  block[156] = h.type;
  put(257, std::string("ustar\00000", 8));
  put(345, h.prefix);
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  std::array<char, 8> check{};
  std::snprintf(check.data(), check.size(), "%06o", sum);
  put(148, std::string(check.data(), 7) + ' ');
  std::string padded = content;
  padded.resize((content.size() + 511) / 512 * 512, '\0');
  return block + padded;
}

inline std::string tar_end() { return std::string(1024, '\0'); }

}  // namespace saldo::cli
