#include "forecasting/forecast/forecast_parameters.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/checks.h"

namespace zwk::forecasting {
namespace {

constexpr int kUsualRatioYears = 5;
constexpr int kMostRatioYears = 20;

void CheckImportedHousing(FieldErrors& errors, MigrationForm form,
                          const HousingAssumptions& housing) {
  const std::string field = "parameters.imported_housing";
  if (form != MigrationForm::kGrossFlows) errors.Add(field, "needs gross flows");
  const absl::Status experience = ExpectedDwellings({}, housing.experience, 2000, 1).status();
  errors.AddInside(field, experience);
  for (const auto& [name, share] :
       {std::pair("less", housing.room.less), std::pair("more", housing.room.more)}) {
    if (!(share >= 0 && share <= 1)) {
      errors.Add(absl::StrCat(field, ".", name), "must be from 0 to 1");
    }
  }
}

// The length of a step first: all else is in steps.
void CheckHamiltonPerry(const v1::HamiltonPerryParameters& parameters, int steps, int age_width,
                        FieldErrors& errors) {
  const std::string at = "parameters.hamilton_perry";
  if (parameters.years() < age_width || parameters.years() % age_width != 0 ||
      parameters.years() > kMostRatioYears) {
    return errors.Add(absl::StrCat(at, ".years"), absl::StrCat("must be a multiple of ", age_width,
                                                               ", at most ", kMostRatioYears));
  }
  if (!parameters.totals().empty() && parameters.totals_size() != steps) {
    errors.Add(absl::StrCat(at, ".totals"),
               absl::StrCat("must be one for each of ", steps, " steps, or none"));
  }
  for (int i = 0; i < parameters.totals_size(); ++i) {
    if (!(parameters.totals(i) > 0 && parameters.totals(i) <= 1e12)) {
      errors.Add(absl::StrCat(at, ".totals[", i, "]"), "must be above 0, at most 1e12");
    }
  }
}

bool IsYear(int year) { return year >= 1800 && year <= 2300; }

void CheckChildGroups(const v1::ForecastParameters& parameters,
                      const std::vector<std::string>& group_keys, FieldErrors& errors) {
  std::map<std::pair<std::string, int>, double> sums;
  for (int i = 0; i < parameters.child_group_shares_size(); ++i) {
    const v1::ChildGroupShare& entry = parameters.child_group_shares(i);
    const std::string field = absl::StrCat("parameters.child_group_shares[", i, "]");
    if (!IsYear(entry.from_year())) {
      errors.Add(absl::StrCat(field, ".from_year"), "must be a year");
    }
    for (const auto& [name, key] : {std::pair("mother_group_key", &entry.mother_group_key()),
                                    std::pair("child_group_key", &entry.child_group_key())}) {
      if (std::find(group_keys.begin(), group_keys.end(), *key) == group_keys.end()) {
        errors.Add(absl::StrCat(field, ".", name), "no such group in the population structure");
      }
    }
    if (!(entry.share() >= 0 && entry.share() <= 1)) {
      errors.Add(absl::StrCat(field, ".share"), "must be from 0 to 1");
    }
    sums[{entry.mother_group_key(), entry.from_year()}] += entry.share();
  }
  for (const auto& [key, sum] : sums) {
    if (!(std::abs(sum - 1) <= kShareTolerance)) {
      errors.Add("parameters.child_group_shares",
                 absl::StrCat("the shares of mother group ", Quoted(key.first), " from ",
                              key.second, " sum to ", sum, ", not to 1"));
    }
  }
}

}  // namespace

MigrationForm FormOf(const v1::ForecastParameters& parameters) {
  switch (parameters.form()) {
    case v1::MIGRATION_FORM_NET_MIGRATION:
      return MigrationForm::kNetMigration;
    case v1::MIGRATION_FORM_MULTIREGIONAL:
      return MigrationForm::kMultiregional;
    case v1::MIGRATION_FORM_HAMILTON_PERRY:
      return MigrationForm::kHamiltonPerry;
    default:  // others are refused by CheckForm
      return MigrationForm::kGrossFlows;
  }
}

int StepYears(const v1::ForecastParameters& parameters, int age_width) {
  return FormOf(parameters) == MigrationForm::kHamiltonPerry ? parameters.hamilton_perry().years()
                                                             : age_width;
}

int Steps(const v1::ForecastParameters& parameters, int age_width) {
  return (parameters.last_year() - parameters.jump_off_year()) / StepYears(parameters, age_width);
}

HousingAssumptions FromProto(const v1::ImportedHousing& message) {
  HousingAssumptions assumptions;
  assumptions.experience = {{message.not_realized().begin(), message.not_realized().end()},
                            message.delay(),
                            message.longest_delay()};
  if (message.has_less()) assumptions.room.less = message.less();
  if (message.has_more()) assumptions.room.more = message.more();
  return assumptions;
}

void SayDefaults(v1::ForecastParameters& parameters) {
  if (FormOf(parameters) == MigrationForm::kHamiltonPerry) {
    v1::HamiltonPerryParameters& of_form = *parameters.mutable_hamilton_perry();
    if (of_form.years() == 0) of_form.set_years(kUsualRatioYears);
  }
  if (parameters.has_imported_housing()) {
    const HousingTarget room = FromProto(parameters.imported_housing()).room;
    parameters.mutable_imported_housing()->set_less(room.less);
    parameters.mutable_imported_housing()->set_more(room.more);
  }
}

void CheckForm(FieldErrors& errors, const v1::ForecastParameters& parameters) {
  if (!v1::MigrationForm_IsValid(parameters.form()) ||
      parameters.form() == v1::MIGRATION_FORM_UNSPECIFIED) {
    errors.Add("parameters.form",
               "must be GROSS_FLOWS, NET_MIGRATION, MULTIREGIONAL or HAMILTON_PERRY");
    return;
  }
  const MigrationForm form = FormOf(parameters);
  const bool timed = HasTiming(form);
  if (!v1::MigrationTiming_IsValid(parameters.timing()) ||
      timed != (parameters.timing() != v1::MIGRATION_TIMING_UNSPECIFIED)) {
    errors.Add("parameters.timing",
               timed ? "must be EVEN or END" : "is for NET_MIGRATION and MULTIREGIONAL only");
  }
  if (form != MigrationForm::kGrossFlows && parameters.fso_infant_term()) {
    errors.Add("parameters.fso_infant_term", "is for GROSS_FLOWS only");
  }
  const bool takes_estimate =
      form == MigrationForm::kGrossFlows || form == MigrationForm::kNetMigration;
  if (!takes_estimate && !parameters.rate_estimate_id().empty()) {
    errors.Add("parameters.rate_estimate_id", "is for GROSS_FLOWS and NET_MIGRATION only");
  }
  const bool cohorts = form == MigrationForm::kHamiltonPerry;
  if (!cohorts && parameters.has_hamilton_perry()) {
    errors.Add("parameters.hamilton_perry", "is for HAMILTON_PERRY only");
  }
  // There are no births, rates and moves that they could be about.
  for (const auto& [name, given] :
       {std::pair("sex_ratios_at_birth", !parameters.sex_ratios_at_birth().empty()),
        std::pair("child_group_shares", !parameters.child_group_shares().empty()),
        std::pair("allow_negative_cells", parameters.allow_negative_cells()),
        std::pair("closed_city", parameters.closed_city()),
        std::pair("scenario", parameters.has_scenario())}) {
    if (!cohorts || !given) continue;
    errors.Add(absl::StrCat("parameters.", name), "is not for HAMILTON_PERRY");
  }
  if (parameters.has_uncertainty() && parameters.uncertainty().trajectories() < 1) {
    errors.Add("parameters.uncertainty.trajectories", "must be said");
  }
}

absl::Status CheckParameters(const v1::ForecastParameters& parameters, int age_width,
                             const std::vector<std::string>& group_keys) {
  FieldErrors errors;
  const bool both_years = IsYear(parameters.jump_off_year()) && IsYear(parameters.last_year());
  if (!IsYear(parameters.jump_off_year())) errors.Add("parameters.jump_off_year", "must be a year");
  const int years = both_years ? parameters.last_year() - parameters.jump_off_year() : 0;
  const int step = std::max(StepYears(parameters, age_width), 1);
  if (years < step || years % step != 0 || years / step > kMostSteps) {
    errors.Add("parameters.last_year", absl::StrCat("must be 1 to ", kMostSteps, " steps of ", step,
                                                    " years after jump_off_year"));
  }
  if (FormOf(parameters) == MigrationForm::kHamiltonPerry) {
    CheckHamiltonPerry(parameters.hamilton_perry(), years / step, age_width, errors);
  }
  for (int i = 0; i < parameters.sex_ratios_at_birth_size(); ++i) {
    const v1::SexRatioAtBirth& entry = parameters.sex_ratios_at_birth(i);
    const std::string field = absl::StrCat("parameters.sex_ratios_at_birth[", i, "]");
    if (!IsYear(entry.from_year())) {
      errors.Add(absl::StrCat(field, ".from_year"), "must be a year");
    }
    if (!(entry.boys_per_girl() >= 0.5 && entry.boys_per_girl() <= 2)) {
      errors.Add(absl::StrCat(field, ".boys_per_girl"), "must be from 0.5 to 2");
    }
  }
  CheckChildGroups(parameters, group_keys, errors);
  if (parameters.has_imported_housing()) {
    CheckImportedHousing(errors, FormOf(parameters), FromProto(parameters.imported_housing()));
  }
  return errors.ToStatus();
}

}  // namespace zwk::forecasting
