#pragma once

// Eight or more trajectories at a time, with GNU vectors: the widest the processor has, twice as
// often as it takes. Included only by the kernels, each of which is compiled for another processor:
// everything is in an unnamed namespace and nothing of the standard library's templates is used, so
// that no instruction of a better processor gets into code that all share.

#include <cmath>
#include <cstdint>
#include <cstring>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ZWK_INLINE [[gnu::always_inline]] inline

namespace zwk::forecasting {
namespace {

#if defined(__AVX512DQ__)
inline constexpr int kNative = 8;
#elif defined(__AVX2__)
inline constexpr int kNative = 4;
#else
inline constexpr int kNative = 2;
#endif
using NativeReal = double __attribute__((vector_size(kNative * 8)));
using NativeWord = uint64_t __attribute__((vector_size(kNative * 8)));
using NativeMask = int64_t __attribute__((vector_size(kNative * 8)));

template <class Half>
struct Twice {
  Half low, high;
};

// A vector of `Real`s, of the words they are made of and of what comparing them gives.
template <class Real>
struct LaneTypes;
template <>
struct LaneTypes<double> {
  using Word = uint64_t;
  using Mask = bool;
  static constexpr int kLanes = 1;
};
template <>
struct LaneTypes<NativeReal> {
  using Word = NativeWord;
  using Mask = NativeMask;
  static constexpr int kLanes = kNative;
};
template <class Half>
struct LaneTypes<Twice<Half>> {
  using Word = Twice<typename LaneTypes<Half>::Word>;
  using Mask = Twice<typename LaneTypes<Half>::Mask>;
  static constexpr int kLanes = 2 * LaneTypes<Half>::kLanes;
};

template <class Real>
using WordOf = typename LaneTypes<Real>::Word;
template <class Real>
using MaskOf = typename LaneTypes<Real>::Mask;
template <class Real>
inline constexpr int kLanesOf = LaneTypes<Real>::kLanes;

#define ZWK_LANES_OPERATOR(op)                                                     \
  template <class Half>                                                            \
  ZWK_INLINE Twice<Half> operator op(const Twice<Half>& a, const Twice<Half>& b) { \
    return {a.low op b.low, a.high op b.high};                                     \
  }                                                                                \
  template <class Half>                                                            \
  ZWK_INLINE Twice<Half> operator op(const Twice<Half>& a, double b) {             \
    return {a.low op b, a.high op b};                                              \
  }                                                                                \
  template <class Half>                                                            \
  ZWK_INLINE Twice<Half> operator op(double a, const Twice<Half>& b) {             \
    return {a op b.low, a op b.high};                                              \
  }
ZWK_LANES_OPERATOR(+)
ZWK_LANES_OPERATOR(-)
ZWK_LANES_OPERATOR(*)
ZWK_LANES_OPERATOR(/)
#undef ZWK_LANES_OPERATOR

#define ZWK_LANES_WORD_OPERATOR(op)                                                \
  template <class Half>                                                            \
  ZWK_INLINE Twice<Half> operator op(const Twice<Half>& a, const Twice<Half>& b) { \
    return {a.low op b.low, a.high op b.high};                                     \
  }
ZWK_LANES_WORD_OPERATOR(&)
ZWK_LANES_WORD_OPERATOR(|)
ZWK_LANES_WORD_OPERATOR(^)
#undef ZWK_LANES_WORD_OPERATOR

template <class Half>
ZWK_INLINE Twice<Half> operator>>(const Twice<Half>& a, int bits) {
  return {a.low >> bits, a.high >> bits};
}
template <class Half>
ZWK_INLINE Twice<Half> operator<<(const Twice<Half>& a, int bits) {
  return {a.low << bits, a.high << bits};
}

// The same number in every lane.
template <class Lanes, class Scalar>
struct Splatter {
  ZWK_INLINE static Lanes Of(Scalar x) { return x - Lanes{}; }
};
template <class Half, class Scalar>
struct Splatter<Twice<Half>, Scalar> {
  ZWK_INLINE static Twice<Half> Of(Scalar x) {
    return {Splatter<Half, Scalar>::Of(x), Splatter<Half, Scalar>::Of(x)};
  }
};
template <class Lanes>
ZWK_INLINE Lanes Splat(double x) {
  return Splatter<Lanes, double>::Of(x);
}
template <class Lanes>
ZWK_INLINE Lanes SplatWord(uint64_t x) {
  return Splatter<Lanes, uint64_t>::Of(x);
}

// Vector by vector: what is copied as a whole ends on the stack.
template <class Lanes>
struct Memory {
  using Unaligned [[gnu::aligned(8), gnu::may_alias]] = Lanes;
  ZWK_INLINE static Lanes Load(const double* from) {
    return *reinterpret_cast<const Unaligned*>(from);
  }
  ZWK_INLINE static void Store(double* to, const Lanes& lanes) {
    *reinterpret_cast<Unaligned*>(to) = lanes;
  }
};
template <class Half>
struct Memory<Twice<Half>> {
  static constexpr int kHalf = LaneTypes<Half>::kLanes;
  ZWK_INLINE static Twice<Half> Load(const double* from) {
    return {Memory<Half>::Load(from), Memory<Half>::Load(from + kHalf)};
  }
  ZWK_INLINE static void Store(double* to, const Twice<Half>& lanes) {
    Memory<Half>::Store(to, lanes.low);
    Memory<Half>::Store(to + kHalf, lanes.high);
  }
};
template <class Lanes>
ZWK_INLINE Lanes Load(const double* from) {
  return Memory<Lanes>::Load(from);
}
template <class Lanes>
ZWK_INLINE void Store(double* to, const Lanes& lanes) {
  Memory<Lanes>::Store(to, lanes);
}

// The bits of numbers as words, and the other way round.
template <class Lanes>
struct Reinterpret {
  template <class From>
  ZWK_INLINE static Lanes Of(const From& from) {
    static_assert(sizeof(Lanes) == sizeof(From));
    Lanes to;
    __builtin_memcpy(&to, &from, sizeof to);
    return to;
  }
};
template <class Half>
struct Reinterpret<Twice<Half>> {
  template <class From>
  ZWK_INLINE static Twice<Half> Of(const Twice<From>& from) {
    return {Reinterpret<Half>::Of(from.low), Reinterpret<Half>::Of(from.high)};
  }
};
template <class To, class From>
ZWK_INLINE To Bits(const From& from) {
  return Reinterpret<To>::Of(from);
}

ZWK_INLINE bool Less(double a, double b) { return a < b; }
ZWK_INLINE NativeMask Less(NativeReal a, NativeReal b) { return a < b; }
template <class Half>
ZWK_INLINE auto Less(const Twice<Half>& a, const Twice<Half>& b) {
  return MaskOf<Twice<Half>>{Less(a.low, b.low), Less(a.high, b.high)};
}

ZWK_INLINE double Select(bool mask, double yes, double no) { return mask ? yes : no; }
ZWK_INLINE NativeReal Select(NativeMask mask, NativeReal yes, NativeReal no) {
  return mask ? yes : no;
}
template <class Half>
ZWK_INLINE Twice<Half> Select(const Twice<MaskOf<Half>>& mask, const Twice<Half>& yes,
                              const Twice<Half>& no) {
  return {Select(mask.low, yes.low, no.low), Select(mask.high, yes.high, no.high)};
}

ZWK_INLINE bool And(bool a, bool b) { return a && b; }
ZWK_INLINE NativeMask And(NativeMask a, NativeMask b) { return a & b; }
template <class Half>
ZWK_INLINE Twice<Half> And(const Twice<Half>& a, const Twice<Half>& b) {
  return {And(a.low, b.low), And(a.high, b.high)};
}

// Whether the mask is set in any lane.
ZWK_INLINE bool Any(bool mask) { return mask; }
ZWK_INLINE bool Any(NativeMask mask) {
#if defined(__AVX512DQ__)
  return _mm512_movepi64_mask(Bits<__m512i>(mask)) != 0;
#elif defined(__AVX2__)
  return _mm256_movemask_pd(Bits<__m256d>(mask)) != 0;
#elif defined(__x86_64__)
  return _mm_movemask_pd(Bits<__m128d>(mask)) != 0;
#else
  return (mask[0] | mask[1]) != 0;
#endif
}
template <class Half>
ZWK_INLINE bool Any(const Twice<Half>& mask) {
  return Any(mask.low) || Any(mask.high);
}

template <class Real>
ZWK_INLINE Real Min(const Real& a, const Real& b) {
  return Select(Less(a, b), a, b);
}
template <class Real>
ZWK_INLINE Real Max(const Real& a, const Real& b) {
  return Select(Less(b, a), a, b);
}

// The correctly rounded root, as the processor has it.
ZWK_INLINE double Root(double x) { return __builtin_sqrt(x); }
ZWK_INLINE NativeReal Root(NativeReal x) {
  for (int i = 0; i < kNative; ++i) x[i] = __builtin_sqrt(x[i]);
  return x;
}
template <class Half>
ZWK_INLINE Twice<Half> Root(const Twice<Half>& x) {
  return {Root(x.low), Root(x.high)};
}

// Products of the lower halves of the words.
ZWK_INLINE uint64_t MultiplyLow(uint64_t a, uint64_t b) {
  return uint64_t{static_cast<uint32_t>(a)} * static_cast<uint32_t>(b);
}
ZWK_INLINE NativeWord MultiplyLow(NativeWord a, NativeWord b) {
#if defined(__AVX512DQ__)
  return Bits<NativeWord>(_mm512_mul_epu32(Bits<__m512i>(a), Bits<__m512i>(b)));
#elif defined(__AVX2__)
  return Bits<NativeWord>(_mm256_mul_epu32(Bits<__m256i>(a), Bits<__m256i>(b)));
#elif defined(__x86_64__)
  return Bits<NativeWord>(_mm_mul_epu32(Bits<__m128i>(a), Bits<__m128i>(b)));
#else
  return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}
template <class Half>
ZWK_INLINE Twice<Half> MultiplyLow(const Twice<Half>& a, const Twice<Half>& b) {
  return {MultiplyLow(a.low, b.low), MultiplyLow(a.high, b.high)};
}

// Adding and taking off 2^52 rounds a number from 0 to 2^51 to the nearest whole one; its last bits
// then are the whole number.
inline constexpr double kWhole = 4503599627370496.0;
inline constexpr uint64_t kWholeBits = 0x4330000000000000;

template <class Real>
ZWK_INLINE Real Round(const Real& x) {
  return (x + kWhole) - kWhole;
}
// Words below 2^52 as numbers.
template <class Real>
ZWK_INLINE Real ToReal(const WordOf<Real>& words) {
  return Bits<Real>(words | SplatWord<WordOf<Real>>(kWholeBits)) - kWhole;
}

}  // namespace
}  // namespace zwk::forecasting
