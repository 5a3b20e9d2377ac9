// Compiled for AVX-512 (CMakeLists.txt), run only where the processor has it.
#include "forecasting/stochastic/kernel_body.h"

namespace zwk::forecasting {

constinit const Kernel kAvx512Kernel = MakeKernel<Twice<NativeReal>>("avx512");

}  // namespace zwk::forecasting
