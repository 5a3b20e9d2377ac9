#include "forecasting/rates/rogers_castro.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

constexpr int kMostIterations = 500;
constexpr double kConverged = 1e-13;  // relative, of the squared error
constexpr double kMostDamping = 1e12;

double Peak(const MigrationPeak& p, double age) {
  const double x = age - p.mu;
  return p.a * std::exp(-p.alpha * x - std::exp(-p.lambda * x));
}

double Slope(const MigrationSlope& p, double age) { return p.a * std::exp(p.rate * age); }

// A parameter of the curve and the box it stays in.
struct Parameter {
  double* value;
  double low, high;
};

void AddPeak(MigrationPeak& peak, double from, double to, std::vector<Parameter>& all) {
  all.push_back({&peak.a, 0, 10});
  all.push_back({&peak.alpha, 0.001, 3});
  all.push_back({&peak.mu, from, to});
  all.push_back({&peak.lambda, 0.01, 3});
}

std::vector<Parameter> ParametersOf(RogersCastro& curve) {
  std::vector<Parameter> all = {{&curve.childhood.a, 0, 10}, {&curve.childhood.rate, -3, -0.001}};
  AddPeak(curve.labor_force, 10, 45, all);
  if (curve.retirement) AddPeak(*curve.retirement, 50, 85, all);
  if (curve.old_age) {
    all.push_back({&curve.old_age->a, 0, 1});
    all.push_back({&curve.old_age->rate, 0, 0.3});
  }
  if (curve.student) AddPeak(*curve.student, 15, 23, all);
  all.push_back({&curve.constant, 0, 10});
  return all;
}

// Solves the symmetric system in place by Gauss with pivots; false where it is singular.
bool Solve(std::vector<std::vector<double>> A, std::vector<double>& b) {
  const size_t n = b.size();
  for (size_t k = 0; k < n; ++k) {
    size_t pivot = k;
    for (size_t i = k + 1; i < n; ++i) {
      if (std::abs(A[i][k]) > std::abs(A[pivot][k])) pivot = i;
    }
    if (!(std::abs(A[pivot][k]) > 0)) return false;
    std::swap(A[k], A[pivot]);
    std::swap(b[k], b[pivot]);
    for (size_t i = k + 1; i < n; ++i) {
      const double factor = A[i][k] / A[k][k];
      for (size_t j = k; j < n; ++j) A[i][j] -= factor * A[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (size_t k = n; k-- > 0;) {
    for (size_t j = k + 1; j < n; ++j) b[k] -= A[k][j] * b[j];
    b[k] /= A[k][k];
  }
  return true;
}

class LevenbergMarquardt {
 public:
  LevenbergMarquardt(absl::Span<const double> rates, absl::Span<const double> weights,
                     RogersCastro& curve)
      : rates_(rates), weights_(weights), curve_(curve), parameters_(ParametersOf(curve)) {
    for (const Parameter& p : parameters_) *p.value = std::clamp(*p.value, p.low, p.high);
  }

  size_t parameters() const { return parameters_.size(); }

  double Error() const {
    double sum = 0;
    for (size_t x = 0; x < rates_.size(); ++x) {
      const double residual = rates_[x] - curve_.At(static_cast<double>(x));
      sum += weights_[x] * residual * residual;
    }
    return sum;
  }

  // One accepted step; false when there is none that is better.
  bool Improve(double& error) {
    const size_t n = parameters_.size();
    std::vector<std::vector<double>> normal(n, std::vector<double>(n, 0.0));
    std::vector<double> gradient(n, 0.0);
    for (size_t x = 0; x < rates_.size(); ++x) {
      if (weights_[x] == 0) continue;
      const double age = static_cast<double>(x);
      const std::vector<double> slope = Derivatives(age);
      const double residual = rates_[x] - curve_.At(age);
      for (size_t i = 0; i < n; ++i) {
        gradient[i] += weights_[x] * slope[i] * residual;
        for (size_t j = 0; j < n; ++j) normal[i][j] += weights_[x] * slope[i] * slope[j];
      }
    }
    for (; damping_ < kMostDamping; damping_ *= 4) {
      if (TryStep(normal, gradient, error)) {
        damping_ = std::max(damping_ / 9, 1e-12);
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<double> Derivatives(double age) {
    std::vector<double> slope;
    for (const Parameter& p : parameters_) {
      const double at = *p.value, step = 1e-6 * std::max(1e-3, std::abs(at));
      *p.value = at + step;
      const double above = curve_.At(age);
      *p.value = at - step;
      slope.push_back((above - curve_.At(age)) / (2 * step));
      *p.value = at;
    }
    return slope;
  }

  bool TryStep(const std::vector<std::vector<double>>& normal, const std::vector<double>& gradient,
               double& error) {
    const size_t n = parameters_.size();
    std::vector<std::vector<double>> damped = normal;
    std::vector<double> step = gradient, before(n);
    for (size_t i = 0; i < n; ++i) {
      const Parameter& p = parameters_[i];
      before[i] = *p.value;
      damped[i][i] += damping_ * std::max(normal[i][i], 1e-30);
      // What stands at the edge of its box and wants to leave it stays.
      if ((before[i] <= p.low && gradient[i] < 0) || (before[i] >= p.high && gradient[i] > 0)) {
        for (size_t j = 0; j < n; ++j) damped[i][j] = damped[j][i] = 0;
        damped[i][i] = 1;
        step[i] = 0;
      }
    }
    if (!Solve(std::move(damped), step)) return false;
    for (size_t i = 0; i < n; ++i) {
      const Parameter& p = parameters_[i];
      *p.value = std::clamp(before[i] + step[i], p.low, p.high);
    }
    const double next = Error();
    if (next < error) {
      error = next;
      return true;
    }
    for (size_t i = 0; i < n; ++i) *parameters_[i].value = before[i];
    return false;
  }

  absl::Span<const double> rates_, weights_;
  RogersCastro& curve_;
  std::vector<Parameter> parameters_;
  double damping_ = 1e-3;
};

}  // namespace

double RogersCastro::At(double age) const {
  double rate = Slope(childhood, age) + Peak(labor_force, age) + constant;
  if (retirement) rate += Peak(*retirement, age);
  if (old_age) rate += Slope(*old_age, age);
  if (student) rate += Peak(*student, age);
  return rate;
}

std::vector<double> RogersCastro::Schedule(int ages) const {
  std::vector<double> rates;
  for (int x = 0; x < ages; ++x) rates.push_back(At(x));
  return rates;
}

RogersCastro RogersCastroStart(bool retirement, bool old_age, bool student) {
  RogersCastro start;
  if (retirement) start.retirement = MigrationPeak{0.01, 0.3, 65, 0.4};
  if (old_age) start.old_age = MigrationSlope{0.001, 0.03};
  if (student) start.student = MigrationPeak{0.05, 0.8, 19, 1};
  return start;
}

absl::StatusOr<RogersCastroFit> FitRogersCastro(absl::Span<const double> rates,
                                                absl::Span<const double> exposure,
                                                const RogersCastro& start) {
  if (rates.size() != exposure.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("schedule: ", rates.size(), " rates, but ", exposure.size(), " exposures"));
  }
  double all = 0;
  size_t known = 0;
  for (size_t x = 0; x < rates.size(); ++x) {
    if (!std::isfinite(rates[x]) || rates[x] < 0 || !std::isfinite(exposure[x]) ||
        exposure[x] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("schedule: rate ", rates[x], " with exposure ", exposure[x], " at age ", x));
    }
    all += exposure[x];
    known += exposure[x] > 0;
  }
  RogersCastroFit fit{.curve = start};
  LevenbergMarquardt search(rates, exposure, fit.curve);
  if (known <= search.parameters()) {
    return absl::InvalidArgumentError(absl::StrCat("schedule: ", known, " ages with exposure for ",
                                                   search.parameters(), " parameters"));
  }
  double error = search.Error();
  while (fit.iterations < kMostIterations && !fit.converged) {
    ++fit.iterations;
    const double before = error;
    fit.converged = !search.Improve(error) || before - error <= kConverged * before;
  }
  fit.squared_error = error / all;
  return fit;
}

std::vector<double> DefaultMigrationSchedule(int ages) {
  RogersCastro curve;
  curve.childhood = {0.02, -0.1};
  curve.labor_force = {0.06, 0.1, 20.5, 0.4};
  curve.constant = 0.00146705;
  constexpr int kUsual = 101;
  std::vector<double> shares = curve.Schedule(std::max(ages, kUsual));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  while (static_cast<int>(shares.size()) > ages) {
    const double last = shares.back();
    shares.pop_back();
    shares.back() += last;
  }
  return shares;
}

}  // namespace zwk::forecasting
