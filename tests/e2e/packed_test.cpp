#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "e2e/story.hpp"
#include "support/saldod.hpp"

namespace saldo::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

/// A tar of these files of the folder, packed with gzip.
std::string tar_gz(const std::filesystem::path& folder, const std::string& files) {
  const std::string to = (folder / "packed.tar.gz").string();
  const std::string command = "tar -C " + folder.string() + " -czf " + to + " " + files;
  EXPECT_EQ(std::system(command.c_str()), 0);
  return read_file(to);
}

class Packed : public testing::Test {
 protected:
  Packed() {
    saldod.configure(two_connectors());
    saldod.start();
    good = camt053({sheet_of({payment_by_reference()})});
    put("good.xml", good);
  }
  void put(const std::string& name, const std::string& bytes) {
    std::ofstream(saldod.folder() / name, std::ios::binary) << bytes;
  }
  Saldod saldod;
  std::string good;
};

TEST_F(Packed, DocumentsGoTheirOwnWay) {
  put("noise.txt", "no bank wrote this");
  const auto answer =
      saldod.submit("bank", "june.tar.gz", tar_gz(saldod.folder(), "good.xml noise.txt"));
  saldod.settle();
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  const auto held = saldod.get("/v1/quarantine").lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(text(held[0], "name"), "noise.txt");
  const auto container =
      saldod.get("/v1/documents/" + std::to_string(number(answer, "document"))).json();
  EXPECT_EQ(text(container, "status"), "posted");
  EXPECT_THAT(container.at("contains").as_array(), SizeIs(2));
  EXPECT_EQ(saldod.broken(), "");
}

TEST_F(Packed, WhatWasThereUnpackedChangesNothing) {
  saldod.submit("bank", "good.xml", good);
  saldod.settle();
  saldod.submit("bank", "june.tar.gz", tar_gz(saldod.folder(), "good.xml"));
  saldod.settle();
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_THAT(saldod.rows("statements"), SizeIs(1));
  EXPECT_EQ(saldod.broken(), "");
}

TEST_F(Packed, BeyondFourTimesIsRefused) {
  std::string inner = "good.xml";
  for (int depth = 0; depth < 6; ++depth) {
    const std::string bytes = tar_gz(saldod.folder(), inner);
    inner = "level" + std::to_string(depth) + ".tar.gz";
    put(inner, bytes);
  }
  saldod.submit("bank", "matryoshka.tar.gz", read_file(saldod.folder() / inner));
  saldod.settle();
  EXPECT_THAT(saldod.rows("transactions"), IsEmpty());
  const auto held = saldod.get("/v1/quarantine").lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(text(held[0], "rule"), "archive.depth");
  EXPECT_EQ(saldod.broken(), "");
}

}  // namespace
}  // namespace saldo::test
