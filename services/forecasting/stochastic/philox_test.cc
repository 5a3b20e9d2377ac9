#include "forecasting/stochastic/philox.h"

#include <gtest/gtest.h>

#include "forecasting/stochastic/draws.h"

namespace zwk::forecasting {
namespace {

using Counter = std::array<uint32_t, 4>;

// The known answers of Random123.
TEST(PhiloxTest, KnownAnswers) {
  EXPECT_EQ(Philox({0, 0, 0, 0}, {0, 0}),
            (Counter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Counter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Counter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// C++26 [rand.predef]: the 10000th value of a default std::philox4x32.
TEST(PhiloxTest, TenThousandthValueOfTheStandard) {
  EXPECT_EQ(Philox({2499, 0, 0, 0}, {20111115, 0})[3], 1955073260u);
}

TEST(PhiloxTest, LanesDrawWhatScalarsDraw) {
  using Real = Twice<NativeReal>;
  constexpr int kLanes = kLanesOf<Real>;
  double trajectories[kLanes];
  for (int i = 0; i < kLanes; ++i) trajectories[i] = 4e9 + i;
  const auto random = Random<Real>(77, RandomStream::kPeople, 12, 345,
                                   Bits<WordOf<Real>>(Load<Real>(trajectories) + kWhole), 6);
  for (int i = 0; i < kLanes; ++i) {
    const Counter expected = Philox({12, 345, 4'000'000'000u + i, 6},
                                    {77, static_cast<uint32_t>(RandomStream::kPeople)});
    for (int word = 0; word < 4; ++word) {
      double drawn[kLanes];
      Store(drawn, ToReal<Real>(random.words[word]));
      EXPECT_EQ(drawn[i], expected[word]);
    }
  }
}

}  // namespace
}  // namespace zwk::forecasting
