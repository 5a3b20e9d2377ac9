#include "forecasting/engine/conservation.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/step.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Rounding of sums of some hundred doubles stays far below this share of what is summed.
constexpr double kTolerance = 1e-9;

bool Same(double left, double right, double magnitude) {
  // Written so that a NaN is never the same.
  return std::abs(left - right) <= kTolerance * (1.0 + std::abs(magnitude));
}

absl::Status Breach(const std::string& where, const char* what, double has, double should) {
  return absl::InternalError(
      absl::StrCat("conservation: ", where, ": ", what, " is ", has, ", should be ", should));
}

absl::Status CheckArea(const Model& model, size_t r, const Cells& start, const AreaStep& area) {
  const Grid& grid = model.grid;
  double people = 0, aged = 0, children = 0, mothers = 0;
  for (size_t i = 0; i < grid.size(); ++i) {
    const double in = area.births[i] + area.immigration_abroad[i] + area.immigration_rest[i] +
                      area.naturalized_in[i] + area.internal_arrivals[i] + area.adjustment[i];
    const double out = area.deaths[i] + area.emigration_abroad[i] + area.emigration_rest[i] +
                       area.naturalized_out[i] + area.internal_departures[i];
    const double held = area.special[i] + area.special_change[i];
    const double net = area.net_migration[i] + ValueOr0(area.net_change, i);
    const double end = area.start[i] + in - out + net + held;
    if (!std::isfinite(area.end[i]) || !Same(area.end[i], end, area.start[i] + in + out + held)) {
      return Breach(CellName(model, r, i), "the end", area.end[i], end);
    }
    if (!model.allow_negative_cells && area.end[i] < 0) {
      return Breach(CellName(model, r, i), "the end", area.end[i], 0);
    }
    people += start[i];
    aged += area.start[i] + area.special[i];
    children += area.births[i];
    mothers += area.births_by_mother[i];
  }
  const std::string where = AreaName(model, r);
  if (!Same(aged, people, people)) return Breach(where, "who grows older", aged, people);
  if (!Same(children, mothers, mothers)) return Breach(where, "who is born", children, mothers);
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckConservation(const Model& model, const std::vector<Cells>& start,
                               const CityStep& step) {
  const Grid& grid = model.grid;
  for (size_t r = 0; r < step.areas.size(); ++r) {
    ZWK_RETURN_IF_ERROR(CheckArea(model, r, start[r], step.areas[r]));
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < grid.ages; ++a) {
        double in = 0, out = 0;
        for (int g = 0; g < grid.groups; ++g) {
          in += step.areas[r].naturalized_in[grid.at(g, s, a)];
          out += step.areas[r].naturalized_out[grid.at(g, s, a)];
        }
        if (!Same(in, out, out)) {
          return Breach(CellName(model, r, grid.at(0, s, a)), "who joins a group (all groups)", in,
                        out);
        }
      }
    }
  }
  Cells arrived(grid.size()), left(grid.size());
  for (const AreaStep& area : step.areas) {
    for (size_t i = 0; i < grid.size(); ++i) {
      arrived[i] += area.internal_arrivals[i];
      left[i] += area.internal_departures[i];
    }
  }
  for (size_t i = 0; i < grid.size(); ++i) {
    if (Same(arrived[i], left[i], left[i])) continue;
    return Breach(CellName(model, 0, i), "who arrives inside the city (all neighborhoods)",
                  arrived[i], left[i]);
  }
  return absl::OkStatus();
}

}  // namespace zwk::forecasting
