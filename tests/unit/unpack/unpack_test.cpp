#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <map>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* unpack_entry();

namespace saldo {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

/// An archive of these files, made by libarchive.
std::string packed(const Files& files, int (*format)(archive*), int (*filter)(archive*) = nullptr,
                   const char* password = nullptr) {
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  format(a);
  if (filter != nullptr) filter(a);
  if (password != nullptr) {
    archive_write_set_options(a, "zip:encryption=traditional");
    archive_write_set_passphrase(a, password);
  }
  archive_write_set_bytes_in_last_block(a, 1);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(a, entry);
    archive_write_data(a, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  return out.substr(0, used);
}

std::string gzip(const std::string& bytes) {
  return packed({{"x", bytes}}, archive_write_set_format_raw, archive_write_add_filter_gzip);
}
std::string zip(const Files& files) { return packed(files, archive_write_set_format_zip); }

const Files kTwo = {{"2026/a.sta", ":20:A"}, {"2026/", ""}, {"b.xml", "<Document/>"}};

class Unpacking : public testing::Test {
 protected:
  Files members(const std::string& bytes, std::size_t chunk = SIZE_MAX) {
    last = host.decode(bytes, chunk);
    Files found;
    for (const HandedOver& d : last.documents)
      if (d.finished) found.emplace_back(d.name, d.bytes);
    return found;
  }
  std::string rule(const std::string& bytes) {
    last = host.decode(bytes);
    return last.status == SALDO_E_REJECTED ? last.error.rule : "";
  }
  TestHost host{unpack_entry(), "unpack"};
  Decoded last;
};

TEST_F(Unpacking, AZipGivesItsFilesWithoutTheirFolders) {
  const Files expected = {{"a.sta", ":20:A"}, {"b.xml", "<Document/>"}};
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{100}, SIZE_MAX})
    EXPECT_EQ(members(zip(kTwo), chunk), expected);
}

TEST_F(Unpacking, WhatIsNotWhatWasPackedIsRefused) {
  std::string advice = "invoice;amount\n";
  for (int i = 0; i < 50; ++i) advice += std::to_string(9'000'000 + i * 7919) + ";100.00\n";
  for (const std::string& whole : {zip({{"a.csv", advice}}), gzip(advice)})
    for (std::size_t at = 10; at < whole.size(); ++at) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 4);
      for (const auto& [name, bytes] : members(damaged)) EXPECT_EQ(bytes, advice) << at;
    }
}

TEST_F(Unpacking, AMemberIsWholeWhereverThePiecesThatAreReadEnd) {
  std::string statement;
  for (int line = 0; line < 2'000; ++line)
    statement += ":61:" + std::to_string(line * 7919 % 1'000'003) + "C" + std::to_string(line);
  const Files files = {{"a.sta", statement}, {"b.sta", statement + "-}"}, {"c.sta", "-"}};
  const std::string bytes = zip(files);
  for (const std::size_t chunk : {1, 2, 3, 5, 7, 11, 13, 64, 1'000})
    EXPECT_TRUE(members(bytes, chunk) == files) << "pieces of " << chunk << " bytes";
}

TEST_F(Unpacking, ATarInAnyPackingGivesItsFiles) {
  const Files expected = {{"a.sta", ":20:A"}, {"b.xml", "<Document/>"}};
  for (const auto filter : {archive_write_add_filter_gzip, archive_write_add_filter_bzip2,
                            archive_write_add_filter_xz, archive_write_add_filter_zstd})
    EXPECT_EQ(members(packed(kTwo, archive_write_set_format_ustar, filter)), expected);
}

TEST_F(Unpacking, AGzipGivesOneDocumentWithItsNameLessTheSuffix) {
  std::string bytes = gzip("statement");
  const Decoded result = host.decode_stream(
      [&](char* to, std::size_t n) {
        n = bytes.copy(to, n);
        bytes.erase(0, n);
        return n;
      },
      bytes.size(), "june.sta.gz");
  ASSERT_EQ(result.documents.size(), 1u);
  EXPECT_EQ(result.documents[0].name, "june.sta");
  EXPECT_EQ(result.documents[0].bytes, "statement");
}

TEST_F(Unpacking, GzipFilesOneBehindTheOtherAreOneDocument) {
  const std::string three = gzip("one ") + gzip("two ") + gzip("three");
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX})
    EXPECT_EQ(members(three + std::string(512, '\0'), chunk).at(0).second, "one two three");
  EXPECT_EQ(rule(gzip("one ") + "\x1F\x8A"), "archive.damaged");
}

TEST_F(Unpacking, OnlyWhatIsPackedIsItsOwn) {
  EXPECT_GT(host.identify(zip(kTwo)), 50);
  EXPECT_GT(host.identify(gzip("x")), 50);
  EXPECT_EQ(host.identify(":20:STATEMENT"), 0);
  EXPECT_EQ(host.identify(""), 0);
  EXPECT_EQ(host.identify(zip({{"[Content_Types].xml", "<Types/>"}})), 0) << "a spreadsheet";
  EXPECT_EQ(host.identify(zip({{"mimetype", "application/vnd.oasis"}})), 0) << "OpenDocument";
}

TEST_F(Unpacking, AnArchiveThatIsCutAnywhereIsRefused) {
  const std::string whole = gzip(std::string(5'000, 'x') + "end");
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_NE(rule(whole.substr(0, size)), "") << size << " of " << whole.size();
  const std::string two = zip(kTwo);
  for (std::size_t size = 1; size + 150 < two.size(); ++size)
    if (members(two.substr(0, size)).size() < 2) {
      EXPECT_NE(last.status, SALDO_OK) << size;
    }
}

TEST_F(Unpacking, WhatIsLockedIsRefusedByName) {
  EXPECT_EQ(rule(packed({{"a.sta", ":20:A"}}, archive_write_set_format_zip, nullptr, "secret")),
            "archive.encrypted");
  EXPECT_NE(std::string(last.error.message).find("'a.sta'"), std::string::npos);
}

TEST_F(Unpacking, ATrapIsRefusedBeforeItFillsTheDisk) {
  const std::string bomb = gzip(std::string(64 << 20, ' '));
  ASSERT_LT(bomb.size(), 100'000u);
  host.options["largest"] = "16";
  EXPECT_EQ(rule(bomb), "archive.size");
  EXPECT_LT(last.documents.at(0).bytes.size(), std::size_t{20} << 20);
}

TEST_F(Unpacking, AMemberWithHolesIsRefusedRatherThanClosedUp) {
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_set_format_pax(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  archive_entry* entry = archive_entry_new();
  const std::string bytes = "begin" + std::string(8'187, '\0') + "end" + std::string(4'093, '\0');
  archive_entry_set_pathname(entry, "a.sta");
  archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_sparse_add_entry(entry, 0, 4'096);
  archive_entry_sparse_add_entry(entry, 8'192, 4'096);
  archive_write_header(a, entry);
  archive_write_data(a, bytes.data(), bytes.size());
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  EXPECT_EQ(rule(out.substr(0, used)), "archive.sparse");
}

TEST_F(Unpacking, AnEmptyArchiveIsRefused) { EXPECT_EQ(rule(zip({})), "archive.empty"); }

}  // namespace
}  // namespace saldo
