// Compiled for AVX2 (CMakeLists.txt), run only where the processor has it.
#include "forecasting/stochastic/kernel_body.h"

namespace zwk::forecasting {

constinit const Kernel kAvx2Kernel = MakeKernel<Twice<NativeReal>>("avx2");

}  // namespace zwk::forecasting
