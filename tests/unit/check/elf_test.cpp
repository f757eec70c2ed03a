#include "check/elf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "saldo/plugin.h"

namespace saldo::check {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

std::string bytes_of_plugin() {
  std::ifstream in(SALDO_FILES_PLUGIN, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Elf, TellsWhatALibraryExportsAndImports) {
  const auto symbols = read_dynamic_symbols(SALDO_FILES_PLUGIN);
  EXPECT_THAT(symbols.defined, ElementsAre(SALDO_PLUGIN_ENTRY));
  EXPECT_THAT(symbols.imported, Contains("__cxa_throw"));
}

TEST(Elf, RefusesWhatIsNoLibrary) {
  EXPECT_THROW(parse_dynamic_symbols(""), std::runtime_error);
  EXPECT_THROW(parse_dynamic_symbols(std::string(4096, '\0')), std::runtime_error);
  EXPECT_THROW(read_dynamic_symbols("/nowhere/plugin.so"), std::runtime_error);
}

TEST(Elf, SurvivesALibraryThatIsCutOff) {
  const std::string whole = bytes_of_plugin();
  for (std::size_t size = 0; size < whole.size(); size += 997)
    EXPECT_THROW(parse_dynamic_symbols(std::string_view(whole).substr(0, size)), std::runtime_error)
        << size;
}

TEST(Elf, SurvivesAHeaderThatLies) {
  const std::string whole = bytes_of_plugin();
  for (std::size_t at = 0; at < 64; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(0xFF);
    try {
      parse_dynamic_symbols(damaged);
    } catch (const std::runtime_error& e) {
      EXPECT_STRNE(e.what(), "");
    }
  }
}

}  // namespace
}  // namespace saldo::check
