#include "reporting/indicator/indicator_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/base/protection.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_store.h"

namespace zwk::reporting {
namespace {

using From = IndicatorDefinition::From;

std::string LastDayOf(int year) { return absl::StrCat(year, "-12-31"); }

// Everything of a city that figures of some days are taken from.
struct Records {
  std::map<std::string, views::StocksRecord> stocks;  // by day
  std::string forecast_day;                           // the one of `stocks` that is expected
  views::ForecastRecord forecast;
  views::GapsRecord gaps;
  bool synthetic = false;
};

const views::NeighborhoodForecast* ForecastOf(const Records& records, const std::string& key) {
  for (const views::NeighborhoodForecast& one : records.forecast.neighborhoods()) {
    if (one.neighborhood_key() == key) return &one;
  }
  return nullptr;
}

// As many people as the forecast starts with.
Protection ProtectionOf(const views::NeighborhoodForecast* forecast) {
  return Protection(forecast != nullptr && !forecast->people().empty() ? forecast->people(0) : 0.0);
}

// The figures of one area.
class AreaFigures {
 public:
  AreaFigures(const Records& records, const Area& area)
      : records_(records), area_(area), forecast_(ForecastOf(records, area.key)) {
    for (const auto& [day, record] : records.stocks) {
      auto population = PopulationOf(record, area.key.empty() ? "city" : area.key, area.name);
      if (!population) continue;
      population->synthetic = population->synthetic || records.synthetic;
      people_.emplace(day, *std::move(population));
    }
  }

  std::optional<FigureValue> Of(const DatedIndicator& asked) const {
    switch (asked.indicator->from) {
      case From::kPopulation:
        return OfPeople(asked);
      case From::kForecastPaths:
        return OfPaths(asked);
      case From::kForecastErrors:
        return OfErrors(asked);
      case From::kGaps:
        return OfGaps(asked);
    }
    return std::nullopt;
  }

 private:
  std::optional<FigureValue> OfPeople(const DatedIndicator& asked) const {
    const auto people = people_.find(asked.date);
    if (people == people_.end()) return std::nullopt;
    auto told = Tell(*asked.indicator, people->second);
    if (!told) return std::nullopt;
    told->value = told->value.Released(records_.stocks.at(asked.date).import_id());
    if (asked.date == records_.forecast_day) told->value = told->value.Estimated();
    return told;
  }

  std::optional<FigureValue> OfPaths(const DatedIndicator& asked) const {
    if (forecast_ == nullptr) return std::nullopt;
    const Protection protection = ProtectionOf(forecast_);
    for (int i = 0; i < std::min(forecast_->years_size(), forecast_->people_size()); ++i) {
      if (LastDayOf(forecast_->years(i)) != asked.date) continue;
      Value value = protection.Count(forecast_->people(i)).Estimated();
      for (const views::ForecastInterval& interval : forecast_->intervals()) {
        if (interval.percent() != 80 || i >= std::min(interval.low_size(), interval.high_size())) {
          continue;
        }
        value = value.Within(protection.Count(interval.low(i)), protection.Count(interval.high(i)));
      }
      return Forecast(asked, std::move(value));
    }
    return std::nullopt;
  }

  // The errors of the model itself where it was measured, of trend methods otherwise.
  std::optional<FigureValue> OfErrors(const DatedIndicator& asked) const {
    if (!area_.key.empty()) return std::nullopt;
    namespace fv1 = ::zwk::forecasting::v1;
    std::optional<double> trend, model;
    for (const fv1::MethodAccuracy& method : records_.forecast.accuracy().methods()) {
      if (method.slice() != "total" || method.horizon() != 5) continue;
      if (method.method() == fv1::BACKTEST_METHOD_OURS) trend = method.mape();
      if (method.method() == fv1::BACKTEST_METHOD_ENGINE) model = method.mape();
    }
    if (!model && !trend) return std::nullopt;
    return Forecast(asked, Value::OfThings(100 * (model ? *model : *trend), 1));
  }

  std::optional<FigureValue> OfGaps(const DatedIndicator& asked) const {
    Exact missing = 0;
    bool known = false;
    for (const catalog::v1::OfferGap& row : records_.gaps.rows()) {
      // Nobody knows how many places a need without a rate misses.
      if (row.gap_class() == catalog::v1::GAP_CLASS_UNRATED) continue;
      if (!area_.key.empty() && row.neighborhood_key() != area_.key) continue;
      missing += row.missing_places();
      known = true;
    }
    if (!known) return std::nullopt;
    return Figure(asked, ProtectionOf(forecast_).Count(missing).Estimated(), "",
                  records_.gaps.gap_id());
  }

  FigureValue Forecast(const DatedIndicator& asked, Value value) const {
    return Figure(asked, std::move(value), records_.forecast.title(),
                  records_.forecast.forecast_id());
  }
  FigureValue Figure(const DatedIndicator& asked, Value value, const std::string& source,
                     const std::string& release_id) const {
    return {.value = value.Released(release_id),
            .unit = asked.indicator->unit,
            .label_de = std::string(asked.indicator->name_de),
            .label_en = std::string(asked.indicator->name_en),
            .area = area_.name,
            .date = asked.date,
            .source = source,
            .synthetic = records_.synthetic};
  }

  const Records& records_;
  const Area& area_;
  const views::NeighborhoodForecast* forecast_;
  std::map<std::string, Population> people_;  // by day
};

Area FromProto(const views::NeighborhoodRecord& record, const std::string& language) {
  return {record.neighborhood_key(), NameIn(record.names(), language, record.neighborhood_key())};
}

}  // namespace

Task<absl::StatusOr<IndicatorSource::Municipality>> IndicatorStore::City(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const reporting::City city,
                          co_await ReadCity(meetings_, caller.municipality, caller.deadline));
  co_return Municipality{city.name, city.default_lang};
}

Task<absl::StatusOr<IndicatorSource::Areas>> IndicatorStore::List(Caller caller, int most,
                                                                  std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(const Municipality city, co_await City(caller));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto page, co_await view_.Scan(caller.municipality, kNeighborhoodsIndex, "", page_token,
                                           most, caller.deadline));
  Areas areas{.areas = {}, .next_page_token = page.next};
  for (const auto& item : page.items) {
    views::NeighborhoodRecord record;
    if (record.ParseFromString(item.bytes)) {
      areas.areas.push_back(FromProto(record, city.default_lang));
    }
  }
  co_return areas;
}

Task<absl::StatusOr<std::vector<Area>>> IndicatorStore::Find(Caller caller,
                                                             std::vector<std::string> keys) {
  ZWK_CO_ASSIGN_OR_RETURN(const Municipality city, co_await City(caller));
  std::vector<std::string> documents;
  for (const std::string& key : keys) documents.push_back(absl::StrCat("neighborhood/", key));
  ZWK_CO_ASSIGN_OR_RETURN(const auto found,
                          co_await view_.GetMany(caller.municipality, documents, caller.deadline));
  std::vector<Area> areas;
  for (size_t i = 0; i < keys.size(); ++i) {
    views::NeighborhoodRecord record;
    if (!found[i] || !record.ParseFromString(*found[i])) {
      co_return absl::NotFoundError(absl::StrCat("no neighborhood ", keys[i]));
    }
    areas.push_back(FromProto(record, city.default_lang));
  }
  co_return areas;
}

Task<absl::StatusOr<IndicatorDates>> IndicatorStore::Dates(Caller caller) {
  const std::string& city = caller.municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const auto latest, co_await Read<views::StocksRecord>(
                                                 view_, city, "stocks/latest", caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto forecast,
      co_await Read<views::ForecastRecord>(view_, city, "forecast/latest", caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto expected,
      co_await Read<views::StocksRecord>(view_, city, "forecast/stocks", caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto gaps, co_await Read<views::GapsRecord>(
                                               view_, city, "gaps/latest", caller.deadline));
  std::set<int> counted(latest.years().begin(), latest.years().end());
  if (latest.year() > 0) counted.insert(latest.year());
  std::set<int> paths;
  for (const views::NeighborhoodForecast& one : forecast.neighborhoods()) {
    paths.insert(one.years().begin(), one.years().end());
  }
  const bool looks_ahead =
      !expected.neighborhoods().empty() && (counted.empty() || expected.year() > *counted.rbegin());
  IndicatorDates dates;
  for (const IndicatorDefinition& indicator : Indicators()) {
    auto& [days, usual] = dates[indicator.id];
    if (indicator.from == From::kPopulation) {
      for (const int year : counted) days.push_back(LastDayOf(year));
      if (!days.empty()) usual = days.back();
      // How many people will live there is told by the paths of the forecast alone: one statistic.
      if (looks_ahead && indicator.id != "pop") days.push_back(LastDayOf(expected.year()));
    } else if (indicator.from == From::kGaps) {
      if (gaps.year() > 0) days.push_back(LastDayOf(gaps.year()));
    } else if (indicator.from == From::kForecastPaths) {
      for (const int year : paths) days.push_back(LastDayOf(year));
    } else if (!paths.empty()) {
      days.push_back(LastDayOf(*paths.begin()));
    }
    if (usual.empty() && !days.empty()) usual = days.back();
  }
  co_return dates;
}

Task<absl::StatusOr<std::vector<IndicatorFigure>>> IndicatorStore::Figures(
    Caller caller, std::vector<Area> areas, std::vector<DatedIndicator> asked) {
  const std::string& city = caller.municipality;
  Records records;
  ZWK_CO_ASSIGN_OR_RETURN(records.synthetic, co_await areas_.Synthetic(caller));
  ZWK_CO_ASSIGN_OR_RETURN(records.forecast, co_await Read<views::ForecastRecord>(
                                                view_, city, "forecast/latest", caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      records.gaps, co_await Read<views::GapsRecord>(view_, city, "gaps/latest", caller.deadline));
  std::set<std::string> days;
  for (const DatedIndicator& one : asked) {
    if (one.indicator->from == From::kPopulation) days.insert(one.date);
  }
  for (const std::string& day : days) {
    ZWK_CO_ASSIGN_OR_RETURN(
        auto stocks, co_await Read<views::StocksRecord>(
                         view_, city, absl::StrCat("stocks/", day.substr(0, 4)), caller.deadline));
    if (stocks.year() == 0) {
      ZWK_CO_ASSIGN_OR_RETURN(stocks, co_await Read<views::StocksRecord>(
                                          view_, city, "forecast/stocks", caller.deadline));
      records.forecast_day = day;
    }
    records.stocks.emplace(day, std::move(stocks));
  }
  const bool entered = co_await computing_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("too many figures are being computed");
  std::vector<IndicatorFigure> figures;
  for (const Area& area : areas) {
    const AreaFigures of_area(records, area);
    for (const DatedIndicator& one : asked) {
      auto figure = of_area.Of(one);
      if (figure) figures.push_back({one.indicator, area.key, *std::move(figure)});
    }
  }
  co_return figures;
}

}  // namespace zwk::reporting
