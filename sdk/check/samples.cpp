#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "check/check.hpp"

namespace saldo::check {
namespace {

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) throw std::runtime_error("'" + file.string() + "' can't be read");
  return bytes;
}

}  // namespace

std::vector<Sample> read_samples(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder))
    throw std::runtime_error("'" + folder.string() + "' is not a directory of samples");
  std::vector<Sample> samples;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".jsonl") continue;
    Sample sample{entry.path().filename().string(), read_file(entry.path()), std::nullopt};
    const auto beside = std::filesystem::path(entry.path()).replace_extension(".jsonl");
    if (std::filesystem::exists(beside)) sample.expected = read_file(beside);
    samples.push_back(std::move(sample));
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

}  // namespace saldo::check
