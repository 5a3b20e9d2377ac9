#include "forecasting/engine/gross_flows.h"

#include <gtest/gtest.h>

#include <cmath>

namespace zwk::forecasting {
namespace {

double LogLikelihood(double in0, double out0, double in, double out) {
  return in * std::log(in0) - std::lgamma(in + 1) + out * std::log(out0) - std::lgamma(out + 1);
}

TEST(RegrossTest, FlowsAreTheMostLikelyOnesWithThatNet) {
  for (const double net : {-40.0, -7.0, 0.0, 12.0, 90.0}) {
    const auto flows = RegrossToNet({35, 50}, net);
    ASSERT_TRUE(flows.ok()) << flows.status();
    EXPECT_NEAR(flows->in - flows->out, net, 1e-9);
    EXPECT_NEAR(flows->in * flows->out, 35 * 50, 1e-6);
    // The closed form takes ln n! for n ln n - n, which is off by half a person or so.
    double best = -HUGE_VAL, best_in = 0;
    for (double in = std::max(0.0, net); in < 300; in += 1) {
      const double likelihood = LogLikelihood(35, 50, in, in - net);
      if (likelihood > best) {
        best = likelihood;
        best_in = in;
      }
    }
    EXPECT_NEAR(flows->in, best_in, 1.01) << net;
  }
}

TEST(RegrossTest, WhereOneFlowIsZeroTheOtherIsTheNet) {
  EXPECT_DOUBLE_EQ(RegrossToNet({10, 0}, 4)->in, 4);
  EXPECT_DOUBLE_EQ(RegrossToNet({10, 0}, 4)->out, 0);
  EXPECT_DOUBLE_EQ(RegrossToNet({10, 0}, 0)->in, 0);
  EXPECT_DOUBLE_EQ(RegrossToNet({0, 10}, -4)->out, 4);
  EXPECT_DOUBLE_EQ(RegrossToNet({0, 0}, 0)->in, 0);
}

TEST(RegrossTest, WhatNobodyCanMakeIsRefused) {
  EXPECT_TRUE(absl::IsFailedPrecondition(RegrossToNet({10, 0}, -1).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(RegrossToNet({0, 10}, 1).status()));
  EXPECT_FALSE(RegrossToNet({0, 0}, 1).ok());
}

TEST(RegrossTest, NothingCancelsOutWhenTheNetIsLarge) {
  const auto flows = RegrossToNet({1e-3, 1e-3}, -1e9);
  ASSERT_TRUE(flows.ok());
  EXPECT_DOUBLE_EQ(flows->in, 1e-15);
}

TEST(BalanceTest, BothFlowsTakeTheirPart) {
  const auto fewer = BalanceRoom({100, 80}, -20, 0.75, 0.5);
  ASSERT_TRUE(fewer.ok());
  EXPECT_DOUBLE_EQ(fewer->in, 85);
  EXPECT_DOUBLE_EQ(fewer->out, 85);
  const auto more = BalanceRoom({100, 80}, 20, 0.75, 0.5);
  EXPECT_DOUBLE_EQ(more->in, 110);
  EXPECT_DOUBLE_EQ(more->out, 70);
}

TEST(BalanceTest, AFlowThatEndsAtZeroLeavesTheRestToTheOther) {
  const auto full = BalanceRoom({10, 80}, -20, 1, 1);
  ASSERT_TRUE(full.ok());
  EXPECT_DOUBLE_EQ(full->in, 0);
  EXPECT_DOUBLE_EQ(full->out, 90);
  const auto empty = BalanceRoom({10, 80}, 200, 0, 0);
  EXPECT_DOUBLE_EQ(empty->in, 130);
  EXPECT_DOUBLE_EQ(empty->out, 0);
  const auto nobody_comes = BalanceRoom({0, 80}, 20, 0.5, 1);
  EXPECT_DOUBLE_EQ(nobody_comes->out, 60);
}

TEST(BalanceTest, RoomThatNobodyCanTakeOrLeaveIsRefused) {
  EXPECT_FALSE(BalanceRoom({0, 0}, 20, 0.5, 0.5).ok());
  EXPECT_FALSE(BalanceRoom({0, 10}, 20, 0.5, 0.5).ok());
  EXPECT_FALSE(BalanceRoom({10, 0}, -20, 0.5, 0.5).ok());
  EXPECT_TRUE(BalanceRoom({0, 0}, 0, 0.5, 0.5).ok());
}

}  // namespace
}  // namespace zwk::forecasting
