#include "forecasting/stochastic/draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace zwk::forecasting {
namespace {

TEST(DrawsTest, ExponentialAndLogarithmAreThoseOfTheLibrary) {
  for (double x = -700; x <= 700; x += 0.37) {
    EXPECT_NEAR(Exp(x) / std::exp(x), 1, 2e-15) << x;
    const double y = std::exp(x);
    EXPECT_NEAR(Log(y), std::log(y), 1e-15 * std::max(1.0, std::abs(x))) << y;
  }
  for (double x = 0.5; x < 2; x += 1e-3) EXPECT_NEAR(Log(x), std::log(x), 4e-16) << x;
  EXPECT_EQ(Exp(0.0), 1);
  EXPECT_EQ(Log(1.0), 0);
}

TEST(DrawsTest, InverseNormalInvertsTheNormal) {
  const auto normal = [](double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; };
  for (double u = 1e-14; u < 1; u = u < 1e-3 ? u * 1.7 : u + 7e-4) {
    EXPECT_NEAR(normal(InverseNormal(u)) / u, 1, 2e-13) << u;
  }
  for (const double u : {0.001, 0.07, 0.075, 0.2, 0.49}) {
    EXPECT_NEAR(InverseNormal(u), -InverseNormal(1 - u), 1e-13) << u;
  }
  EXPECT_EQ(InverseNormal(0.5), 0);
}

TEST(DrawsTest, LanesGiveTheBytesOfScalars) {
  using Real = Twice<NativeReal>;
  constexpr int kLanes = kLanesOf<Real>;
  for (double u = 0.001; u < 0.9; u += 0.013) {
    double us[kLanes], normals[kLanes], counts[kLanes], events[kLanes];
    // Different lanes take different branches.
    for (int i = 0; i < kLanes; ++i) us[i] = std::min(u * (1 + i * i), 0.9999);
    const Real lanes = Load<Real>(us);
    Store(normals, InverseNormal(lanes));
    Store(counts, Binomial(Round(lanes * 300.0), lanes, 1.0 - lanes));
    Store(events, Poisson(lanes * 60.0, lanes));
    for (int i = 0; i < kLanes; ++i) {
      EXPECT_EQ(normals[i], InverseNormal(us[i]));
      EXPECT_EQ(counts[i], Binomial(Round(us[i] * 300), us[i], 1 - us[i]));
      EXPECT_EQ(events[i], Poisson(us[i] * 60, us[i]));
    }
  }
}

// The smallest count whose distribution function reaches u, up to rounding of that function.
void ExpectInverse(double count, double u, const std::function<double(double)>& probability) {
  double below = 0;
  for (double k = 0; k < count; ++k) below += probability(k);
  EXPECT_LT(below, u + 1e-12);
  EXPECT_GT(below + probability(count), u - 1e-12);
}

double BinomialProbability(double n, double p, double k) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                  k * std::log(p) + (n - k) * std::log1p(-p));
}

TEST(DrawsTest, BinomialIsInvertedExactlyBelowAMeanOf30) {
  for (const double n : {1.0, 2.0, 6.0, 29.0, 58.0, 1000.0, 30000.0}) {
    for (const double p : {1e-9, 0.001, 0.02, 0.3, 0.5, 0.7, 0.98, 0.9999}) {
      if (n * std::min(p, 1 - p) >= kNormalFrom) continue;
      for (double u = 0.5 * 0x1p-32; u < 1; u += 0.0371) {
        const double count = Binomial(n, p, u);
        if (p <= 0.5) {
          ExpectInverse(count, u, [&](double k) { return BinomialProbability(n, p, k); });
        } else {  // those whom it does not happen to are counted
          ExpectInverse(n - count, u, [&](double k) { return BinomialProbability(n, 1 - p, k); });
        }
      }
    }
  }
}

TEST(DrawsTest, PoissonIsInvertedExactlyBelowAMeanOf30) {
  for (const double mean : {1e-6, 0.006, 0.5, 3.0, 29.9}) {
    for (double u = 0.5 * 0x1p-32; u < 1; u += 0.0371) {
      ExpectInverse(Poisson(mean, u), u, [&](double k) {
        return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
      });
    }
  }
}

TEST(DrawsTest, CertainThingsAreCertain) {
  for (const double u : {0.5 * 0x1p-32, 0.3, 1 - 0.5 * 0x1p-32}) {
    EXPECT_EQ(Binomial(0.0, 0.3, u), 0);
    for (const double n : {1.0, 17.0, 5000.0}) {
      EXPECT_EQ(Binomial(n, 0.0, u), 0);
      EXPECT_EQ(Binomial(n, 1.0, u), n);
      EXPECT_EQ(Binomial(n, -1e-17, u), 0);
      EXPECT_EQ(Binomial(n, 1 + 1e-16, u), n);
    }
    EXPECT_EQ(Poisson(0.0, u), 0);
  }
}

struct Moments {
  double mean = 0, variance = 0;
};
Moments Over(const std::function<double(double)>& draw) {
  constexpr int kDraws = 20000;
  Moments moments;
  for (int i = 0; i < kDraws; ++i) moments.mean += draw((i + 0.5) / kDraws) / kDraws;
  for (int i = 0; i < kDraws; ++i) {
    moments.variance += std::pow(draw((i + 0.5) / kDraws) - moments.mean, 2) / kDraws;
  }
  return moments;
}

TEST(DrawsTest, MeanAndVarianceHoldOnBothSidesOf30) {
  for (const double mean : {0.006, 5.0, 29.0, 31.0, 500.0}) {
    const Moments poisson = Over([&](double u) { return Poisson(mean, u); });
    EXPECT_NEAR(poisson.mean / mean, 1, 0.01) << mean;
    EXPECT_NEAR(poisson.variance / mean, 1, 0.03) << mean;
    const Moments binomial = Over([&](double u) { return Binomial(1000.0, mean / 1000, u); });
    EXPECT_NEAR(binomial.mean / mean, 1, 0.01) << mean;
    EXPECT_NEAR(binomial.variance / (mean * (1 - mean / 1000)), 1, 0.03) << mean;
  }
}

}  // namespace
}  // namespace zwk::forecasting
