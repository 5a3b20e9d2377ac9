#include "forecasting/stochastic/kernel.h"

#include <atomic>

namespace zwk::forecasting {
namespace {

std::atomic<const Kernel*> chosen{nullptr};

}  // namespace

bool Runs(const Kernel& kernel) {
#if defined(__x86_64__)
  if (&kernel == &kAvx2Kernel) return __builtin_cpu_supports("avx2");
  if (&kernel == &kAvx512Kernel) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
  }
#endif
  return true;
}

const Kernel& ChosenKernel() {
  if (const Kernel* kernel = chosen) return *kernel;
  if (Runs(kAvx512Kernel)) return kAvx512Kernel;
  return Runs(kAvx2Kernel) ? kAvx2Kernel : kBaselineKernel;
}

void ChooseKernel(const Kernel* kernel) { chosen = kernel; }

}  // namespace zwk::forecasting
