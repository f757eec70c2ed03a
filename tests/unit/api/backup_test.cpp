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
  EXPECT_EQ(files_of(service.post({"backup"}).text).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(scratch));
  EXPECT_EQ(files_of(service.post({"backup"}).text).size(), 1u);
}

/// Who asked for a backup.
class Client : public Exchange {
 public:
  std::size_t read(std::span<char>) override { return 0; }
  void answer(int, const boost::json::object&) override {}
  void begin(std::string_view) override {}
  void write(std::string_view bytes) override { text += bytes; }
  void end() override {}
  bool answered() const override { return true; }
  std::string text;
};

TEST(Backup, OneThatIsMadeMeanwhileTakesNothingFromAnother) {
  struct Meanwhile final : Client {
    explicit Meanwhile(flows::Environment e) : environment(std::move(e)) {}
    void begin(std::string_view) override {
      Client other;
      write_backup(environment, other);
    }
    const flows::Environment environment;
  };
  Service service;
  Meanwhile first(service.desk.environment());
  ASSERT_NO_THROW(write_backup(first.environment, first));
  EXPECT_EQ(files_of(first.text).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(service.desk.archive().scratch()));
}

TEST(Backup, ABreakOffLeavesNoCopyBehind) {
  Service service;
  struct Gone final : Client {
    void write(std::string_view) override {
      throw FailureException({.message = "the client went away"});
    }
  } gone;
  EXPECT_THROW(write_backup(service.desk.environment(), gone), FailureException);
  EXPECT_TRUE(std::filesystem::is_empty(service.desk.archive().scratch()));
}

TEST(Backup, AFileOfMoreThanEightGibibytesIsToldAsLongAsItIs) {
  constexpr std::uint64_t kSize = (std::uint64_t{8} << 30) + 5;
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  std::filesystem::resize_file(service.desk.archive().path_of(document.sha256), kSize);  // sparse
  struct UpToDocument final : Client {
    void write(std::string_view bytes) override {
      if (!bytes.starts_with("documents/")) return;
      header = bytes;
      throw FailureException({.message = "the client went away"});
    }
    std::string header;
  } exchange;
  EXPECT_THROW(write_backup(service.desk.environment(), exchange), FailureException);
  ASSERT_EQ(exchange.header.size(), kBlock);
  EXPECT_EQ(exchange.header[124], '\x80') << "more than octal digits can say, as GNU tar does";
  std::uint64_t size = 0;
  for (const char c : exchange.header.substr(125, 11))
    size = size << 8 | static_cast<std::uint8_t>(c);
  EXPECT_EQ(size, kSize);
}

TEST(Backup, ADocumentThatIsGoneCutsItOff) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "x");
  std::filesystem::remove(service.desk.archive().path_of(document.sha256));
  EXPECT_FALSE(service.post({"backup"}).ended);
}

}  // namespace
}  // namespace saldo::api
