#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/status_macros.h"
#include "reporting/app/local_time.h"
#include "reporting/events/facts.h"
#include "reporting/events/gap_words.h"
#include "reporting/events/meetings_view.h"
#include "reporting/events/neighborhoods_view.h"
#include "reporting/events/usage_view.h"
#include "reporting/events/view_documents.h"
#include "reporting/events/views.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
namespace cv1 = ::zwk::catalog::v1;
namespace fv1 = ::zwk::forecasting::v1;

std::string NameIn(const google::protobuf::Map<std::string, std::string>& names,
                   const std::string& locale, const std::string& fallback) {
  if (const auto found = names.find(locale); found != names.end()) return found->second;
  // The map's own order is random: the least language is always the same one.
  const std::map<std::string, std::string> ordered(names.begin(), names.end());
  if (const auto german = ordered.find("de"); german != ordered.end()) return german->second;
  return ordered.empty() ? fallback : ordered.begin()->second;
}

std::string SourceOf(const views::StocksRecord& record) {
  return record.source().empty() ? absl::StrCat("Import ", record.import_id()) : record.source();
}

Population ToPopulation(const views::StocksRecord& record, const views::NeighborhoodStocks& stocks,
                        std::string area) {
  Population population{.area = std::move(area),
                        .date = absl::StrCat(record.year(), "-12-31"),
                        .source = SourceOf(record),
                        .synthetic = record.synthetic(),
                        .age_width = std::max(1, record.age_width())};
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

// The people of one neighborhood, or of all of them ("city").
std::optional<Population> PopulationOf(const views::StocksRecord& record, const std::string& area,
                                       const std::string& name) {
  std::optional<Population> sum;
  for (const views::NeighborhoodStocks& stocks : record.neighborhoods()) {
    if (area != "city" && stocks.neighborhood_key() != area) continue;
    Population population = ToPopulation(record, stocks, name);
    if (sum) {
      sum->Add(population);
    } else {
      sum = std::move(population);
    }
  }
  if (sum) sum->municipality = area == "city";
  return sum;
}

NeighborhoodProfile::Topic::Status StatusOf(views::TopicStatus status) {
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

struct Words {
  std::string de;
  std::string en;
};

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

NeighborhoodProfile::Lab ToLab(const views::LabRecord& record) {
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

std::optional<PyramidOutlook> ToOutlook(int year, const views::NeighborhoodForecast& forecast) {
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

// Of everybody: our trend methods and "nothing changes" beside chance.
PastForecasts ToPast(const fv1::ForecastAccuracy& accuracy) {
  PastForecasts past;
  for (const fv1::NoiseFloor& floor : accuracy.noise_floors()) {
    PastForecasts::Horizon& horizon = past.horizons.emplace_back();
    horizon.years = floor.horizon();
    horizon.chance = floor.mape();
    for (const fv1::MethodAccuracy& method : accuracy.methods()) {
      if (method.slice() != "total" || method.horizon() != floor.horizon()) continue;
      if (method.method() == fv1::BACKTEST_METHOD_CONSTANT) horizon.unchanged = method.mape();
      if (method.method() != fv1::BACKTEST_METHOD_OURS) continue;
      horizon.error = method.mape();
      if (method.has_coverage_80()) horizon.inside_80 = method.coverage_80();
    }
  }
  return past;
}

NeighborhoodProfile::Forecast ToForecast(const views::ForecastRecord& record,
                                         const views::NeighborhoodForecast& neighborhood) {
  NeighborhoodProfile::Forecast forecast{.forecast_id = record.forecast_id(),
                                         .version = record.version(),
                                         .title = record.title(),
                                         .engine_version = record.engine_version(),
                                         .past = ToPast(record.accuracy())};
  for (int i = 0; i < std::min(neighborhood.years_size(), neighborhood.people_size()); ++i) {
    FanYear year{.year = neighborhood.years(i), .value = neighborhood.people(i)};
    for (const views::ForecastInterval& interval : neighborhood.intervals()) {
      if (i >= std::min(interval.low_size(), interval.high_size())) continue;
      year.intervals.push_back({interval.percent(), interval.low(i), interval.high(i)});
    }
    forecast.years.push_back(std::move(year));
  }
  if (!forecast.years.empty()) {
    forecast.outlook = ToOutlook(forecast.years.back().year, neighborhood);
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

Task<absl::StatusOr<FigureValues>> NeighborhoodFacts::Figures(Caller caller,
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
    const auto indicator = Tell(parts[0], *population);
    if (indicator && !indicator->withheld) values[key] = indicator->value;
  }
  co_return values;
}

Task<absl::StatusOr<std::string>> NeighborhoodFacts::NameOf(Caller caller,
                                                            std::string neighborhood_key,
                                                            std::string locale) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto record,
                          co_await Read<views::NeighborhoodRecord>(
                              view_, caller.municipality,
                              absl::StrCat("neighborhood/", neighborhood_key), caller.deadline));
  co_return NameIn(record.names(), locale, neighborhood_key);
}

Task<absl::StatusOr<AreaDescription>> NeighborhoodFacts::Describe(Caller caller,
                                                                  std::string neighborhood_key) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto city, co_await Read<views::MunicipalityRecord>(meetings_, caller.municipality,
                                                                "municipality", caller.deadline));
  AreaDescription area{.municipality_name = city.name().empty() ? caller.municipality : city.name(),
                       .default_lang = std::string(
                           Tag(LanguageOf(city.default_locale()).value_or(Language::kGerman)))};
  ZWK_CO_ASSIGN_OR_RETURN(area.synthetic, co_await Synthetic(caller));
  area.name = area.municipality_name;
  if (neighborhood_key.empty()) co_return area;
  ZWK_CO_ASSIGN_OR_RETURN(const auto record,
                          co_await Read<views::NeighborhoodRecord>(
                              view_, caller.municipality,
                              absl::StrCat("neighborhood/", neighborhood_key), caller.deadline));
  if (record.neighborhood_key().empty()) {
    co_return absl::NotFoundError(absl::StrCat("no neighborhood ", neighborhood_key));
  }
  area.name = NameIn(record.names(), area.default_lang, neighborhood_key);
  co_return area;
}

Task<absl::StatusOr<Positions>> NeighborhoodFacts::ReadPositions(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto record,
                          co_await Read<views::PositionsRecord>(view_, caller.municipality,
                                                                "positions", caller.deadline));
  co_return Positions(record.positions().begin(), record.positions().end());
}

Task<absl::StatusOr<bool>> NeighborhoodFacts::Synthetic(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto latest,
                          co_await Read<views::StocksRecord>(view_, caller.municipality,
                                                             "stocks/latest", caller.deadline));
  if (latest.year() == 0) co_return false;
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto stocks,
      co_await Read<views::StocksRecord>(view_, caller.municipality,
                                         absl::StrCat("stocks/", latest.year()), caller.deadline));
  co_return stocks.synthetic();
}

Task<absl::StatusOr<std::vector<IndexPage::Neighborhood>>> NeighborhoodFacts::List(
    Caller caller, std::string locale) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto items,
      co_await view_.ScanAll(caller.municipality, kNeighborhoodsIndex, "", caller.deadline));
  std::vector<std::string> lab_keys;
  for (const auto& item : items) lab_keys.push_back(absl::StrCat("lab/", item.sort_key));
  ZWK_CO_ASSIGN_OR_RETURN(const auto labs,
                          co_await view_.GetMany(caller.municipality, lab_keys, caller.deadline));
  std::vector<IndexPage::Neighborhood> neighborhoods;
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
  co_return neighborhoods;
}

Task<absl::StatusOr<ProfileFacts>> NeighborhoodFacts::Now(Caller caller,
                                                          std::string neighborhood_key) {
  const std::string& city_id = caller.municipality;
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto neighborhood,
      co_await Read<views::NeighborhoodRecord>(
          view_, city_id, absl::StrCat("neighborhood/", neighborhood_key), caller.deadline));
  if (neighborhood.neighborhood_key().empty()) {
    co_return absl::NotFoundError(absl::StrCat("no neighborhood ", neighborhood_key));
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto city, co_await Read<views::MunicipalityRecord>(meetings_, city_id, "municipality",
                                                                caller.deadline));
  ProfileFacts facts;
  NeighborhoodProfile& profile = facts.profile;
  profile.municipality_name = city.name().empty() ? city_id : city.name();
  profile.default_lang =
      std::string(Tag(LanguageOf(city.default_locale()).value_or(Language::kGerman)));
  profile.key = neighborhood_key;
  profile.name = NameIn(neighborhood.names(), profile.default_lang, neighborhood_key);
  profile.boundary_version = neighborhood.boundary_version();

  ZWK_CO_ASSIGN_OR_RETURN(const auto latest, co_await Read<views::StocksRecord>(
                                                 view_, city_id, "stocks/latest", caller.deadline));
  if (latest.year() > 0) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const auto stocks,
        co_await Read<views::StocksRecord>(view_, city_id, absl::StrCat("stocks/", latest.year()),
                                           caller.deadline));
    profile.population = PopulationOf(stocks, neighborhood_key, profile.name);
    profile.synthetic = stocks.synthetic();
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto forecast,
      co_await Read<views::ForecastRecord>(view_, city_id, "forecast/latest", caller.deadline));
  for (const views::NeighborhoodForecast& one : forecast.neighborhoods()) {
    if (one.neighborhood_key() == neighborhood_key) profile.forecast = ToForecast(forecast, one);
  }

  ZWK_CO_ASSIGN_OR_RETURN(const auto gaps, co_await Read<views::GapsRecord>(
                                               view_, city_id, "gaps/latest", caller.deadline));
  profile.gap_id = gaps.gap_id();
  profile.gap_year = gaps.year();
  std::vector<const cv1::OfferGap*> rows;
  std::vector<std::string> label_keys;
  for (const cv1::OfferGap& row : gaps.rows()) {
    if (row.neighborhood_key() != neighborhood_key) continue;
    rows.push_back(&row);
    label_keys.push_back(absl::StrCat("need/", row.need_key()));
    label_keys.push_back(absl::StrCat("group/", row.target_group_key()));
  }
  if (!rows.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(const auto labels,
                            co_await view_.GetMany(city_id, label_keys, caller.deadline));
    const auto label = [&labels](size_t at, const std::string& language, const std::string& key) {
      views::LabelRecord record;
      if (labels[at]) record.ParseFromString(*labels[at]);
      return NameIn(record.labels(), language, key);
    };
    for (size_t i = 0; i < rows.size(); ++i) {
      NeighborhoodProfile::Gap gap = ToGap(*rows[i]);
      gap.need_de = label(2 * i, "de", rows[i]->need_key());
      gap.need_en = label(2 * i, "en", rows[i]->need_key());
      gap.group_de = label(2 * i + 1, "de", rows[i]->target_group_key());
      gap.group_en = label(2 * i + 1, "en", rows[i]->target_group_key());
      profile.gaps.push_back(std::move(gap));
    }
    std::stable_sort(profile.gaps.begin(), profile.gaps.end(), [](const auto& a, const auto& b) {
      return a.persons_without > b.persons_without;
    });
  }

  ZWK_CO_ASSIGN_OR_RETURN(
      const auto lab, co_await Read<views::LabRecord>(
                          view_, city_id, absl::StrCat("lab/", neighborhood_key), caller.deadline));
  if (!lab.lab_id().empty()) profile.lab = ToLab(lab);

  ZWK_CO_ASSIGN_OR_RETURN(
      const auto topics,
      co_await Read<views::TopicsRecord>(view_, city_id, absl::StrCat("topics/", neighborhood_key),
                                         caller.deadline));
  const std::string zone = city.timezone().empty() ? "Europe/Berlin" : city.timezone();
  for (const views::TopicRecord& record : topics.topics()) {
    std::vector<common::v1::Sealed> sealed = {record.title()};
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
         .status = StatusOf(record.status())});
  }
  std::stable_sort(profile.topics.begin(), profile.topics.end(),
                   [](const auto& a, const auto& b) { return a.dots > b.dots; });
  ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await ReadPositions(caller));
  co_return facts;
}

Task<absl::StatusOr<IndexFacts>> IndexPageFacts::Now(Caller caller) {
  const std::string& city_id = caller.municipality;
  IndexFacts facts;
  IndexPage& page = facts.page;
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto city, co_await Read<views::MunicipalityRecord>(meetings_, city_id, "municipality",
                                                                caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto programme,
      co_await Read<views::ProgrammeRecord>(meetings_, city_id, "programme", caller.deadline));
  page.municipality_name = city.name().empty() ? city_id : city.name();
  page.default_lang =
      std::string(Tag(LanguageOf(city.default_locale()).value_or(Language::kGerman)));
  page.programme_name = programme.created().name();
  page.funder = programme.created().funder();
  const std::string zone = city.timezone().empty() ? "Europe/Berlin" : city.timezone();

  ZWK_CO_ASSIGN_OR_RETURN(const auto meetings,
                          co_await meetings_.ScanAll(city_id, kMeetingsIndex, "", caller.deadline));
  for (auto item = meetings.rbegin(); item != meetings.rend(); ++item) {
    views::MeetingRecord meeting;
    if (!meeting.ParseFromString(item->bytes) || meeting.cancelled()) continue;
    const auto& scheduled = meeting.scheduled();
    page.minutes.push_back({.meeting_id = scheduled.meeting_id(),
                            .title = scheduled.title(),
                            .date = FormatDate(InZone(scheduled.starts_at().seconds(), zone).day)});
  }
  ZWK_CO_ASSIGN_OR_RETURN(page.neighborhoods,
                          co_await neighborhoods_.List(caller, page.default_lang));
  ZWK_CO_ASSIGN_OR_RETURN(page.synthetic, co_await neighborhoods_.Synthetic(caller));
  ZWK_CO_ASSIGN_OR_RETURN(auto counters,
                          co_await usage_.Counters(city_id, kUsageCounter, caller.deadline));
  page.usage = {.meetings = counters["meetings"],
                .sessions = counters["sessions"],
                .cards = counters["cards"],
                .ballots = counters["ballots"],
                .open_next_steps = counters["open_next_steps"],
                .open_backlog_entries = counters["open_backlog_entries"],
                .offers = counters["offers"],
                .searches = counters["searches"],
                .searches_without_hit = counters["searches_without_hit"],
                .labs = counters["labs"],
                .neighborhoods = counters["neighborhoods"]};
  ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await neighborhoods_.ReadPositions(caller));
  co_return facts;
}

}  // namespace zwk::reporting
