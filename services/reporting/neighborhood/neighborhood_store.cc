#include "reporting/neighborhood/neighborhood_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/collation.h"
#include "platform/base/status_macros.h"
#include "reporting/base/indicator.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_store.h"
#include "reporting/neighborhood/boundary_codec.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;

std::string SourceOf(const views::StocksRecord& record) {
  return record.source().empty() ? absl::StrCat("Import ", record.import_id()) : record.source();
}

Population FromProto(const views::StocksRecord& record, const views::NeighborhoodStocks& stocks,
                     std::string area) {
  Population population{.area = std::move(area),
                        .date = absl::StrCat(record.year(), "-12-31"),
                        .source = SourceOf(record),
                        .synthetic = record.synthetic(),
                        .age_width = std::max(1, record.age_width())};
  for (const views::GroupStocks& group : stocks.groups()) {
    population.groups.push_back({group.national(), group.migration_history(), group.people()});
  }
  population.people[Population::kNational][Population::kMale] = {stocks.national_male().begin(),
                                                                 stocks.national_male().end()};
  population.people[Population::kNational][Population::kFemale] = {stocks.national_female().begin(),
                                                                   stocks.national_female().end()};
  population.people[Population::kForeign][Population::kMale] = {stocks.foreign_male().begin(),
                                                                stocks.foreign_male().end()};
  population.people[Population::kForeign][Population::kFemale] = {stocks.foreign_female().begin(),
                                                                  stocks.foreign_female().end()};
  return population;
}

}  // namespace

std::string BoundaryKey(const std::string& neighborhood_key) {
  return absl::StrCat("boundary/", neighborhood_key);
}

std::string NameIn(const google::protobuf::Map<std::string, std::string>& names,
                   const std::string& locale, const std::string& fallback) {
  if (const auto found = names.find(locale); found != names.end()) return found->second;
  // The map's own order is random: the least language is always the same one.
  const std::map<std::string, std::string> ordered(names.begin(), names.end());
  if (const auto german = ordered.find("de"); german != ordered.end()) return german->second;
  return ordered.empty() ? fallback : ordered.begin()->second;
}

std::optional<Population> PopulationOf(const views::StocksRecord& record, const std::string& area,
                                       const std::string& name) {
  std::optional<Population> sum;
  for (const views::NeighborhoodStocks& stocks : record.neighborhoods()) {
    if (area != "city" && stocks.neighborhood_key() != area) continue;
    Population population = FromProto(record, stocks, name);
    if (sum) {
      sum->Add(population);
    } else {
      sum = std::move(population);
    }
  }
  if (sum) sum->municipality = area == "city";
  return sum;
}

Task<absl::StatusOr<views::NeighborhoodRecord>> Neighborhoods::Find(Caller caller,
                                                                    std::string neighborhood_key) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto record, co_await Read<views::NeighborhoodRecord>(
                       view_, caller.municipality, absl::StrCat("neighborhood/", neighborhood_key),
                       caller.deadline));
  if (record.neighborhood_key().empty()) {
    co_return absl::NotFoundError(absl::StrCat("no neighborhood ", neighborhood_key));
  }
  co_return record;
}

Task<absl::StatusOr<AreaDescription>> Neighborhoods::Describe(Caller caller,
                                                              std::string neighborhood_key) {
  ZWK_CO_ASSIGN_OR_RETURN(const City city,
                          co_await ReadCity(meetings_, caller.municipality, caller.deadline));
  AreaDescription area{.municipality_name = city.name, .default_lang = city.default_lang};
  ZWK_CO_ASSIGN_OR_RETURN(area.synthetic, co_await Synthetic(caller));
  area.name = area.municipality_name;
  if (neighborhood_key.empty()) co_return area;
  ZWK_CO_ASSIGN_OR_RETURN(const auto record, co_await Find(caller, neighborhood_key));
  area.name = NameIn(record.names(), area.default_lang, neighborhood_key);
  co_return area;
}

Task<absl::StatusOr<std::string>> Neighborhoods::NameOf(Caller caller, std::string neighborhood_key,
                                                        std::string locale) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto record,
                          co_await Read<views::NeighborhoodRecord>(
                              view_, caller.municipality,
                              absl::StrCat("neighborhood/", neighborhood_key), caller.deadline));
  co_return NameIn(record.names(), locale, neighborhood_key);
}

Task<absl::StatusOr<std::vector<Neighborhoods::Item>>> Neighborhoods::List(Caller caller,
                                                                           std::string locale) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto items,
      co_await view_.ScanAll(caller.municipality, kNeighborhoodsIndex, "", caller.deadline));
  std::vector<std::string> lab_keys;
  for (const auto& item : items) lab_keys.push_back(absl::StrCat("lab/", item.sort_key));
  ZWK_CO_ASSIGN_OR_RETURN(const auto labs,
                          co_await view_.GetMany(caller.municipality, lab_keys, caller.deadline));
  std::vector<Item> neighborhoods;
  for (size_t i = 0; i < items.size(); ++i) {
    views::NeighborhoodRecord record;
    if (!record.ParseFromString(items[i].bytes)) continue;
    views::LabRecord lab;
    const bool is_lab = labs[i] && lab.ParseFromString(*labs[i]) &&
                        lab.status() != pv1::LAB_STATUS_PROPOSED &&
                        lab.status() != pv1::LAB_STATUS_REJECTED;
    neighborhoods.push_back({.key = record.neighborhood_key(),
                             .name = NameIn(record.names(), locale, record.neighborhood_key()),
                             .is_lab = is_lab});
  }
  std::sort(neighborhoods.begin(), neighborhoods.end(), [](const Item& a, const Item& b) {
    return std::pair(SortKey(a.name), a.key) < std::pair(SortKey(b.name), b.key);
  });
  co_return neighborhoods;
}

Task<absl::StatusOr<std::vector<std::vector<MapRing>>>> Neighborhoods::Boundaries(
    Caller caller, std::vector<std::string> keys) {
  std::vector<std::string> documents;
  for (const std::string& key : keys) documents.push_back(BoundaryKey(key));
  ZWK_CO_ASSIGN_OR_RETURN(const auto found,
                          co_await view_.GetMany(caller.municipality, documents, caller.deadline));
  std::vector<std::vector<MapRing>> boundaries(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    views::BoundaryRecord record;
    if (found[i] && record.ParseFromString(*found[i])) boundaries[i] = FromRecord(record);
  }
  co_return boundaries;
}

Task<absl::StatusOr<views::StocksRecord>> Neighborhoods::LatestStocks(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto latest, co_await Read<views::StocksRecord>(view_, caller.municipality, "stocks/latest",
                                                      caller.deadline));
  if (latest.year() == 0) co_return latest;
  co_return co_await Read<views::StocksRecord>(
      view_, caller.municipality, absl::StrCat("stocks/", latest.year()), caller.deadline);
}

Task<absl::StatusOr<bool>> Neighborhoods::Synthetic(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto stocks, co_await LatestStocks(std::move(caller)));
  co_return stocks.synthetic();
}

Task<absl::StatusOr<FigureValues>> Neighborhoods::Figures(Caller caller,
                                                          std::vector<std::string> keys,
                                                          std::string municipality_name) {
  FigureValues values;
  std::map<int, views::StocksRecord> years;
  for (const std::string& key : keys) {
    const std::vector<std::string> parts = absl::StrSplit(key, '@');
    int year = 0;
    // Stocks are those of 31 December.
    if (parts.size() != 3 || parts[2].size() != 10 || parts[2].substr(4) != "-12-31" ||
        !absl::SimpleAtoi(parts[2].substr(0, 4), &year)) {
      continue;
    }
    if (!years.contains(year)) {
      ZWK_CO_ASSIGN_OR_RETURN(years[year], co_await Read<views::StocksRecord>(
                                               view_, caller.municipality,
                                               absl::StrCat("stocks/", year), caller.deadline));
    }
    std::string name = municipality_name;
    if (parts[1] != "city") {
      ZWK_CO_ASSIGN_OR_RETURN(name, co_await NameOf(caller, parts[1], "de"));
    }
    const auto population = PopulationOf(years[year], parts[1], name);
    if (!population) continue;
    const IndicatorDefinition* indicator = FindIndicator(parts[0]);
    const auto told = indicator != nullptr ? Tell(*indicator, *population) : std::nullopt;
    if (told && told->value.told()) values[key] = *told;
  }
  co_return values;
}

Task<absl::StatusOr<Positions>> Neighborhoods::ReadPositions(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto record,
                          co_await Read<views::PositionsRecord>(view_, caller.municipality,
                                                                "positions", caller.deadline));
  co_return Positions(record.positions().begin(), record.positions().end());
}

}  // namespace zwk::reporting
