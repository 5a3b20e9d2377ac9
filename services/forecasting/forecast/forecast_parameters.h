#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/data/housing_plan.h"
#include "forecasting/engine/model.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/forecast.pb.h"

namespace zwk::forecasting {

inline constexpr int kMostSteps = 100;

MigrationForm FormOf(const v1::ForecastParameters& parameters);

// Years of one step, where an age class has `age_width`.
int StepYears(const v1::ForecastParameters& parameters, int age_width);
int Steps(const v1::ForecastParameters& parameters, int age_width);

HousingAssumptions FromProto(const v1::ImportedHousing& message);

// What was not given is written down: everything else here reads parameters that say all.
void SayDefaults(v1::ForecastParameters& parameters);

// What the parameters say of the form must fit together. Field paths are "parameters....".
void CheckForm(FieldErrors& errors, const v1::ForecastParameters& parameters);

// INVALID_ARGUMENT with field paths, for a structure with these ages and groups.
absl::Status CheckParameters(const v1::ForecastParameters& parameters, int age_width,
                             const std::vector<std::string>& group_keys);

}  // namespace zwk::forecasting
