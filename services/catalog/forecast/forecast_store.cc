#include "catalog/forecast/forecast_store.h"

#include <map>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "catalog/base/record_codec.h"
#include "catalog/forecast/forecast_document.pb.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

Task<absl::StatusOr<ForecastInfo>> StoredForecasts::Find(Caller caller, std::string forecast_id) {
  if (forecast_id.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(auto latest,
                            co_await view_.Get(caller.municipality, "latest", caller.deadline));
    if (!latest) {
      co_return WithReason(absl::FailedPreconditionError("no forecast has been published yet"),
                           "NO_FORECAST");
    }
    forecast_id = *latest;
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto bytes,
      co_await view_.Get(caller.municipality, "forecast/" + forecast_id, caller.deadline));
  if (!bytes) {
    co_return WithField(
        absl::NotFoundError(absl::StrCat("no published forecast ", Quoted(forecast_id))),
        "forecast_id");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Forecast>(*bytes));
  ForecastInfo info;
  info.ref = {document.forecast_id(), document.version()};
  info.years.assign(document.years().begin(), document.years().end());
  info.neighborhood_keys.assign(document.neighborhood_keys().begin(),
                                document.neighborhood_keys().end());
  co_return std::move(info);
}

Task<absl::StatusOr<PeopleByNeighborhood>> StoredForecasts::People(Caller caller,
                                                                   ForecastInfo forecast,
                                                                   int year) {
  const std::string key = "forecast/" + forecast.ref.forecast_id;
  ZWK_CO_ASSIGN_OR_RETURN(auto bytes,
                          co_await view_.Get(caller.municipality, key, caller.deadline));
  if (!bytes) co_return absl::NotFoundError("the forecast is gone");
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Forecast>(*bytes));
  Population empty;
  empty.age_width = document.age_width();
  empty.age_classes = document.age_classes();
  for (const stored::OriginGroup& group : document.groups()) {
    empty.groups.push_back({group.key(), group.national(), group.migration_history()});
  }
  std::vector<std::string> keys;
  for (int i = 0; i < document.parts(); ++i) keys.push_back(absl::StrCat(key, "/", i));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto parts, co_await view_.GetMany(caller.municipality, std::move(keys), caller.deadline));
  PeopleByNeighborhood people;
  std::map<std::string, double> inhabitants;  // whom the forecast starts from
  const int first_year = document.years().empty() ? year : document.years(0);
  for (const std::optional<std::string>& part : parts) {
    if (!part) co_return absl::DataLossError("a part of the forecast is missing");
    ZWK_CO_ASSIGN_OR_RETURN(const auto parsed, ParseStored<stored::ForecastPart>(*part));
    for (const stored::People& entry : parsed.people()) {
      if (entry.year() == first_year) {
        inhabitants[entry.neighborhood_key()] =
            std::accumulate(entry.values().begin(), entry.values().end(), 0.0);
      }
      if (entry.year() != year) continue;
      Population population = empty;
      population.values.assign(entry.values().begin(), entry.values().end());
      people[entry.neighborhood_key()] = std::move(population);
    }
  }
  co_return Protected(people, inhabitants);
}

}  // namespace zwk::catalog
