#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "check/check.hpp"
#include "unit/check/temporary_folder.hpp"

namespace saldo::check {
namespace {

TEST(Samples, AreTheFilesOfAFolderWithTheirRecordsBesideThem) {
  TemporaryFolder folder;
  folder.put("b.sta", "bytes of b");
  folder.put("a.xml", "bytes of a");
  folder.put("a.jsonl", "{}\n");
  folder.put("sub/c.xml", "not taken");
  const auto samples = read_samples(folder.path());
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].name, "a.xml");
  EXPECT_EQ(samples[0].bytes, "bytes of a");
  EXPECT_EQ(samples[0].expected, "{}\n");
  EXPECT_EQ(samples[1].name, "b.sta");
  EXPECT_FALSE(samples[1].expected);
}

TEST(Samples, OfAFolderThatIsNotThereAreAnError) {
  EXPECT_THROW(read_samples("/nowhere"), std::runtime_error);
}

}  // namespace
}  // namespace saldo::check
