#include "forecasting/engine/indicators.h"

#include <algorithm>
#include <limits>
#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kNoEnd = std::numeric_limits<int>::max();

struct Band {
  int from = 0;
  int to = kNoEnd;  // excluded
  double weight = 1;
};
struct RatioOfBands {
  const char* id;
  std::vector<Band> weights;
  std::vector<Band> per;
};

// A weight of 100 makes it per 100.
const std::vector<RatioOfBands>& Ratios() {
  static const auto& ratios = *new std::vector<RatioOfBands>{
      {"jq_20_65", {{0, 20, 100}}, {{20, 65}}},
      {"aq_20_65", {{65, kNoEnd, 100}}, {{20, 65}}},
      {"dep", {{0, 20, 100}, {65, kNoEnd, 100}}, {{20, 65}}},
      {"age_65_18", {{65, kNoEnd, 100}}, {{0, 18}}},
      {"greying", {{80, kNoEnd, 100}}, {{60, 80}}},
      {"parent_support_80_50_65", {{80, kNoEnd, 100}}, {{50, 65}}},
      {"minors_seniors", {{0, 18}}, {{65}}},
      {"billeter", {{0, 15}, {50, kNoEnd, -1}}, {{15, 50}}},
  };
  return ratios;
}

absl::StatusOr<Cells> WeightsOf(const Model& model, const std::vector<Band>& bands,
                                bool women_only = false) {
  const Grid& grid = model.grid;
  const int width = model.age_width;
  Cells weights(grid.size());
  for (const Band& band : bands) {
    for (const int limit : {band.from, band.to}) {
      if (limit != kNoEnd && (limit % width != 0 || limit > grid.open() * width)) {
        return absl::FailedPreconditionError(
            absl::StrCat("age ", limit, " is not the limit of an age class of ", width, " years"));
      }
    }
    for (size_t i = 0; i < weights.size(); ++i) {
      const int age = static_cast<int>(i % grid.ages) * width;
      const bool female = i / grid.ages % kSexes == kFemale;
      if (age >= band.from && age < band.to && (female || !women_only)) weights[i] += band.weight;
    }
  }
  return weights;
}

// "15_50" or "80".
std::optional<Band> ParseLimits(absl::string_view limits) {
  const std::vector<std::string> parts = absl::StrSplit(limits, '_');
  Band band;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &band.from) || band.from < 0) return {};
  if (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &band.to) || band.to <= band.from)) {
    return {};
  }
  return band;
}

double Weighted(const Cells& weights, const Cells& cells) {
  double sum = 0;
  for (size_t i = 0; i < cells.size(); ++i) sum += weights[i] * cells[i];
  return sum;
}

double Sum(absl::Span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

std::vector<double> ByAge(const Grid& grid, const Cells& cells) {
  std::vector<double> people(grid.ages);
  for (size_t i = 0; i < cells.size(); ++i) people[i % grid.ages] += cells[i];
  return people;
}

std::vector<double> ByGroup(const Grid& grid, const Cells& cells) {
  std::vector<double> people;
  for (int g = 0; g < grid.groups; ++g) {
    people.push_back(Sum({&cells[grid.at(g, 0, 0)], static_cast<size_t>(kSexes) * grid.ages}));
  }
  return people;
}

// 100 for each cell of a group that is asked for; nullopt where `id` is not about groups.
std::optional<Cells> GroupWeights(const Grid& grid, absl::string_view id,
                                  const std::vector<GroupFlags>& groups) {
  if (id != "foreign" && id != "mig" && id != "de_mig") return std::nullopt;
  Cells weights(grid.size());
  for (size_t g = 0; g < groups.size(); ++g) {
    const auto& [national, migration_history] = groups[g];
    const bool counts = id == "foreign" ? !national
                        : id == "mig"   ? !national || migration_history
                                        : national && migration_history;
    if (!counts) continue;
    std::fill_n(&weights[grid.at(static_cast<int>(g), 0, 0)],
                static_cast<size_t>(kSexes) * grid.ages, 100.0);
  }
  return weights;
}

}  // namespace

std::optional<double> MedianAge(absl::Span<const double> people, double age_width) {
  const double half = Sum(people) / 2;
  if (half <= 0) return std::nullopt;
  double younger = 0;
  for (size_t a = 0;; ++a) {
    if (younger + people[a] >= half || a + 1 == people.size()) {
      return age_width * (static_cast<double>(a) + (half - younger) / people[a]);
    }
    younger += people[a];
  }
}

std::optional<double> Simpson(absl::Span<const double> people) {
  const double all = Sum(people);
  if (all <= 0) return std::nullopt;
  double same = 0;
  for (const double one : people) same += (one / all) * (one / all);
  return 1 - same;
}

std::optional<double> Indicator::Of(const Cells& cells) const {
  switch (kind_) {
    case Kind::kMedianAge:
      return MedianAge(ByAge(grid_, cells), age_width_);
    case Kind::kSimpson:
      return Simpson(ByGroup(grid_, cells));
    case Kind::kCount:
      return Weighted(weights_, cells);
    case Kind::kRatio:
      break;
  }
  const double per = Weighted(per_, cells);
  if (per <= 0) return std::nullopt;
  return Weighted(weights_, cells) / per;
}

namespace {

// By bands of five years, each rounded and spread evenly.
std::vector<double> RoundedByAge(const std::vector<double>& people, int age_width,
                                 const Disclosure& area) {
  constexpr int kBand = 5;  // years of age
  const size_t classes = std::max(1, kBand / age_width);
  std::vector<double> rounded;
  for (size_t first = 0; first < people.size(); first += classes) {
    const size_t count = std::min(classes, people.size() - first);
    const double sum = area.Rounded(Sum({&people[first], count}));
    rounded.insert(rounded.end(), count, sum / static_cast<double>(count));
  }
  return rounded;
}

// People by the weight that they have.
std::map<double, double> ByWeight(const Cells& weights, const Cells& cells) {
  std::map<double, double> people;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (weights[i] != 0) people[weights[i]] += cells[i];
  }
  return people;
}

double RoundedSum(const std::map<double, double>& by_weight, const Disclosure& area) {
  double sum = 0;
  for (const auto& [weight, people] : by_weight) sum += weight * area.Rounded(people);
  return sum;
}

}  // namespace

bool Indicator::MayTellApart(const Disclosure& area) const {
  if (everybody_) return true;
  if (origin_) return area.tells_origin();
  return area.TellsAges(from_, to_);
}

// Of at least 100 people, and of three of each part; of a share the rest is as secret.
std::optional<double> Indicator::ShownRatio(const Cells& cells, const Disclosure& area) const {
  const std::map<double, double> above = ByWeight(weights_, cells), below = ByWeight(per_, cells);
  const bool share =
      std::all_of(per_.begin(), per_.end(), [](double weight) { return weight == 1; });
  double people = 0;
  for (const auto& [weight, part] : below) people += part;
  if (!MayTellApart(area) || above.empty() || people < kTooFewForShares) return std::nullopt;
  for (const auto& [weight, part] : above) {
    if (part < kTooFewPeople || (share && !MayTellShare(part, people))) return std::nullopt;
  }
  const double per = RoundedSum(below, area);
  if (per <= 0) return std::nullopt;
  return RoundedSum(above, area) / per;
}

std::optional<double> Indicator::Shown(const Cells& cells, const Disclosure& area) const {
  if (kind_ == Kind::kCount) {
    if (!MayTellApart(area)) return std::nullopt;
    return area.Rounded(Weighted(weights_, cells));
  }
  if (kind_ == Kind::kSimpson) {
    if (!area.tells_origin()) return std::nullopt;
    std::vector<double> groups = ByGroup(grid_, cells);
    for (double& people : groups) people = area.Rounded(people);
    return Simpson(groups);
  }
  if (kind_ == Kind::kRatio && !mean_age_) return ShownRatio(cells, area);
  if (!area.tells_ratios()) return std::nullopt;
  const std::vector<double> people = RoundedByAge(ByAge(grid_, cells), age_width_, area);
  if (kind_ == Kind::kMedianAge) return MedianAge(people, age_width_);
  double years = 0;
  for (size_t a = 0; a < people.size(); ++a) {
    years += age_width_ * (static_cast<double>(a) + 0.5) * people[a];
  }
  const double all = Sum(people);
  if (all <= 0) return std::nullopt;
  return years / all;
}

absl::StatusOr<Indicator> MakeIndicator(const Model& model, absl::string_view id,
                                        const std::vector<GroupFlags>& groups) {
  Indicator indicator;
  indicator.grid_ = model.grid;
  indicator.age_width_ = model.age_width;
  for (const RatioOfBands& ratio : Ratios()) {
    if (id != ratio.id) continue;
    indicator.kind_ = Indicator::Kind::kRatio;
    ZWK_ASSIGN_OR_RETURN(indicator.weights_, WeightsOf(model, ratio.weights));
    ZWK_ASSIGN_OR_RETURN(indicator.per_, WeightsOf(model, ratio.per));
    return indicator;
  }
  if (id == "median_age") {
    indicator.kind_ = Indicator::Kind::kMedianAge;
    return indicator;
  }
  if (id == "simpson") {
    indicator.kind_ = Indicator::Kind::kSimpson;
    return indicator;
  }
  if (id == "mean_age") {
    indicator.kind_ = Indicator::Kind::kRatio;
    indicator.mean_age_ = true;
    indicator.per_.assign(model.grid.size(), 1.0);
    for (size_t i = 0; i < model.grid.size(); ++i) {
      indicator.weights_.push_back(model.age_width * (i % model.grid.ages + 0.5));
    }
    return indicator;
  }
  if (std::optional<Cells> of_groups = GroupWeights(model.grid, id, groups)) {
    if (groups.size() != static_cast<size_t>(model.grid.groups)) {
      return absl::FailedPreconditionError("which groups are national is not known");
    }
    indicator.kind_ = Indicator::Kind::kRatio;
    indicator.origin_ = true;
    indicator.weights_ = *std::move(of_groups);
    indicator.per_.assign(model.grid.size(), 1.0);
    return indicator;
  }
  absl::string_view limits = id;
  const bool share = absl::ConsumePrefix(&limits, "share_");
  const bool women = !share && absl::ConsumePrefix(&limits, "women_");
  const bool people = !share && !women && absl::ConsumePrefix(&limits, "people_");
  std::optional<Band> band = id == "pop" ? Band{} : ParseLimits(limits);
  if (!band || (id != "pop" && !women && !people && !share)) {
    return absl::NotFoundError(absl::StrCat("there is no indicator ", Quoted(id)));
  }
  indicator.everybody_ = id == "pop";
  indicator.from_ = band->from;
  if (band->to != kNoEnd) indicator.to_ = band->to;
  if (share) {
    indicator.kind_ = Indicator::Kind::kRatio;
    indicator.per_.assign(model.grid.size(), 1.0);
    band->weight = 100;
  }
  ZWK_ASSIGN_OR_RETURN(indicator.weights_, WeightsOf(model, {*band}, women));
  return indicator;
}

const std::vector<std::string>& IndicatorIds() {
  static const auto& ids = *[] {
    auto* all = new std::vector<std::string>{"pop",      "foreign",    "mig",    "de_mig",
                                             "mean_age", "median_age", "simpson"};
    for (const RatioOfBands& ratio : Ratios()) all->push_back(ratio.id);
    for (const char* band :
         {"people_0_3", "people_3_6", "people_6_10", "people_10_16", "people_16_19", "people_65_80",
          "people_80", "women_15_50", "share_0_18", "share_65"}) {
      all->push_back(band);
    }
    return all;
  }();
  return ids;
}

}  // namespace zwk::forecasting
