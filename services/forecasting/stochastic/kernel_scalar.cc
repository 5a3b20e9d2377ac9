// Compiled without vectors (CMakeLists.txt).
#include "forecasting/stochastic/kernel_body.h"

namespace zwk::forecasting {

constinit const Kernel kScalarKernel = MakeKernel<double>("scalar");

}  // namespace zwk::forecasting
