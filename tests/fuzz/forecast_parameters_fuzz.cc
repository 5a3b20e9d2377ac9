// Parameters of a forecast in text format: what is asked of StartForecast before anything runs.
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "forecasting/forecast/forecast_run.h"
#include "forecasting/forecast/scenario.h"
#include "forecasting/forecast/simulation_plan.h"
#include "platform/base/errors.h"
#include "tests/fuzz/promise.h"

namespace {

using namespace zwk::forecasting;  // NOLINT: a program of its own
using zwk::fuzz::Promise;

// Refused with the field, or taken.
bool Taken(const absl::Status& status) {
  Promise(status.ok() || absl::IsInvalidArgument(status),
          "wrong parameters are an invalid argument");
  Promise(status.ok() || !zwk::FieldOf(status).empty(), "a refusal names the field");
  return status.ok();
}

void SayNothing(google::protobuf::LogLevel, const char*, int, const std::string&) {}
class Quiet : public google::protobuf::io::ErrorCollector {
  void AddError(int, int, const std::string&) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  google::protobuf::SetLogHandler(SayNothing);
  v1::ForecastParameters message;
  google::protobuf::TextFormat::Parser parser;
  Quiet quiet;
  parser.RecordErrorsTo(&quiet);
  parser.SetRecursionLimit(32);
  if (!parser.ParseFromString(std::string(reinterpret_cast<const char*>(data), size), &message)) {
    return 0;
  }
  // As it arrives: gRPC refuses text that is not UTF-8 before we see it.
  if (!message.ParseFromString(message.SerializeAsString())) return 0;
  SayDefaults(message);
  ForecastRun run;
  *run.state.mutable_parameters() = message;
  run.input.age_classes = 3;
  run.input.group_keys = {"german", "foreign"};
  run.input.neighborhood_keys = {"1", "2"};
  if (!Taken(CheckParameters(message, run.input.age_width, run.input.group_keys))) return 0;
  Promise(run.steps_total() >= 1 && run.steps_total() <= kMostSteps, "steps are bounded");
  const auto scenario = ReadScenario(run);
  if (!Taken(scenario.status())) return 0;
  const auto plan = ReadPlan(run, *scenario);
  if (!Taken(plan.status()) || !plan->has_value()) return 0;
  Promise((*plan)->trajectories >= SimulationPlan::kLeastTrajectories &&
              (*plan)->trajectories <= SimulationPlan::kMostTrajectories,
          "trajectories are bounded");
  Promise((*plan)->figures.size() == (*plan)->labels.size(), "every figure has its label");
  return 0;
}
