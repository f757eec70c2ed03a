#include "check/scaffold.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace saldo::check {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 40;
/// Targets that CMake keeps for itself.
constexpr std::array<std::string_view, 8> kReserved = {"all",     "clean", "help",  "install",
                                                       "package", "test",  "saldo", "edit_cache"};

/// The template's own name in its three spellings, and what takes their place.
using Spellings = std::vector<std::pair<std::string, std::string>>;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

void check_name(std::string_view name) {
  const auto fail = [&](const char* why) {
    throw std::runtime_error("'" + std::string(name.substr(0, 80)) + "' " + why);
  };
  const bool words = std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
  if (name.empty() || !words || !is_lower(name.front()) || name.back() == '-' ||
      name.find("--") != std::string_view::npos)
    fail("is not a name for a plugin: use lower-case letters, digits and single '-', as acme-csv");
  if (name.size() > kNameBytesMax) fail("is longer than 40 letters");
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end())
    fail("is a name that the build keeps for itself; choose another");
}

Spellings spellings(std::string_view name) {
  std::string snake(name), pascal;
  std::replace(snake.begin(), snake.end(), '-', '_');
  bool capital = true;
  for (const char c : name) {
    if (c != '-') pascal += capital && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    capital = c == '-';
  }
  return {{"template_name", snake}, {"template-name", std::string(name)}, {"TemplateName", pascal}};
}

std::string replaced(std::string text, const Spellings& names) {
  for (const auto& [from, to] : names)
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

void copy_file(const fs::path& from, const fs::path& to, const Spellings& names) {
  std::ifstream in(from, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  fs::create_directories(to.parent_path());
  std::ofstream out(to, std::ios::binary);
  out << replaced(text, names);
  out.flush();
  if (!in || !out) throw std::runtime_error("'" + to.string() + "' can't be written");
}

}  // namespace

void make_plugin(std::string_view kind, std::string_view name, const fs::path& template_dir,
                 const fs::path& target_dir) {
  if (kind != "decoder" && kind != "source" && kind != "sink")
    throw std::runtime_error("'" + std::string(kind) +
                             "' is not a kind of connector: use decoder, source or sink");
  check_name(name);
  const fs::path from = template_dir / kind;
  if (!fs::is_directory(from))
    throw std::runtime_error("the template '" + from.string() +
                             "' is missing; install saldo's SDK");
  if (fs::exists(target_dir) && !fs::is_empty(target_dir))
    throw std::runtime_error("'" + target_dir.string() + "' is not empty; name a new directory");

  const Spellings names = spellings(name);
  for (const auto& entry : fs::recursive_directory_iterator(from))
    if (entry.is_regular_file())
      copy_file(entry.path(),
                target_dir / replaced(entry.path().lexically_relative(from).string(), names),
                names);
}

}  // namespace saldo::check
