#include "reporting/profile/profile_store.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "reporting/base/page.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_store.h"
#include "reporting/profile/gap_codec.h"
#include "reporting/profile/words.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
namespace cv1 = ::zwk::catalog::v1;
namespace fv1 = ::zwk::forecasting::v1;

NeighborhoodProfile::Topic::Status FromProto(views::TopicStatus status) {
  using Status = NeighborhoodProfile::Topic::Status;
  switch (status) {
    case views::TOPIC_STATUS_ASSIGNED:
      return Status::kAssigned;
    case views::TOPIC_STATUS_ADDRESSED:
      return Status::kAddressed;
    case views::TOPIC_STATUS_DECLINED:
      return Status::kDeclined;
    case views::TOPIC_STATUS_DISCUSSED:
      return Status::kDiscussed;
    default:
      return Status::kOpen;
  }
}

Words LabStatusWords(pv1::LabStatus status) {
  switch (status) {
    case pv1::LAB_STATUS_PROPOSED:
      return {"vorgeschlagen", "proposed"};
    case pv1::LAB_STATUS_SELECTED:
      return {"ausgewählt", "selected"};
    case pv1::LAB_STATUS_PROFILING:
      return {"in Untersuchung", "being profiled"};
    case pv1::LAB_STATUS_THEMES_AGREED:
      return {"Themen vereinbart", "themes agreed"};
    case pv1::LAB_STATUS_REJECTED:
      return {"nicht ausgewählt", "not selected"};
    default:
      return {"", ""};
  }
}

Words FindingKindWords(pv1::FindingKind kind) {
  switch (kind) {
    case pv1::FINDING_KIND_CHALLENGE:
      return {"Herausforderung", "Challenge"};
    case pv1::FINDING_KIND_CHANCE:
      return {"Chance", "Chance"};
    case pv1::FINDING_KIND_WORKS_WELL:
      return {"Funktioniert gut", "Works well"};
    default:
      return {"Befund", "Finding"};
  }
}

Words FindingSourceWords(pv1::FindingSource source) {
  switch (source) {
    case pv1::FINDING_SOURCE_DATA:
      return {"Daten", "data"};
    case pv1::FINDING_SOURCE_EXPERT_TALK:
      return {"Fachgespräch", "expert talk"};
    case pv1::FINDING_SOURCE_WORKSHOP:
      return {"Zukunftswerkstatt", "workshop"};
    case pv1::FINDING_SOURCE_ON_SITE_ORGANIZATION:
      return {"Organisation vor Ort", "organization on site"};
    default:
      return {"ohne Angabe", "not stated"};
  }
}

NeighborhoodProfile::Lab FromProto(const views::LabRecord& record) {
  const Words status = LabStatusWords(record.status());
  NeighborhoodProfile::Lab lab{
      .status_de = status.de, .status_en = status.en, .archetype = record.archetype()};
  for (const pv1::Theme& theme : record.themes())
    lab.themes.push_back({theme.title(), theme.question()});
  for (const pv1::Finding& finding : record.findings()) {
    const Words kind = FindingKindWords(finding.kind());
    const Words source = FindingSourceWords(finding.source());
    lab.findings.push_back(
        {kind.de, kind.en, finding.statement(), source.de, source.en, finding.where()});
  }
  return lab;
}

std::optional<PyramidOutlook> FromProto(int year, const views::NeighborhoodForecast& forecast) {
  if (forecast.men().empty()) return std::nullopt;
  PyramidOutlook outlook{.year = year};
  const auto bar = [](const views::PyramidBar& from) {
    return PyramidOutlook::Bar{from.low(), from.median(), from.high()};
  };
  std::transform(forecast.men().begin(), forecast.men().end(),
                 std::back_inserter(outlook.bars[Population::kMale]), bar);
  std::transform(forecast.women().begin(), forecast.women().end(),
                 std::back_inserter(outlook.bars[Population::kFemale]), bar);
  return outlook;
}

// Of everybody: the forecast's own model, our trend method and "nothing changes" beside chance. An
// interval is told with the coverage of that very interval: the model's.
PastForecasts FromProto(const fv1::ForecastAccuracy& accuracy) {
  PastForecasts past;
  for (const fv1::NoiseFloor& floor : accuracy.noise_floors()) {
    PastForecasts::Horizon& horizon = past.horizons.emplace_back();
    horizon.years = floor.horizon();
    horizon.chance = floor.mape();
    for (const fv1::MethodAccuracy& method : accuracy.methods()) {
      if (method.slice() != "total" || method.horizon() != floor.horizon()) continue;
      if (method.method() == fv1::BACKTEST_METHOD_CONSTANT) horizon.unchanged = method.mape();
      if (method.method() == fv1::BACKTEST_METHOD_OURS) horizon.error = method.mape();
      if (method.method() != fv1::BACKTEST_METHOD_ENGINE) continue;
      horizon.model = method.mape();
      if (method.has_coverage_80()) horizon.inside_80 = method.coverage_80();
    }
  }
  return past;
}

NeighborhoodProfile::Forecast FromProto(const views::ForecastRecord& record,
                                        const views::NeighborhoodForecast& neighborhood) {
  NeighborhoodProfile::Forecast forecast{.forecast_id = record.forecast_id(),
                                         .version = record.version(),
                                         .title = record.title(),
                                         .engine_version = record.engine_version(),
                                         .past = FromProto(record.accuracy())};
  for (int i = 0; i < std::min(neighborhood.years_size(), neighborhood.people_size()); ++i) {
    FanYear year{.year = neighborhood.years(i), .value = neighborhood.people(i)};
    for (const views::ForecastInterval& interval : neighborhood.intervals()) {
      if (i >= std::min(interval.low_size(), interval.high_size())) continue;
      year.intervals.push_back({interval.percent(), interval.low(i), interval.high(i)});
    }
    forecast.years.push_back(std::move(year));
  }
  if (!forecast.years.empty()) {
    forecast.outlook = FromProto(forecast.years.back().year, neighborhood);
  }
  for (const views::AgeGroupForecast& group : neighborhood.age_groups()) {
    forecast.age_groups.push_back(
        {.from = group.from_age(),
         .to = group.to_age() > 0 ? std::optional<int>(group.to_age()) : std::nullopt,
         .base = group.first(),
         .last = group.last()});
  }
  return forecast;
}

}  // namespace

Task<absl::StatusOr<ProfileFacts>> ProfileStore::Now(Caller caller, std::string neighborhood_key) {
  const std::string& city_id = caller.municipality;
  ZWK_CO_ASSIGN_OR_RETURN(const auto neighborhood, co_await areas_.Find(caller, neighborhood_key));
  ZWK_CO_ASSIGN_OR_RETURN(const City city, co_await ReadCity(meetings_, city_id, caller.deadline));
  ProfileFacts facts;
  NeighborhoodProfile& profile = facts.profile;
  profile.municipality_name = city.name;
  profile.default_lang = city.default_lang;
  profile.key = neighborhood_key;
  profile.name = NameIn(neighborhood.names(), profile.default_lang, neighborhood_key);
  profile.boundary_version = neighborhood.boundary_version();
  ZWK_CO_RETURN_IF_ERROR(co_await AddPeople(caller, profile));
  ZWK_CO_RETURN_IF_ERROR(co_await AddGaps(caller, profile));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto lab, co_await Read<views::LabRecord>(
                          view_, city_id, absl::StrCat("lab/", neighborhood_key), caller.deadline));
  if (!lab.lab_id().empty()) profile.lab = FromProto(lab);
  ZWK_CO_RETURN_IF_ERROR(co_await AddTopics(caller, city.zone, profile));
  ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await areas_.ReadPositions(caller));
  co_return facts;
}

Task<absl::Status> ProfileStore::AddPeople(Caller caller, NeighborhoodProfile& profile) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto stocks, co_await areas_.LatestStocks(caller));
  profile.population = PopulationOf(stocks, profile.key, profile.name);
  profile.synthetic = stocks.synthetic();
  ZWK_CO_ASSIGN_OR_RETURN(const auto forecast,
                          co_await Read<views::ForecastRecord>(view_, caller.municipality,
                                                               "forecast/latest", caller.deadline));
  for (const views::NeighborhoodForecast& one : forecast.neighborhoods()) {
    if (one.neighborhood_key() == profile.key) profile.forecast = FromProto(forecast, one);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> ProfileStore::AddGaps(Caller caller, NeighborhoodProfile& profile) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto gaps,
      co_await Read<views::GapsRecord>(view_, caller.municipality, "gaps/latest", caller.deadline));
  profile.gap_id = gaps.gap_id();
  profile.gap_year = gaps.year();
  std::vector<const cv1::OfferGap*> rows;
  std::vector<std::string> label_keys;
  for (const cv1::OfferGap& row : gaps.rows()) {
    if (row.neighborhood_key() != profile.key) continue;
    rows.push_back(&row);
    label_keys.push_back(absl::StrCat("need/", row.need_key()));
    label_keys.push_back(absl::StrCat("group/", row.target_group_key()));
  }
  if (rows.empty()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(const auto labels,
                          co_await view_.GetMany(caller.municipality, label_keys, caller.deadline));
  const auto label = [&labels](size_t at, const std::string& language, const std::string& key) {
    views::LabelRecord record;
    if (labels[at]) record.ParseFromString(*labels[at]);
    return NameIn(record.labels(), language, key);
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    NeighborhoodProfile::Gap gap = FromProto(*rows[i]);
    gap.need_de = label(2 * i, "de", rows[i]->need_key());
    gap.need_en = label(2 * i, "en", rows[i]->need_key());
    gap.group_de = label(2 * i + 1, "de", rows[i]->target_group_key());
    gap.group_en = label(2 * i + 1, "en", rows[i]->target_group_key());
    profile.gaps.push_back(std::move(gap));
  }
  std::stable_sort(profile.gaps.begin(), profile.gaps.end(), [](const auto& a, const auto& b) {
    return a.persons_without > b.persons_without;
  });
  co_return absl::OkStatus();
}

Task<absl::Status> ProfileStore::AddTopics(Caller caller, std::string zone,
                                           NeighborhoodProfile& profile) {
  const std::string& city_id = caller.municipality;
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto topics,
      co_await Read<views::TopicsRecord>(view_, city_id, absl::StrCat("topics/", profile.key),
                                         caller.deadline));
  for (const views::TopicRecord& record : topics.topics()) {
    std::vector<common::v1::Sealed> sealed = {record.title().sealed()};
    ZWK_CO_ASSIGN_OR_RETURN(auto titles,
                            co_await keys_.Open(city_id, std::move(sealed), caller.deadline));
    ZWK_CO_ASSIGN_OR_RETURN(
        const auto meeting,
        co_await Read<views::MeetingSummary>(
            view_, city_id, absl::StrCat("meeting/", record.meeting_id()), caller.deadline));
    const auto& paragraphs = record.outcome().paragraphs();
    profile.topics.push_back(
        {.title = titles[0].value_or(""),
         .lang = record.locale(),
         .erased = !titles[0].has_value(),
         .dots = record.dots(),
         .meeting_title = meeting.title(),
         .meeting_date = FormatDate(InZone(meeting.starts_at().seconds(), zone).day),
         .paragraphs = {paragraphs.begin(), paragraphs.end()},
         .paragraphs_lang = record.outcome().locale(),
         .status = FromProto(record.status())});
  }
  std::stable_sort(profile.topics.begin(), profile.topics.end(),
                   [](const auto& a, const auto& b) { return a.dots > b.dots; });
  co_return absl::OkStatus();
}

}  // namespace zwk::reporting
