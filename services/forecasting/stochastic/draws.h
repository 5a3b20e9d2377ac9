#pragma once

// Random numbers and functions in lanes. The same bytes on every processor: nothing here calls
// libm, and every draw takes one uniform number, however it turns out.

#include "forecasting/stochastic/lanes.h"
#include "forecasting/stochastic/philox.h"

namespace zwk::forecasting {
namespace {

// c0 + c1 x + c2 x^2 ...
template <class Real>
ZWK_INLINE Real Polynomial(const Real&, double c) {
  return Splat<Real>(c);
}
template <class Real, class... More>
ZWK_INLINE Real Polynomial(const Real& x, double c, More... more) {
  return Polynomial(x, more...) * x + c;
}

// ln 2 in two parts: the first has 21 trailing zeros, so that products with exponents are exact.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

// e^x for |x| <= 700, up to 1e-15 of itself: 2^k times the series of the rest, |r| <= ln(2)/2.
template <class Real>
ZWK_INLINE Real Exp(const Real& x) {
  // With half a bit more than 2^52, so that negative k have their place, too.
  constexpr double kSigned = 6755399441055744.0;
  const Real shifted = x * 0x1.71547652b82fep+0 + kSigned;
  const Real k = shifted - kSigned;
  const Real r = (x - k * kLn2High) - k * kLn2Low;
  const Real series = Polynomial(r, 1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720,
                                 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
                                 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800);
  using Word = WordOf<Real>;
  const Word power = (Bits<Word>(shifted) << 52) + SplatWord<Word>(0x3ff0000000000000);
  return series * Bits<Real>(power);
}

// ln x for normal x > 0, up to 1e-15: exponent and the series of ln((1 + s) / (1 - s)).
template <class Real>
ZWK_INLINE Real Log(const Real& x) {
  using Word = WordOf<Real>;
  constexpr uint64_t kRootOfHalf = 0x3fe6a09e667f3bcd;
  constexpr uint64_t kOne = 0x3ff0000000000000;
  const Word bits = Bits<Word>(x);
  const Word biased = (bits + SplatWord<Word>(kOne - kRootOfHalf)) >> 52;
  const Real k = ToReal<Real>(biased) - 1023.0;
  const Real m = Bits<Real>(bits - (biased << 52) + SplatWord<Word>(kOne));
  const Real f = m - 1.0;
  const Real s = f / (f + 2.0);
  const Real z = s * s;
  const Real rest = z * Polynomial(z, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13,
                                   2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23);
  return k * kLn2High + (s * 2.0 + (s * rest + k * kLn2Low));
}

// The normal quantile of u in (0, 1), up to 1e-15 (algorithm AS 241, Wichura 1988).
template <class Real>
ZWK_INLINE Real InverseNormal(const Real& u) {
  const Real q = u - 0.5;
  const Real square = q * q;
  const Real central = Splat<Real>(0.180625) - square;
  const Real middle =
      q *
      Polynomial(central, 3.387132872796366608, 133.14166789178437745, 1971.5909503065514427,
                 13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                 33430.575583588128105, 2509.0809287301226727) /
      Polynomial(central, 1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
                 21213.794301586595867, 39307.89580009271061, 28729.085735721942674,
                 5226.495278852545925);
  const auto in_tail = Less(Splat<Real>(0.180625), square);
  if (!Any(in_tail)) return middle;
  const Real r = Root(0.0 - Log(Min(u, 1.0 - u)));
  const Real near = r - 1.6;
  const Real far = r - 5.0;
  const Real near_tail =
      Polynomial(near, 1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055,
                 3.64784832476320460504, 1.27045825245236838258, 0.24178072517745061177,
                 0.0227238449892691845833, 7.7454501427834140764e-4) /
      Polynomial(near, 1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
                 0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
                 1.05075007164441684324e-9);
  const Real far_tail =
      Polynomial(far, 6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358,
                 0.29656057182850489123, 0.026532189526576123093, 0.0012426609473880784386,
                 2.71155556874348757815e-5, 2.01033439929228813265e-7) /
      Polynomial(far, 1.0, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
                 7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
                 2.04426310338993978564e-15);
  const Real tail = Select(Less(Splat<Real>(5.0), r), far_tail, near_tail);
  const Real signed_tail = Select(Less(q, Splat<Real>(0.0)), 0.0 - tail, tail);
  return Select(in_tail, signed_tail, middle);
}

// Four random words per lane, each in the lower half of its place; the upper half is zero.
template <class Real>
struct RandomWords {
  WordOf<Real> words[4];

  // In (0, 1), with 32 bits.
  ZWK_INLINE Real Uniform(int i) const { return (ToReal<Real>(words[i]) + 0.5) * 0x1p-32; }
  // In (0, 1), with 52 bits of two words.
  ZWK_INLINE Real FineUniform() const {
    return (ToReal<Real>((words[0] << 20) | (words[1] >> 12)) + 0.5) * 0x1p-52;
  }
};

// Philox (philox.h) for the trajectories of all lanes.
template <class Real>
ZWK_INLINE RandomWords<Real> Random(uint32_t seed, RandomStream stream, uint32_t year,
                                    uint32_t place, const WordOf<Real>& trajectories,
                                    uint32_t draw) {
  using Word = WordOf<Real>;
  const Word first_multiplier = SplatWord<Word>(kPhiloxMultipliers[0]);
  const Word second_multiplier = SplatWord<Word>(kPhiloxMultipliers[1]);
  Word c0 = SplatWord<Word>(year), c1 = SplatWord<Word>(place), c2 = trajectories,
       c3 = SplatWord<Word>(draw);
  uint32_t key0 = seed, key1 = static_cast<uint32_t>(stream);
  for (int round = 0; round < kPhiloxRounds; ++round) {
    // The upper halves are left as they come: only the lower ones are multiplied.
    const Word first = MultiplyLow(c0, first_multiplier);
    const Word second = MultiplyLow(c2, second_multiplier);
    c0 = (second >> 32) ^ c1 ^ SplatWord<Word>(key0);
    c1 = second;
    c2 = (first >> 32) ^ c3 ^ SplatWord<Word>(key1);
    c3 = first;
    key0 += kPhiloxWeyl[0];
    key1 += kPhiloxWeyl[1];
  }
  const Word lower = SplatWord<Word>(0xffffffff);
  return {{c0 & lower, c1 & lower, c2 & lower, c3 & lower}};
}

// From this mean on, counts are drawn from the normal distribution.
inline constexpr double kNormalFrom = 30.0;
// Counts of a mean below kNormalFrom exceed this with a probability below 1e-30.
inline constexpr int kMostByInversion = 127;

struct Reciprocals {
  double of[kMostByInversion + 1];
  constexpr Reciprocals() : of() {
    for (int i = 1; i <= kMostByInversion; ++i) of[i] = 1.0 / i;
  }
};
inline constexpr Reciprocals kReciprocals;

// The count whose distribution function first reaches u: p_0 = first, p_k = p_{k-1} ratio(k), where
// the count may still be larger than k - 1 for `more(k)` lanes.
template <class Real, class Ratio>
ZWK_INLINE Real Invert(const Real& u, const Real& first, const MaskOf<Real>& wanted,
                       const Real& most, const Ratio& ratio) {
  Real count = Splat<Real>(0.0);
  Real probability = first;
  Real sum = first;
  for (int k = 1; k <= kMostByInversion; ++k) {
    const auto larger = And(And(wanted, Less(sum, u)), Less(count, most));
    if (!Any(larger)) break;
    count = Select(larger, Splat<Real>(k), count);
    probability = probability * ratio(k);
    sum = sum + probability;
  }
  return count;
}

// A count of the mean and variance from the normal distribution, a whole number from 0 to most.
template <class Real>
ZWK_INLINE Real NormalCount(const Real& u, const Real& mean, const Real& variance,
                            const Real& most) {
  const Real drawn = mean + Root(variance) * InverseNormal(u);
  return Min(Round(Max(drawn, Splat<Real>(0.0))), most);
}

// b^n for whole n >= 0.
template <class Real>
ZWK_INLINE Real WholePower(Real b, const Real& n) {
  using Word = WordOf<Real>;
  constexpr uint64_t kFraction = 0x000fffffffffffff;
  Word left = Bits<Word>(n + kWhole) & SplatWord<Word>(kFraction);
  const Real one = Splat<Real>(1.0);
  Real power = one;
  // One bit of n a round; the comparison of numbers is one that every processor has.
  while (Any(Less(Splat<Real>(0.0), ToReal<Real>(left)))) {
    const Real odd = ToReal<Real>(left & SplatWord<Word>(1));
    power = power * Select(Less(Splat<Real>(0.0), odd), b, one);
    b = b * b;
    left = left >> 1;
  }
  return power;
}

// How many of n (whole) people something of probability p happens to.
template <class Real>
ZWK_INLINE Real Binomial(const Real& n, const Real& p, const Real& u) {
  const Real one = Splat<Real>(1.0);
  const Real zero = Splat<Real>(0.0);
  const Real chance = Min(Max(p, zero), one);
  // Counts what is rarer, so that the search is short and (1 - p)^n does not vanish.
  const auto common = Less(Splat<Real>(0.5), chance);
  const Real rare = Select(common, 1.0 - chance, chance);
  const Real mean = n * rare;
  const auto exact = Less(mean, Splat<Real>(kNormalFrom));
  const Real few = Select(exact, n, zero);
  const Real none = 1.0 - rare;
  const Real odds = rare / none;
  Real count = Invert(u, WholePower(none, few), exact, few,
                      [&](int k) { return odds * (few - (k - 1.0)) * kReciprocals.of[k]; });
  if (Any(Less(few, n))) {
    count = Select(exact, count, NormalCount(u, mean, mean * none, n));
  }
  return Select(common, n - count, count);
}

// How many of events that come one by one, `mean` on average.
template <class Real>
ZWK_INLINE Real Poisson(const Real& mean, const Real& u) {
  const Real zero = Splat<Real>(0.0);
  const auto exact = Less(mean, Splat<Real>(kNormalFrom));
  const Real few = Select(exact, mean, zero);
  const Real most = Splat<Real>(kMostByInversion);
  const Real count =
      Invert(u, Exp(0.0 - few), exact, most, [&](int k) { return few * kReciprocals.of[k]; });
  if (!Any(Less(few, mean))) return count;
  return Select(exact, count, NormalCount(u, mean, mean, Splat<Real>(kWhole / 2)));
}

}  // namespace
}  // namespace zwk::forecasting
