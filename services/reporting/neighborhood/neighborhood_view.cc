#include "reporting/neighborhood/neighborhood_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/base/exact_codec.h"
#include "reporting/base/record_store.h"
#include "reporting/neighborhood/boundary_codec.h"
#include "reporting/neighborhood/neighborhood_document.pb.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/neighborhood/topics_view.h"
#include "reporting/picture/pyramid.h"
#include "reporting/picture/quantiles_codec.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/target_group.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/forecasting/v1/population.pb.h"
#include "zwk/forecasting/v1/population_import.pb.h"

namespace zwk::reporting {
namespace {

namespace cv1 = ::zwk::catalog::v1;
namespace fv1 = ::zwk::forecasting::v1;
using stream::Event;
using stream::ViewChange;

// Years whose cells are kept from one import: profiles look at recent ones, and a commit is
// bounded.
constexpr size_t kYearsKept = 20;

struct AgeLimits {
  int from;
  int to;  // exclusive; 0: open
};
constexpr AgeLimits kSingleYearGroups[] = {{0, 3},   {3, 6},   {6, 10},  {10, 15}, {15, 18},
                                           {18, 25}, {25, 45}, {45, 65}, {65, 80}, {80, 0}};
constexpr AgeLimits kFiveYearGroups[] = {{0, 5},   {5, 10},  {10, 15}, {15, 20},
                                         {20, 45}, {45, 65}, {65, 80}, {80, 0}};

// Registered, renamed, or in other boundaries.
template <typename Event>
void OnNeighborhood(const Event& event, ViewChange& change) {
  const fv1::Neighborhood& neighborhood = event.neighborhood();
  views::NeighborhoodRecord record;
  record.set_neighborhood_key(neighborhood.neighborhood_key());
  *record.mutable_names() = neighborhood.names();
  record.set_boundary_version(neighborhood.boundary_version());
  const std::string key = absl::StrCat("neighborhood/", neighborhood.neighborhood_key());
  change.Put(key, record.SerializeAsString());
  change.IndexAdd(kNeighborhoodsIndex, neighborhood.neighborhood_key(), key);
  change.Put(BoundaryKey(neighborhood.neighborhood_key()),
             ToRecord(neighborhood.geometry()).SerializeAsString());
}

void OnStructure(const fv1::PopulationStructureChanged& changed, ViewChange& change) {
  views::StructureRecord structure;
  for (const fv1::OriginGroup& group : changed.structure().groups()) {
    if (group.national()) structure.add_national_groups(group.key());
    if (!group.national() || group.migration_history()) structure.add_migration_groups(group.key());
  }
  change.Put("structure", structure.SerializeAsString());
}

// Which groups are what.
struct Groups {
  explicit Groups(const views::StructureRecord& structure)
      : national(structure.national_groups().begin(), structure.national_groups().end()),
        migration(structure.migration_groups().begin(), structure.migration_groups().end()) {}
  std::set<std::string> national;
  std::set<std::string> migration;
};

// Sums the groups of a block into national and foreign.
views::NeighborhoodStocks Summed(const fv1::PopulationBlock& block, const Groups& groups) {
  views::NeighborhoodStocks stocks;
  stocks.set_neighborhood_key(block.neighborhood_key());
  const int classes = block.age_classes();
  google::protobuf::RepeatedField<float>* sums[2][2] = {
      {stocks.mutable_national_male(), stocks.mutable_national_female()},
      {stocks.mutable_foreign_male(), stocks.mutable_foreign_female()}};
  for (auto& origin : sums) {
    for (auto* ages : origin) ages->Resize(classes, 0);
  }
  for (int group = 0; group < block.group_keys_size(); ++group) {
    const std::string& key = block.group_keys(group);
    auto& origin = sums[groups.national.contains(key) ? 0 : 1];
    views::GroupStocks& everybody = *stocks.add_groups();
    everybody.set_national(groups.national.contains(key));
    everybody.set_migration_history(groups.migration.contains(key));
    for (int sex = 0; sex < 2; ++sex) {
      for (int age = 0; age < classes; ++age) {
        const int at = (group * 2 + sex) * classes + age;
        if (at < block.values_size()) {
          *origin[sex]->Mutable(age) += static_cast<float>(block.values(at));
          everybody.set_people(everybody.people() + block.values(at));
        }
      }
    }
  }
  return stocks;
}

Task<absl::Status> OnStocks(ViewChange& change, PublishedBulk& bulk, std::string municipality,
                            fv1::PopulationImport import) {
  std::vector<int> years(import.years().begin(), import.years().end());
  if (years.size() > kYearsKept) years.erase(years.begin(), years.end() - kYearsKept);
  if (years.empty()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(const auto structure,
                          co_await Read<views::StructureRecord>(change, "structure"));
  const Groups groups(structure);
  ZWK_CO_ASSIGN_OR_RETURN(const auto items, co_await bulk.Stocks(municipality, years));
  std::map<int, views::StocksRecord> records;
  for (const fv1::StreamStocksResponse& item : items) {
    views::StocksRecord& record = records[item.block().year()];
    record.set_year(item.block().year());
    record.set_import_id(item.import_id());
    record.set_source(import.source());
    record.set_synthetic(import.synthetic());
    record.set_age_width(item.block().age_width());
    *record.add_neighborhoods() = Summed(item.block(), groups);
  }
  for (const auto& [year, record] : records) {
    change.Put(absl::StrCat("stocks/", year), record.SerializeAsString());
  }
  ZWK_CO_ASSIGN_OR_RETURN(auto latest, co_await Read<views::StocksRecord>(change, "stocks/latest"));
  std::set<int> known(latest.years().begin(), latest.years().end());
  for (const auto& [year, record] : records) known.insert(year);
  if (!known.empty()) {
    latest.set_year(*known.rbegin());
    latest.mutable_years()->Assign(known.begin(), known.end());
    change.Put("stocks/latest", latest.SerializeAsString());
  }
  co_return absl::OkStatus();
}

double People(const fv1::PopulationBlock& block, const AgeLimits& ages) {
  double sum = 0;
  for (int i = 0; i < block.values_size(); ++i) {
    const int age = i % block.age_classes() * block.age_width();
    if (age >= ages.from && (ages.to == 0 || age < ages.to)) sum += block.values(i);
  }
  return sum;
}

std::vector<AgeLimits> GroupsFor(int age_width) {
  if (age_width == 1) return {std::begin(kSingleYearGroups), std::end(kSingleYearGroups)};
  if (age_width == 5) return {std::begin(kFiveYearGroups), std::end(kFiveYearGroups)};
  return {};
}

// The bars of one sex; without trajectories they end where they end.
void SetBars(const fv1::PopulationBlock& block, int sex,
             google::protobuf::RepeatedPtrField<views::PyramidBar>& bars) {
  bars.Clear();
  if (block.age_width() < 1 || kPyramidBandWidth % block.age_width() != 0) return;
  const int bands = PyramidBands((block.age_classes() - 1) * block.age_width());
  for (int i = 0; i < bands; ++i) bars.Add();
  for (int i = 0; i < block.values_size(); ++i) {
    if (i / block.age_classes() % 2 != sex) continue;
    const int age = i % block.age_classes() * block.age_width();
    views::PyramidBar& bar = bars[std::min(age / kPyramidBandWidth, bands - 1)];
    bar.set_median(bar.median() + block.values(i));
  }
  for (views::PyramidBar& bar : bars) {
    bar.set_low(bar.median());
    bar.set_high(bar.median());
  }
}

using ForecastsByKey = std::map<std::string, views::NeighborhoodForecast*>;

// The median and the intervals that trajectories gave.
void SetFan(const std::vector<FanYear>& years, views::NeighborhoodForecast& forecast) {
  if (years.empty()) return;
  forecast.clear_years();
  forecast.clear_people();
  forecast.clear_intervals();
  for (const FanYear::Interval& interval : years.back().intervals) {
    forecast.add_intervals()->set_percent(interval.percent);
  }
  for (const FanYear& year : years) {
    forecast.add_years(year.year);
    forecast.add_people(Stored(year.value));
    for (size_t i = 0; i < year.intervals.size(); ++i) {
      views::ForecastInterval& interval = *forecast.mutable_intervals(static_cast<int>(i));
      interval.add_low(Stored(year.intervals[i].low));
      interval.add_high(Stored(year.intervals[i].high));
    }
  }
}

void SetBar(const fv1::FigureQuantiles& figure, const std::vector<std::string>& ids,
            google::protobuf::RepeatedPtrField<views::PyramidBar>& bars) {
  const auto found = std::find(ids.begin(), ids.end(), figure.figure_id());
  const auto bar = LastBar(figure);
  const int at = static_cast<int>(found - ids.begin());
  if (!bar || at >= bars.size()) return;
  bars[at].set_low(Stored(bar->low));
  bars[at].set_median(Stored(bar->median));
  bars[at].set_high(Stored(bar->high));
}

Task<absl::Status> SetIntervals(PublishedBulk& bulk, std::string municipality,
                                fv1::ForecastPublished published, const ForecastsByKey& by_key) {
  const int open_age = (published.age_classes() - 1) * published.age_width();
  const std::vector<std::string> men = BarFigures(Population::kMale, open_age);
  const std::vector<std::string> women = BarFigures(Population::kFemale, open_age);
  fv1::StreamForecastQuantilesRequest request;
  request.set_forecast_id(published.forecast_id());
  request.add_figure_ids("total");
  if (published.parameters().uncertainty().pyramids()) {
    for (const auto* ids : {&men, &women}) {
      for (const std::string& id : *ids) request.add_figure_ids(id);
    }
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto figures,
                          co_await bulk.ForecastQuantiles(municipality, std::move(request)));
  for (const fv1::FigureQuantiles& figure : figures) {
    const auto found = by_key.find(figure.neighborhood_key());
    if (found == by_key.end()) continue;
    if (figure.figure_id() == "total") SetFan(FromProto(figure), *found->second);
    SetBar(figure, men, *found->second->mutable_men());
    SetBar(figure, women, *found->second->mutable_women());
  }
  co_return absl::OkStatus();
}

// The city by the paths of its neighborhoods, until trajectories know better.
void AddCity(views::ForecastRecord& record) {
  std::map<int, double> people;
  for (const views::NeighborhoodForecast& one : record.neighborhoods()) {
    for (int i = 0; i < std::min(one.years_size(), one.people_size()); ++i) {
      people[one.years(i)] += one.people(i);
    }
  }
  views::NeighborhoodForecast& city = *record.add_neighborhoods();
  for (const auto& [year, sum] : people) {
    city.add_years(year);
    city.add_people(sum);
  }
}

Task<absl::Status> OnForecast(ViewChange& change, PublishedBulk& bulk, std::string municipality,
                              fv1::ForecastPublished published) {
  views::ForecastRecord record;
  record.set_forecast_id(published.forecast_id());
  record.set_version(published.version());
  record.set_title(published.title());
  record.set_engine_version(published.provenance().engine_version());
  if (published.has_accuracy()) *record.mutable_accuracy() = published.accuracy();
  ForecastsByKey by_key;
  for (const fv1::NeighborhoodTotals& totals : published.totals()) {
    views::NeighborhoodForecast* forecast = record.add_neighborhoods();
    forecast->set_neighborhood_key(totals.neighborhood_key());
    *forecast->mutable_years() = totals.years();
    *forecast->mutable_people() = totals.people();
    by_key[totals.neighborhood_key()] = forecast;
  }
  AddCity(record);
  by_key[""] = record.mutable_neighborhoods(record.neighborhoods_size() - 1);
  ZWK_CO_ASSIGN_OR_RETURN(const auto structure,
                          co_await Read<views::StructureRecord>(change, "structure"));
  views::StocksRecord last_stocks;
  last_stocks.set_year(published.parameters().last_year());
  last_stocks.set_import_id(published.forecast_id());
  last_stocks.set_source(published.title());
  // Ages of the first and the last year; what lies between is in the totals.
  for (const bool first : {true, false}) {
    const int year =
        first ? published.parameters().jump_off_year() : published.parameters().last_year();
    fv1::StreamForecastCellsRequest cells;
    cells.set_forecast_id(published.forecast_id());
    cells.set_from_year(year);
    cells.set_to_year(year);
    ZWK_CO_ASSIGN_OR_RETURN(const auto blocks,
                            co_await bulk.ForecastCells(municipality, std::move(cells)));
    for (const fv1::PopulationBlock& block : blocks) {
      const auto found = by_key.find(block.neighborhood_key());
      if (found == by_key.end() || block.age_classes() < 1) continue;
      if (!first) {
        last_stocks.set_age_width(block.age_width());
        *last_stocks.add_neighborhoods() = Summed(block, Groups(structure));
        SetBars(block, 0, *found->second->mutable_men());
        SetBars(block, 1, *found->second->mutable_women());
      }
      const std::vector<AgeLimits> groups = GroupsFor(block.age_width());
      for (size_t i = 0; i < groups.size(); ++i) {
        if (first) {
          views::AgeGroupForecast* group = found->second->add_age_groups();
          group->set_from_age(groups[i].from);
          group->set_to_age(groups[i].to);
          group->set_first(People(block, groups[i]));
        } else if (static_cast<int>(i) < found->second->age_groups_size()) {
          found->second->mutable_age_groups(static_cast<int>(i))
              ->set_last(People(block, groups[i]));
        }
      }
    }
  }
  if (published.parameters().has_uncertainty()) {
    ZWK_CO_RETURN_IF_ERROR(co_await SetIntervals(bulk, municipality, published, by_key));
  }
  change.Put("forecast/latest", record.SerializeAsString());
  change.Put("forecast/stocks", last_stocks.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnGaps(ViewChange& change, PublishedBulk& bulk, std::string municipality,
                          cv1::GapsComputed computed) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto rows, co_await bulk.Gaps(municipality, computed.gap_id()));
  views::GapsRecord record;
  record.set_gap_id(computed.gap_id());
  record.set_year(computed.year());
  for (const cv1::OfferGap& row : rows) {
    if (row.gap_class() != cv1::GAP_CLASS_NO_DEMAND) *record.add_rows() = row;
  }
  change.Put("gaps/latest", record.SerializeAsString());
  co_return absl::OkStatus();
}

void PutLabels(ViewChange& change, const std::string& key,
               const google::protobuf::Map<std::string, std::string>& labels) {
  views::LabelRecord record;
  *record.mutable_labels() = labels;
  change.Put(key, record.SerializeAsString());
}

Task<absl::Status> Remember(ViewChange& change, std::string area, std::string position) {
  ZWK_CO_ASSIGN_OR_RETURN(auto positions,
                          co_await Read<views::PositionsRecord>(change, "positions"));
  (*positions.mutable_positions())[area] = position;
  change.Put("positions", positions.SerializeAsString());
  co_return absl::OkStatus();
}

}  // namespace

NeighborhoodsView::NeighborhoodsView(PublishedBulk& bulk) {
  heard_.On<fv1::NeighborhoodRegistered>(OnNeighborhood<fv1::NeighborhoodRegistered>)
      .On<fv1::NeighborhoodChanged>(OnNeighborhood<fv1::NeighborhoodChanged>)
      .On<fv1::BoundaryChanged>(OnNeighborhood<fv1::BoundaryChanged>)
      .On<fv1::PopulationStructureChanged>(OnStructure)
      .On<fv1::StocksImported>(
          [&bulk](const Event& event, const fv1::StocksImported& imported, ViewChange& change) {
            return OnStocks(change, bulk, event.municipality, imported.population_import());
          })
      .On<fv1::ForecastPublished>(
          [&bulk](const Event& event, const fv1::ForecastPublished& published, ViewChange& change) {
            return OnForecast(change, bulk, event.municipality, published);
          })
      .On<cv1::GapsComputed>(
          [&bulk](const Event& event, const cv1::GapsComputed& computed, ViewChange& change) {
            return OnGaps(change, bulk, event.municipality, computed);
          })
      .On<cv1::NeedTypeDefined>([](const cv1::NeedTypeDefined& defined, ViewChange& change) {
        const cv1::NeedType& need = defined.need_type();
        PutLabels(change, absl::StrCat("need/", need.need_key()), need.labels());
      })
      .On<cv1::TargetGroupDefined>([](const cv1::TargetGroupDefined& defined, ViewChange& change) {
        const cv1::TargetGroup& group = defined.target_group();
        PutLabels(change, absl::StrCat("group/", group.target_group_key()), group.labels());
      });
  HearTopics(heard_);
}

Task<absl::Status> NeighborhoodsView::On(const Event& event, ViewChange& change) {
  ZWK_CO_RETURN_IF_ERROR(co_await heard_.Handle(event, change));
  co_return co_await Remember(change, event.area, event.position);
}

}  // namespace zwk::reporting
