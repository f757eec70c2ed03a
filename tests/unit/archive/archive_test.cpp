#include "archive/archive.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "base/sha256.hpp"
#include "unit/check/temporary_folder.hpp"

namespace saldo::archive {
namespace {

namespace fs = std::filesystem;
using check::TemporaryFolder;

Stored store(const Archive& archive, std::string_view bytes, std::size_t piece = 4096) {
  Writer writer = archive.begin().value();
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    writer.write(bytes.substr(at, piece)).value();
  return writer.finish().value();
}

/// All bytes that are read before the end or the failure.
Result<std::string> read_all(const Archive& archive, std::string_view sha256,
                             std::size_t piece = 4096) {
  Reader reader = archive.read(sha256).value();
  std::string all;
  std::vector<char> buffer(piece);
  for (;;) {
    const auto n = reader.read(buffer);
    if (!n) return n.error();
    if (*n == 0) return all;
    all.append(buffer.data(), *n);
  }
}

std::string hash_of(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.hex_digest();
}

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

std::size_t files_below(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    count += entry.is_regular_file() ? 1u : 0u;
  return count;
}

void flip(const fs::path& file, std::streamoff at) {
  std::fstream f(file, std::ios::binary | std::ios::in | std::ios::out);
  f.seekg(at);
  const char c = static_cast<char>(f.get());
  f.seekp(at);
  f.put(static_cast<char>(c ^ 0x20));
}

TEST(Archive, KeepsADocumentUnderTheSha256OfItsBytes) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const Stored stored = store(archive, "abc");
  // The test vector of FIPS 180-4 for "abc".
  EXPECT_EQ(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(stored.size, 3u);
  EXPECT_FALSE(stored.already_there);
  EXPECT_EQ(
      archive.path_of(stored.sha256),
      folder.path() / "ba" / "7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.zst");
  EXPECT_TRUE(fs::exists(archive.path_of(stored.sha256)));
  EXPECT_EQ(read_all(archive, stored.sha256).value(), "abc");
}

TEST(Archive, KeepsAnEmptyDocument) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const Stored stored = store(archive, "");
  EXPECT_EQ(stored.sha256, hash_of(""));
  EXPECT_EQ(read_all(archive, stored.sha256).value(), "");
}

TEST(Archive, TheSameBytesTwiceAreOneFile) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const Stored first = store(archive, "opening 100.00", 4096);
  const Stored second = store(archive, "opening 100.00", 1);
  EXPECT_EQ(second.sha256, first.sha256);
  EXPECT_TRUE(second.already_there);
  EXPECT_EQ(files_below(folder.path()), 1u);
}

TEST(Archive, AWriterThatIsDroppedLeavesNothing) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  {
    Writer writer = archive.begin().value();
    writer.write(noise(1 << 20, 1)).value();
    EXPECT_EQ(files_below(folder.path()), 1u);
  }
  EXPECT_EQ(files_below(folder.path()), 0u);
}

TEST(Archive, OpeningClearsWhatAnEarlierProcessLeftUnfinished) {
  const TemporaryFolder folder;
  std::string kept;
  {
    const Archive archive = Archive::open(folder.path()).value();
    kept = store(archive, "kept").sha256;
    std::ofstream(archive.scratch() / "incoming-abcdef") << "half a document";
  }
  const Archive archive = Archive::open(folder.path()).value();
  EXPECT_TRUE(fs::is_empty(archive.scratch()));
  EXPECT_EQ(read_all(archive, kept).value(), "kept");
}

TEST(Archive, GivesBackALargeDocumentInPiecesOfAnySize) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string bytes = noise(5'000'000, 2) + std::string(5'000'000, 'x');
  const Stored stored = store(archive, bytes, 70'001);
  EXPECT_EQ(stored.size, bytes.size());
  EXPECT_EQ(stored.sha256, hash_of(bytes));
  for (const std::size_t piece : {std::size_t{999}, std::size_t{1} << 22})
    EXPECT_TRUE(read_all(archive, stored.sha256, piece).value() == bytes) << piece;
  EXPECT_LT(fs::file_size(archive.path_of(stored.sha256)), bytes.size() * 3 / 4);
}

TEST(Archive, AReaderAfterItsEndStaysAtItsEnd) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  Reader reader = archive.read(store(archive, "short").sha256).value();
  char buffer[64];
  EXPECT_EQ(reader.read(buffer).value(), 5u);
  EXPECT_EQ(reader.read(buffer).value(), 0u);
  EXPECT_EQ(reader.read(buffer).value(), 0u);
}

TEST(Archive, NoFlippedByteOnDiskIsEverBelieved) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string bytes = noise(300, 3);  // noise is stored as it is, so every byte counts
  const std::string sha256 = store(archive, bytes).sha256;
  const fs::path file = archive.path_of(sha256);
  for (std::uintmax_t at = 0; at < fs::file_size(file); ++at) {
    flip(file, static_cast<std::streamoff>(at));
    const auto read = read_all(archive, sha256);
    // A byte of zstd's frame header may be flipped without a change of content; content never is.
    if (read)
      EXPECT_TRUE(*read == bytes) << "byte " << at;
    else
      EXPECT_EQ(read.error().kind, FailureKind::broken) << "byte " << at;
    EXPECT_EQ(archive.verify(sha256).has_value(), read.has_value()) << "byte " << at;
    flip(file, static_cast<std::streamoff>(at));
  }
  EXPECT_TRUE(archive.verify(sha256));
}

TEST(Archive, ADamagedDocumentNamesItsFileAndTheRemedy) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string sha256 = store(archive, noise(1000, 4)).sha256;
  const fs::path file = archive.path_of(sha256);
  flip(file, 500);
  const auto read = read_all(archive, sha256);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().file, file.string());
  EXPECT_NE(read.error().message.find("damaged"), std::string::npos);
  EXPECT_NE(read.error().message.find("backup"), std::string::npos);
}

TEST(Archive, ADocumentThatLostItsEndIsDamaged) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string bytes = noise(10'000, 5);
  const std::string sha256 = store(archive, bytes).sha256;
  const fs::path file = archive.path_of(sha256);
  for (const std::uintmax_t size :
       {fs::file_size(file) - 1, std::uintmax_t{3}, std::uintmax_t{0}}) {
    fs::resize_file(file, size);
    const auto read = read_all(archive, sha256);
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().kind, FailureKind::broken);
    EXPECT_FALSE(archive.verify(sha256));
  }
}

TEST(Archive, ADocumentInAnothersPlaceIsDamaged) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string one = store(archive, "one").sha256, two = store(archive, "two").sha256;
  fs::copy_file(archive.path_of(one), archive.path_of(two), fs::copy_options::overwrite_existing);
  EXPECT_FALSE(read_all(archive, two));
}

TEST(Archive, AMissingDocumentIsBrokenAndAWrongNameIsNotFound) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const auto missing = archive.read(hash_of("never stored"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, FailureKind::broken);
  const std::string upper = std::string(64, 'A');
  for (const std::string& name : {std::string("../../etc/passwd"), std::string(63, 'a'), upper}) {
    const auto wrong = archive.read(name);
    ASSERT_FALSE(wrong) << name;
    EXPECT_EQ(wrong.error().kind, FailureKind::not_found);
  }
}

TEST(Archive, AFolderThatCannotBeMadeIsRefusedWithItsSetting) {
  const TemporaryFolder folder;
  folder.put("file", "not a folder");
  const auto archive = Archive::open(folder.path() / "file" / "documents");
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().kind, FailureKind::unavailable);
  EXPECT_NE(archive.error().message.find("archive.path"), std::string::npos);
}

TEST(Archive, AFolderThatCannotBeWrittenToRefusesNewDocuments) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  fs::remove(archive.scratch());
  const auto writer = archive.begin();
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind, FailureKind::unavailable);
}

TEST(Archive, ReadsWhileAnotherDocumentIsWritten) {
  const TemporaryFolder folder;
  const Archive archive = Archive::open(folder.path()).value();
  const std::string first = noise(100'000, 6), second = noise(100'000, 7);
  const std::string sha256 = store(archive, first).sha256;
  Writer writer = archive.begin().value();
  writer.write(std::string_view(second).substr(0, 50'000)).value();
  EXPECT_TRUE(read_all(archive, sha256).value() == first);
  writer.write(std::string_view(second).substr(50'000)).value();
  EXPECT_EQ(writer.finish().value().sha256, hash_of(second));
}

}  // namespace
}  // namespace saldo::archive
