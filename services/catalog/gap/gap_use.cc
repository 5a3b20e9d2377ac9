#include "catalog/gap/gap_use.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "catalog/gap/need_problem.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

constexpr size_t kLargest = 10;

void Summarize(const std::vector<OfferGap>& rows, GapAnalysis& analysis) {
  std::vector<const OfferGap*> order;
  for (const OfferGap& row : rows) {
    ++analysis.rows_by_class[row.gap_class];
    if (row.persons_without > 0 && row.gap_class != GapClass::kCovered) order.push_back(&row);
  }
  analysis.rows = static_cast<int>(rows.size());
  std::sort(order.begin(), order.end(), [](const OfferGap* a, const OfferGap* b) {
    return a->persons_without != b->persons_without ? a->persons_without > b->persons_without
                                                    : a < b;  // in the order of rows
  });
  order.resize(std::min(order.size(), kLargest));
  for (const OfferGap* row : order) analysis.largest.push_back(*row);
}

void RoundPeople(const PeopleByNeighborhood& people, OfferGap& row) {
  const auto area = people.find(row.neighborhood_key);
  row.rounded_to = area == people.end() ? Population().rounded_to : area->second.rounded_to;
  for (double* number : {&row.persons, &row.persons_without}) {
    *number = std::round(*number / row.rounded_to) * row.rounded_to;
  }
}

absl::StatusOr<std::vector<OfferGap>> AllRows(const Snapshot& snapshot,
                                              const PeopleByNeighborhood& people, int year,
                                              const std::string& today) {
  std::vector<OfferGap> rows;
  for (const auto& [key, need] : snapshot.content().needs) {
    if (need.archived) continue;
    ZWK_ASSIGN_OR_RETURN(std::vector<OfferGap> some,
                         ComputeGaps(ProblemOf(snapshot, need, people, today)));
    for (OfferGap& row : some) {
      row.year = year;
      RoundPeople(people, row);
      rows.push_back(std::move(row));
    }
  }
  std::sort(rows.begin(), rows.end(), [](const OfferGap& a, const OfferGap& b) {
    return std::tie(a.neighborhood_key, a.need_key, a.group_key) <
           std::tie(b.neighborhood_key, b.need_key, b.group_key);
  });
  return rows;
}

}  // namespace

Task<absl::StatusOr<GapAnalysis>> GapAnalyses::Compute(Caller caller, std::string forecast_id,
                                                       int year) {
  const std::string id =
      UuidFromName(absl::StrCat("gap/", caller.municipality, "/", caller.request.id));
  ZWK_CO_ASSIGN_OR_RETURN(std::optional<GapAnalysis> answered,
                          co_await store_.Answered(caller, id));
  if (answered) co_return *std::move(answered);
  ZWK_CO_ASSIGN_OR_RETURN(const ForecastInfo forecast,
                          co_await forecasts_.Find(caller, forecast_id));
  if (year == 0) {
    year = forecast.years.size() > 1 ? forecast.years[1] : forecast.years.front();
  }
  if (std::find(forecast.years.begin(), forecast.years.end(), year) == forecast.years.end()) {
    co_return WithField(
        absl::NotFoundError(absl::StrCat("the forecast ", Quoted(forecast.ref.forecast_id),
                                         " does not have the year ", year)),
        "year");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const PeopleByNeighborhood people,
                          co_await forecasts_.People(caller, forecast, year));
  ZWK_CO_ASSIGN_OR_RETURN(const Snapshots::Pointer snapshot, co_await snapshots_.Current(caller));
  const bool entered = co_await pool_.Enter();
  if (!entered) {
    co_return absl::ResourceExhaustedError("too much work waits; try again later");
  }
  GapAnalysis analysis;
  analysis.id = id;
  analysis.forecast = forecast.ref;
  analysis.year = year;
  analysis.computed = clock_.Now();
  const std::string today = FormatDate(std::chrono::floor<std::chrono::days>(analysis.computed));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<OfferGap> rows, AllRows(*snapshot, people, year, today));
  Summarize(rows, analysis);
  co_return co_await store_.Save(caller, std::move(analysis), std::move(rows));
}

}  // namespace zwk::catalog
