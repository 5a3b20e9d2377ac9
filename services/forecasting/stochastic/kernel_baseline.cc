#include "forecasting/stochastic/kernel_body.h"

namespace zwk::forecasting {

constinit const Kernel kBaselineKernel = MakeKernel<Twice<Twice<NativeReal>>>("baseline");

}  // namespace zwk::forecasting
