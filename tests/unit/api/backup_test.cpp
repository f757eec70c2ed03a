#include "api/backup.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>

#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

constexpr std::size_t kBlock = 512;

std::uint64_t octal(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 8);
  return value;
}

/// The files of a tar in their order; its checksums and padding are checked on the way.
std::vector<std::pair<std::string, std::string>> files_of(const std::string& tar) {
  std::vector<std::pair<std::string, std::string>> files;
  EXPECT_EQ(tar.size() % kBlock, 0u);
  std::size_t at = 0;
  while (at < tar.size() && tar[at] != '\0') {
    std::string header = tar.substr(at, kBlock);
    const std::uint64_t size = octal(std::string_view(header).substr(124, 11));
    const std::uint64_t checksum = octal(std::string_view(header).substr(148, 6));
    header.replace(148, 8, 8, ' ');
    std::uint64_t sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    EXPECT_EQ(checksum, sum);
    EXPECT_EQ(header.substr(257, 5), "ustar");
    files.emplace_back(header.c_str(), tar.substr(at + kBlock, size));
    at += kBlock + (size + kBlock - 1) / kBlock * kBlock;
  }
  EXPECT_EQ(tar.substr(at), std::string(2 * kBlock, '\0')) << "two empty blocks end it";
  return files;
}

TEST(Backup, HoldsTheBookAndEveryDocument) {
  Service service;
  const std::string bytes(5'000, 'x');
  const store::Document one = service.desk.deliver("a.xml", bytes),
                        two = service.desk.deliver("b.xml", "");
  const Spoken answer = service.post({"backup"});
  EXPECT_EQ(answer.media_type, "application/x-tar");
  EXPECT_TRUE(answer.ended);
  const auto files = files_of(answer.text);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].first, "saldo.db");

  const check::TemporaryFolder restored;
  for (const auto& [name, content] : files) restored.put(name, content);
  const auto store = store::Store::open(restored.path() / "saldo.db").value();
  store::Snapshot snapshot(*store);
  EXPECT_EQ(store::find_document(snapshot.sql(), one.id)->name, "a.xml");
  const auto archive = archive::Archive::open(restored.path() / "documents").value();
  EXPECT_TRUE(archive.verify(one.sha256));
  EXPECT_TRUE(archive.verify(two.sha256));
}

TEST(Backup, LeavesNoCopyBehindAndCanBeMadeAgain) {
  Service service;
  const auto& scratch = service.desk.archive().scratch();
  std::ofstream(scratch / "backup.db") << "of a backup that broke off";
  EXPECT_EQ(files_of(service.post({"backup"}).text).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(scratch));
  EXPECT_EQ(files_of(service.post({"backup"}).text).size(), 1u);
}

TEST(Backup, ADocumentThatIsGoneCutsItOff) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  std::filesystem::remove(service.desk.archive().path_of(document.sha256));
  EXPECT_FALSE(service.post({"backup"}).ended);
}

}  // namespace
}  // namespace saldo::api
