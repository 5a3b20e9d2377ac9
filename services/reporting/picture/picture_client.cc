#include "reporting/picture/picture_client.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/disclosure.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "reporting/base/indicator.h"
#include "reporting/picture/quantiles_codec.h"

namespace zwk::reporting {
namespace {

namespace fv1 = ::zwk::forecasting::v1;

ForecastPicture FromProto(const fv1::Forecast& forecast) {
  return {.forecast_id = forecast.forecast_id(),
          .version = forecast.version(),
          .title = forecast.title()};
}

fv1::StreamForecastCellsRequest CellsOf(const fv1::Forecast& forecast,
                                        const std::string& neighborhood_key, int from, int to) {
  fv1::StreamForecastCellsRequest request;
  request.set_forecast_id(forecast.forecast_id());
  if (!neighborhood_key.empty()) request.add_neighborhood_keys(neighborhood_key);
  request.set_from_year(from);
  request.set_to_year(to);
  return request;
}

// Group, sex and age class of the i-th value of a block.
struct Cell {
  int group;
  int sex;
  int age_class;
};
Cell CellAt(const fv1::PopulationBlock& block, int i) {
  const int classes = block.age_classes();
  return {i / classes / 2, i / classes % 2, i % classes};
}

Population FromProto(const std::vector<fv1::PopulationBlock>& blocks, int year,
                     const fv1::PopulationStructure& structure) {
  std::set<std::string> national;
  std::map<std::string, size_t> places;  // among the groups
  Population population{.date = absl::StrCat(year, "-12-31")};
  for (const fv1::OriginGroup& group : structure.groups()) {
    if (group.national()) national.insert(group.key());
    places[group.key()] = population.groups.size();
    population.groups.push_back(
        {.national = group.national(), .migration_history = group.migration_history()});
  }
  for (const fv1::PopulationBlock& block : blocks) {
    if (block.year() != year || block.age_classes() < 1) continue;
    population.age_width = std::max(1, block.age_width());
    for (auto& sexes : population.people) {
      for (auto& ages : sexes) ages.resize(block.age_classes());
    }
    for (int i = 0; i < block.values_size(); ++i) {
      const Cell cell = CellAt(block, i);
      const bool is_national =
          cell.group < block.group_keys_size() && national.contains(block.group_keys(cell.group));
      population.people[is_national ? Population::kNational : Population::kForeign][cell.sex]
                       [cell.age_class] += block.values(i);
      if (cell.group >= block.group_keys_size()) continue;
      const auto place = places.find(block.group_keys(cell.group));
      if (place != places.end()) population.groups[place->second].people += block.values(i);
    }
  }
  return population;
}

PyramidOutlook WithoutTrajectories(const Population& then, int year) {
  PyramidOutlook outlook{.year = year};
  const int bands = PyramidBands(then.open_age());
  for (const auto sex : {Population::kMale, Population::kFemale}) {
    for (int i = 0; i < bands; ++i) {
      const int from = i * kPyramidBandWidth;
      const auto to = i + 1 == bands ? std::nullopt : std::optional<int>(from + kPyramidBandWidth);
      const Exact people = then.Count(Population::kNational, sex, from, to) +
                           then.Count(Population::kForeign, sex, from, to);
      outlook.bars[sex].push_back({people, people, people});
    }
  }
  return outlook;
}

// Replaces what the trajectories know better of one area.
void SetIntervals(const std::vector<fv1::FigureQuantiles>& figures,
                  const std::string& neighborhood_key, int open_age, PyramidOutlook& outlook) {
  std::map<std::string, PyramidOutlook::Bar> bars;
  for (const fv1::FigureQuantiles& figure : figures) {
    if (figure.neighborhood_key() != neighborhood_key) continue;
    if (const auto bar = LastBar(figure)) bars[figure.figure_id()] = *bar;
  }
  for (const auto sex : {Population::kMale, Population::kFemale}) {
    const std::vector<std::string> ids = BarFigures(sex, open_age);
    for (size_t i = 0; i < ids.size() && i < outlook.bars[sex].size(); ++i) {
      if (const auto found = bars.find(ids[i]); found != bars.end()) {
        outlook.bars[sex][i] = found->second;
      }
    }
  }
}

absl::Status NoFigure(const std::string& figure_id) {
  return absl::NotFoundError(absl::StrCat("the forecast has no figure ", zwk::Quoted(figure_id)));
}

constexpr char kTotal[] = "total";

// What cells are asked for: everybody, or a bar of the pyramid. Any other ages overlap the bars, and
// who holds enough rounded sums that overlap has single ages of them.
bool IsOfCells(const std::string& figure_id, int open_age) {
  if (figure_id == kTotal) return true;
  for (const auto sex : {Population::kMale, Population::kFemale}) {
    const std::vector<std::string> bars = BarFigures(sex, open_age);
    if (std::find(bars.begin(), bars.end(), figure_id) != bars.end()) return true;
  }
  return false;
}

// "m_0_4", "f_95_99", "f_100": as BarFigures has them.
bool IsBar(const CountedPeople& counted) {
  const int from = counted.from;
  return counted.sex && from % kPyramidBandWidth == 0 &&
         (!counted.to || *counted.to == from + kPyramidBandWidth);
}

// Whom a figure of trajectories is about, and whether it counts them.
struct Subject {
  std::set<std::string> areas;  // "": the city
  bool ratio = false;
  std::optional<fv1::Figure> defined;  // by the parameters
};

Subject SubjectOf(const fv1::UncertaintyParameters& parameters, const std::string& figure_id,
                  const std::string& neighborhood_key) {
  for (const fv1::Figure& figure : parameters.figures()) {
    if (figure.figure_id() != figure_id) continue;
    const auto& keys = figure.people().neighborhood_keys();
    Subject subject{
        .areas = {keys.begin(), keys.end()}, .ratio = figure.has_per(), .defined = figure};
    if (subject.areas.empty()) subject.areas.insert("");
    return subject;
  }
  const bool counts = CountedBy(figure_id) || figure_id == "pop" ||
                      absl::StartsWith(figure_id, "people_") ||
                      absl::StartsWith(figure_id, "women_");
  return {.areas = {neighborhood_key}, .ratio = !counts, .defined = std::nullopt};
}

// Whether a figure is published for everybody: the platform says what it counts, not who asks for the
// forecast. Whoever could choose ages freely would have single ones of enough rounded sums.
bool IsPublished(const Subject& subject, const std::string& figure_id) {
  if (subject.defined) return false;
  if (figure_id == kTotal || FindIndicator(figure_id) != nullptr) return true;
  const bool is_band = std::find(std::begin(kPublishedBands), std::end(kPublishedBands),
                                 figure_id) != std::end(kPublishedBands);
  if (is_band) return true;
  const std::optional<CountedPeople> counted = CountedBy(figure_id);
  return counted && IsBar(*counted);
}

absl::Status OfOwnChoice(const std::string& figure_id) {
  return WithReason(
      absl::PermissionDeniedError(absl::StrCat(
          "the figure ", zwk::Quoted(figure_id),
          " is none of those that are published for everybody; the statistics office sees it")),
      "FIGURE_OF_OWN_CHOICE");
}

// By what a count tells people apart; a band that nobody knows is as one year of age.
void SetBand(const Subject& subject, const std::string& figure_id, ForecastPicture& picture) {
  if (subject.defined) {
    const fv1::PeopleSelection& people = subject.defined->people();
    picture.from = people.ages().youngest();
    if (people.ages().has_oldest()) picture.to = people.ages().oldest() + 1;
    picture.origin = people.group_keys_size() > 0;
  } else if (const auto counted = CountedBy(figure_id)) {
    picture.from = counted->from;
    picture.to = counted->to;
  } else if (const IndicatorDefinition* indicator = FindIndicator(figure_id)) {
    picture.from = indicator->above.front().from;
    picture.to = indicator->above.front().to;
  } else {
    picture.to = picture.from + 1;
  }
}

bool IsOneOf(const google::protobuf::RepeatedPtrField<std::string>& keys, const std::string& key) {
  return keys.empty() || std::find(keys.begin(), keys.end(), key) != keys.end();
}

Exact PeopleOf(const fv1::PeopleSelection& who, const std::vector<fv1::PopulationBlock>& blocks) {
  Exact people = 0;
  for (const fv1::PopulationBlock& block : blocks) {
    if (block.age_classes() < 1 || !IsOneOf(who.neighborhood_keys(), block.neighborhood_key())) {
      continue;
    }
    for (int i = 0; i < block.values_size(); ++i) {
      const Cell cell = CellAt(block, i);
      const int age = cell.age_class * std::max(1, block.age_width());
      const fv1::Sex sex = cell.sex == Population::kMale ? fv1::SEX_MALE : fv1::SEX_FEMALE;
      if (cell.group < block.group_keys_size() &&
          IsOneOf(who.group_keys(), block.group_keys(cell.group)) &&
          (who.sex() == fv1::SEX_UNSPECIFIED || who.sex() == sex) && age >= who.ages().youngest() &&
          (!who.ages().has_oldest() || age <= who.ages().oldest())) {
        people += block.values(i);
      }
    }
  }
  return people;
}

// Whether the ratio of the year that was counted may be told, of whom the forecast starts with.
bool MayTellRatio(const Subject& subject, const std::string& figure_id,
                  const std::vector<fv1::PopulationBlock>& blocks, int year,
                  const fv1::PopulationStructure& structure) {
  if (subject.defined) {
    const Exact above = PeopleOf(subject.defined->people(), blocks);
    const Exact below = PeopleOf(subject.defined->per(), blocks);
    // Whether it is a share or not: the two never differ by one or two.
    return above > below ? below >= kTooFewForShares && MayTellShare(below, above)
                         : MayTellShare(above, below);
  }
  const IndicatorDefinition* indicator = FindIndicator(figure_id);
  if (indicator == nullptr) return false;
  const auto told = Tell(*indicator, FromProto(blocks, year, structure));
  return told && told->value.told();
}

// Everybody who lives in these areas.
Exact InhabitantsOf(const std::set<std::string>& areas,
                    const std::vector<fv1::PopulationBlock>& blocks) {
  Exact people = 0;
  for (const fv1::PopulationBlock& block : blocks) {
    if (!areas.contains("") && !areas.contains(block.neighborhood_key())) continue;
    for (const double value : block.values()) people += value;
  }
  return people;
}

// The years of `figure_id`, and of how many people; false where the forecast does not report
// everybody of its areas. Without years: there is no such figure.
bool SetFan(const std::vector<fv1::FigureQuantiles>& figures, const Subject& subject,
            const std::string& figure_id, const std::string& neighborhood_key,
            ForecastPicture& picture) {
  picture.ratio = subject.ratio;
  if (!subject.ratio) SetBand(subject, figure_id, picture);
  std::set<std::string> unknown = subject.areas;
  for (const fv1::FigureQuantiles& figure : figures) {
    if (figure.figure_id() == figure_id && figure.neighborhood_key() == neighborhood_key) {
      picture.years = reporting::FromProto(figure);
    }
    if (figure.figure_id() == kTotal && unknown.contains(figure.neighborhood_key())) {
      const std::vector<FanYear> everybody = reporting::FromProto(figure);
      if (everybody.empty()) continue;
      picture.inhabitants += everybody.front().value;
      unknown.erase(figure.neighborhood_key());
    }
  }
  return unknown.empty();
}

}  // namespace

Task<absl::StatusOr<fv1::Forecast>> PublishedForecasts::Published(Caller caller,
                                                                  std::string forecast_id) {
  ZWK_CO_ASSIGN_OR_RETURN(auto forecast, co_await bulk_.Forecast(caller.municipality, forecast_id));
  if (forecast.state() != fv1::FORECAST_STATE_PUBLISHED) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("forecast ", forecast_id, " is not published"));
  }
  co_return forecast;
}

Task<absl::StatusOr<ForecastPicture>> PublishedForecasts::Pyramid(Caller caller,
                                                                  std::string forecast_id,
                                                                  std::string neighborhood_key) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto forecast, co_await Published(caller, forecast_id));
  ZWK_CO_ASSIGN_OR_RETURN(const auto structure, co_await bulk_.Structure(caller.municipality));
  const int first = forecast.parameters().jump_off_year();
  const int last = forecast.parameters().last_year();
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto now, co_await bulk_.ForecastCells(
                          caller.municipality, CellsOf(forecast, neighborhood_key, first, first)));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto then, co_await bulk_.ForecastCells(
                           caller.municipality, CellsOf(forecast, neighborhood_key, last, last)));
  ForecastPicture picture = FromProto(forecast);
  picture.population = FromProto(now, first, structure);
  picture.outlook = WithoutTrajectories(FromProto(then, last, structure), last);
  if (forecast.parameters().has_uncertainty() && forecast.parameters().uncertainty().pyramids()) {
    const int open_age = picture.population->open_age();
    fv1::StreamForecastQuantilesRequest request;
    request.set_forecast_id(forecast_id);
    if (!neighborhood_key.empty()) request.add_neighborhood_keys(neighborhood_key);
    for (const auto sex : {Population::kMale, Population::kFemale}) {
      for (const std::string& id : BarFigures(sex, open_age)) request.add_figure_ids(id);
    }
    ZWK_CO_ASSIGN_OR_RETURN(const auto figures, co_await bulk_.ForecastQuantiles(
                                                    caller.municipality, std::move(request)));
    SetIntervals(figures, neighborhood_key, open_age, *picture.outlook);
  }
  co_return picture;
}

Task<absl::StatusOr<ForecastPicture>> PublishedForecasts::Fan(Caller caller,
                                                              std::string forecast_id,
                                                              std::string neighborhood_key,
                                                              std::string figure_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto forecast, co_await Published(caller, forecast_id));
  ForecastPicture picture = FromProto(forecast);
  if (forecast.parameters().has_uncertainty()) {
    fv1::StreamForecastQuantilesRequest request;
    request.set_forecast_id(forecast_id);
    if (!neighborhood_key.empty()) request.add_neighborhood_keys(neighborhood_key);
    request.add_figure_ids(figure_id);
    if (figure_id != kTotal) request.add_figure_ids(kTotal);
    ZWK_CO_ASSIGN_OR_RETURN(const auto figures, co_await bulk_.ForecastQuantiles(
                                                    caller.municipality, std::move(request)));
    const Subject subject =
        SubjectOf(forecast.parameters().uncertainty(), figure_id, neighborhood_key);
    const bool known = SetFan(figures, subject, figure_id, neighborhood_key, picture);
    const bool there = !picture.years.empty();
    if (there && !IsPublished(subject, figure_id) && !SeesExactPeople(caller)) {
      co_return OfOwnChoice(figure_id);
    }
    if (there && (picture.ratio || !known)) {
      const std::string area = subject.defined ? "" : neighborhood_key;
      const int first = forecast.parameters().jump_off_year();
      ZWK_CO_ASSIGN_OR_RETURN(
          const auto blocks,
          co_await bulk_.ForecastCells(caller.municipality, CellsOf(forecast, area, first, first)));
      if (!known) picture.inhabitants = InhabitantsOf(subject.areas, blocks);
      if (picture.ratio) {
        ZWK_CO_ASSIGN_OR_RETURN(const auto structure,
                                co_await bulk_.Structure(caller.municipality));
        picture.of_few = !MayTellRatio(subject, figure_id, blocks, first, structure);
      }
    }
    if (there) co_return picture;
  }
  co_return co_await OfCells(std::move(caller), forecast, neighborhood_key, figure_id);
}

Task<absl::StatusOr<ForecastPicture>> PublishedForecasts::OfCells(Caller caller,
                                                                  fv1::Forecast forecast,
                                                                  std::string neighborhood_key,
                                                                  std::string figure_id) {
  ForecastPicture picture = FromProto(forecast);
  const std::optional<CountedPeople> counted = CountedBy(figure_id);
  if (!counted) co_return NoFigure(figure_id);
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto blocks,
      co_await bulk_.ForecastCells(caller.municipality, CellsOf(forecast, neighborhood_key, 0, 0)));
  std::map<int, Exact> people, everybody;
  for (const fv1::PopulationBlock& block : blocks) {
    const int width = std::max(1, block.age_width());
    if (!IsOfCells(figure_id, (block.age_classes() - 1) * width) || counted->from % width != 0 ||
        (counted->to && *counted->to % width != 0)) {
      co_return NoFigure(figure_id);
    }
    Exact& sum = people[block.year()];
    for (int i = 0; i < block.values_size(); ++i) {
      const Cell cell = CellAt(block, i);
      const int age = cell.age_class * width;
      everybody[block.year()] += block.values(i);
      if ((!counted->sex || cell.sex == *counted->sex) && age >= counted->from &&
          (!counted->to || age < *counted->to)) {
        sum += block.values(i);
      }
    }
  }
  for (const auto& [year, sum] : people) picture.years.push_back({.year = year, .value = sum});
  picture.from = counted->from;
  picture.to = counted->to;
  if (!everybody.empty()) picture.inhabitants = everybody.begin()->second;
  co_return picture;
}

}  // namespace zwk::reporting
