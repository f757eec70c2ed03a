#include "model/extract.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

using Parts = std::vector<ExtractPart>;
using State = ExtractProof::State;

TEST(Extract, IsCompleteWithAllPartsAndTheRowsThatTheErpCounted) {
  EXPECT_EQ(judge({{1, false, 3, 5}, {2, true, 2, 5}}).state, State::complete);
  EXPECT_EQ(judge({{1, true, 0, 0}}).state, State::complete);
}

TEST(Extract, ProvesNothingOtherwiseAndSaysWhy) {
  const struct {
    Parts parts;
    State state;
    const char* reason;
  } cases[] = {
      {{}, State::loading, "part 1 is not in the book."},
      {{{1, false, 3, 5}}, State::loading, "part 2 is not in the book."},
      {{{1, false, 3, 5}, {3, true, 2, 5}}, State::loading, "part 2 is not in the book."},
      {{{2, true, 2, 2}}, State::loading, "part 1 is not in the book."},
      {{{1, true, 4, 5}}, State::incomplete, "the parts have 4 rows, the ERP counted 5."},
      {{{1, true, 5, {}}},
       State::incomplete,
       "with part 1 the ERP didn't count its rows, or they moved while it was read."},
      {{{1, false, 3, 5}, {2, true, 2, 6}},
       State::incomplete,
       "the ERP counted 5 rows with part 1 and 6 with part 2: its book changed while it was read."},
  };
  for (const auto& c : cases) {
    const ExtractProof proof = judge(c.parts);
    EXPECT_EQ(proof.state, c.state) << c.reason;
    EXPECT_EQ(proof.reason, c.reason);
  }
}

}  // namespace
}  // namespace saldo::model
