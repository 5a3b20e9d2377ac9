#include "forecasting/backtest/series.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2200;
constexpr int kOldest = 150;
// Single years of age become classes of five: what areas of this size can tell.
constexpr size_t kMostAges = 30;

bool NotToldApart(absl::string_view text) {
  return text.empty() || text == "all" || text == "total" || text == "*";
}

struct AgeBand {
  int first = 0;
  int last = 0;
};

// "17", "0-5" or "65+".
std::optional<AgeBand> ParseAge(absl::string_view text) {
  AgeBand band;
  if (absl::ConsumeSuffix(&text, "+")) {
    const std::optional<int> first = ToInt(text);
    if (!first) return std::nullopt;
    band = {*first, Slice::kOpenAge};
  } else {
    const std::vector<absl::string_view> ends = absl::StrSplit(text, absl::MaxSplits('-', 1));
    const std::optional<int> first = ToInt(ends.front()), last = ToInt(ends.back());
    if (!first || !last || *last > kOldest) return std::nullopt;
    band = {*first, *last};
  }
  if (band.first < 0 || band.first > kOldest || band.first > band.last) return std::nullopt;
  return band;
}

std::string AgeName(int first, int last) {
  if (last == Slice::kOpenAge) return absl::StrCat(first, "+");
  return first == last ? absl::StrCat(first) : absl::StrCat(first, "-", last);
}

// Which of sex, age and group a slice tells apart.
using Kind = std::array<bool, 3>;
Kind KindOf(const Slice& slice) {
  return {!slice.sex.empty(), !slice.age.empty(), !slice.group.empty()};
}
int Told(const Kind& kind) { return kind[0] + kind[1] + kind[2]; }

// Total first, then what tells less apart; then by sex, age and group.
bool Before(const Slice& a, const Slice& b) {
  const Kind ka = KindOf(a), kb = KindOf(b);
  return std::make_tuple(Told(ka), kb, a.group, a.sex, a.first_age, a.last_age) <
         std::make_tuple(Told(kb), ka, b.group, b.sex, b.first_age, b.last_age);
}

}  // namespace

std::string Slice::Name() const {
  std::vector<std::string> parts;
  if (!group.empty()) parts.push_back(absl::StrCat("group ", group));
  if (!sex.empty()) parts.push_back(absl::StrCat("sex ", sex));
  if (!age.empty()) parts.push_back(absl::StrCat("age ", age));
  return parts.empty() ? "total" : absl::StrJoin(parts, ", ");
}

absl::StatusOr<ReferenceDate> ParseReferenceDate(absl::string_view label) {
  const absl::Status refusal = absl::InvalidArgumentError(absl::StrCat(
      Quoted(label), " is no reference date: it must be a year (2015), a part of a year ",
      "(2015.5) or a day (2015-06-30), from ", kFirstYear, " to ", kLastYear));
  ReferenceDate date{0, std::string(label)};
  const std::vector<absl::string_view> parts = absl::StrSplit(label, '-');
  if (parts.size() == 3) {
    const absl::StatusOr<std::chrono::year_month_day> day = ParseDate(date.label);
    if (!day.ok()) return refusal;
    const auto number = static_cast<unsigned>(day->day());
    const auto last = (day->year() / day->month() / std::chrono::last).day();
    // The nearest turn of a month: people are counted on the last day of one, or the first.
    const unsigned turns = static_cast<unsigned>(day->month()) - 1 +
                           (number > static_cast<unsigned>(last) / 2 ? 1 : 0);
    date.time = static_cast<int>(day->year()) + turns / 12.0;
  } else {
    const bool plain = std::all_of(label.begin(), label.end(),
                                   [](char c) { return absl::ascii_isdigit(c) || c == '.'; });
    if (!plain || !absl::SimpleAtod(label, &date.time)) return refusal;
    date.time = std::round(date.time * 12) / 12;
  }
  if (date.time < kFirstYear || date.time >= kLastYear + 1) return refusal;
  return date;
}

struct SeriesFile::State {
  explicit State(SeriesOptions given)
      : options(given), csv({"year", "neighborhood", "value"}, {"sex", "age", "group"}, faults) {}

  void Fault(absl::string_view column, FileErrorCode code, std::string message) {
    faults.Add(csv.line(), column, code, csv.field(column), std::move(message));
  }
  void FaultOfFile(absl::string_view column, FileErrorCode code, absl::string_view value,
                   std::string message) {
    faults.Add(0, column, code, value, std::move(message));
  }

  // --- rows ---
  absl::Status Row() {
    TakeRow();
    if (cells.size() > kMaxCells) {
      return FileTooLarge(
          absl::StrCat("a series has at most ", kMaxCells, " cells; leave out ages or years"));
    }
    if (slices.size() > kMaxSlices) {
      return FileTooLarge(absl::StrCat("a series tells apart at most ", kMaxSlices,
                                       " kinds of people by sex, age and group"));
    }
    return absl::OkStatus();
  }

  void TakeRow() {
    const int64_t before = faults.count;
    const std::optional<uint64_t> date = Date(), neighborhood = Neighborhood(), slice = SliceOf();
    const std::optional<double> value = csv.NotNegative("value");
    if (faults.count != before) {
      rows_lost = true;
      return;
    }
    if (!cells.emplace(Key(*slice, *date, *neighborhood), *value).second) {
      faults.Add(csv.line(), "", FileErrorCode::kDuplicateKey,
                 absl::StrCat(csv.field("year"), " ", csv.field("neighborhood"), " ",
                              slices[*slice].Name()),
                 "the key stood in an earlier row");
    }
  }

  // 25 bits hold kMaxCells and one more, 13 bits the months of 401 years.
  static uint64_t Key(uint64_t slice, uint64_t date, uint64_t neighborhood) {
    return (slice << 38) | (date << 25) | neighborhood;
  }

  std::optional<uint64_t> Date() {
    const std::string& label = csv.field("year");
    const auto known = date_of.find(label);
    if (known != date_of.end()) return known->second;
    const absl::StatusOr<ReferenceDate> date = ParseReferenceDate(label);
    if (!date.ok()) {
      Fault("year", FileErrorCode::kBadYear,
            "must be a year (2015), a part of a year (2015.5) or a day (2015-06-30)");
      return std::nullopt;
    }
    // "2015" is a point in time of its own and not the end or the middle of something.
    if (!dates.empty() &&
        absl::StrContains(dates.front().label, "-") != absl::StrContains(label, "-")) {
      Fault("year", FileErrorCode::kBadYear,
            absl::StrCat("the reference dates of a file are all years or all days; the first is ",
                         dates.front().label));
      return std::nullopt;
    }
    const auto same = std::find_if(dates.begin(), dates.end(), [&](const ReferenceDate& other) {
      return other.time == date->time;
    });
    const uint64_t index = same - dates.begin();
    if (same == dates.end()) dates.push_back(*date);
    date_of[label] = index;
    return index;
  }

  std::optional<uint64_t> Neighborhood() {
    const std::string& key = csv.field("neighborhood");
    if (key.empty()) {
      Fault("neighborhood", FileErrorCode::kUnknownNeighborhood, "must not be empty");
      return std::nullopt;
    }
    const auto [place, is_new] = neighborhood_of.emplace(key, neighborhoods.size());
    if (is_new) neighborhoods.push_back(key);
    return place->second;
  }

  std::optional<uint64_t> SliceOf() {
    const auto text = [this](absl::string_view column) -> absl::string_view {
      if (!csv.has(column)) return "";
      return csv.field(column);
    };
    const std::string label = absl::StrCat(text("sex"), "\t", text("age"), "\t", text("group"));
    const auto known = slice_of.find(label);
    if (known != slice_of.end()) return known->second;
    Slice slice;
    const int64_t before = faults.count;
    if (!NotToldApart(text("sex"))) {
      slice.sex = std::string(text("sex"));
      if (slice.sex != "m" && slice.sex != "f") {
        Fault("sex", FileErrorCode::kUnknownSex, "must be m, f or empty");
      }
    }
    if (!NotToldApart(text("age"))) {
      if (const std::optional<AgeBand> band = ParseAge(text("age"))) {
        slice.first_age = band->first;
        slice.last_age = band->last;
        slice.age = AgeName(band->first, band->last);
      } else {
        Fault("age", FileErrorCode::kBadAge, "must be like 17, 0-5 or 65+, or empty");
      }
    }
    if (!NotToldApart(text("group"))) slice.group = std::string(text("group"));
    if (faults.count != before) return std::nullopt;
    const auto same = std::find(slices.begin(), slices.end(), slice);
    const uint64_t index = same - slices.begin();
    if (same == slices.end()) slices.push_back(slice);
    slice_of[label] = index;
    return index;
  }

  // --- the file as a whole ---
  SeriesContents Finish() {
    // The last line ends here, and so does the file: too many cells are of no concern any more.
    csv.Finish([this] { return Row(); }).IgnoreError();
    SeriesContents contents;
    if (csv.rows() == 0 && faults.count == 0) {
      FaultOfFile("", FileErrorCode::kEmptyFile, "", "there is no row with data");
    }
    if (faults.count == 0) Overlaps();
    if (!rows_lost && !csv.lines_lost() && !csv.unreadable()) Complete(contents);
    if (faults.count == 0) contents.series = Whole();
    contents.rows = csv.rows();
    contents.errors = std::move(faults.kept);
    contents.error_count = faults.count;
    return contents;
  }

  // Nobody is counted twice in one breakdown.
  void Overlaps() {
    std::vector<Slice> sorted = slices;
    std::sort(sorted.begin(), sorted.end(), Before);
    for (size_t i = 1; i < sorted.size(); ++i) {
      const Slice &a = sorted[i - 1], &b = sorted[i];
      if (a.sex == b.sex && a.group == b.group && !a.age.empty() && !b.age.empty() &&
          b.first_age <= a.last_age) {
        FaultOfFile("age", FileErrorCode::kBadAge, b.age,
                    absl::StrCat("overlaps with ", a.age, " of the same sex and group"));
      }
    }
  }

  void Complete(SeriesContents& contents) {
    std::vector<std::string> whole;
    for (size_t r = 0; r < neighborhoods.size(); ++r) {
      const std::vector<std::pair<size_t, size_t>> missing = Missing(r);  // date, slice
      if (missing.empty()) {
        whole.push_back(neighborhoods[r]);
      } else if (options.leave_out_incomplete) {
        contents.left_out.push_back(neighborhoods[r]);
      } else {
        for (const auto& [date, slice] : missing) {
          FaultOfFile("neighborhood", FileErrorCode::kMissingCell,
                      absl::StrCat(dates[date].label, " ", neighborhoods[r]),
                      absl::StrCat("no row for ", slices[slice].Name(),
                                   " of this neighborhood at a date of the file"));
        }
      }
    }
    if (options.leave_out_incomplete && whole.empty() && !neighborhoods.empty()) {
      FaultOfFile("neighborhood", FileErrorCode::kMissingCell, "",
                  "no neighborhood is in every date of the file");
    }
    complete = std::move(whole);
  }

  // The first cell that a date lacks, by date.
  std::vector<std::pair<size_t, size_t>> Missing(size_t neighborhood) const {
    std::vector<std::pair<size_t, size_t>> missing;
    for (size_t date = 0; date < dates.size(); ++date) {
      for (size_t slice = 0; slice < slices.size(); ++slice) {
        if (!cells.contains(Key(slice, date, neighborhood))) {
          missing.emplace_back(date, slice);
          break;
        }
      }
    }
    return missing;
  }

  // --- the series ---
  // What a slice of the file counts towards: itself or its class of five years, its margins by one
  // of sex, age and group, and the total, unless the file says these itself.
  Series Whole() {
    Series series;
    series.neighborhoods = complete;
    std::vector<size_t> order(dates.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return dates[a].time < dates[b].time; });
    for (const size_t date : order) series.dates.push_back(dates[date]);

    std::map<Kind, std::vector<size_t>> breakdowns;
    for (size_t s = 0; s < slices.size(); ++s) breakdowns[KindOf(slices[s])].push_back(s);
    std::vector<std::pair<Slice, std::vector<size_t>>> wanted;  // and the file's slices in it
    const auto add = [&](const Slice& slice, size_t part) {
      auto found = std::find_if(wanted.begin(), wanted.end(),
                                [&](const auto& entry) { return entry.first == slice; });
      if (found == wanted.end()) found = wanted.insert(wanted.end(), {slice, {}});
      found->second.push_back(part);
    };
    for (const auto& [kind, members] : breakdowns) {
      const bool merge = Ages(members) > kMostAges;
      for (const size_t s : members) add(merge ? ClassOfFive(slices[s]) : slices[s], s);
    }
    for (const Kind margin : {Kind{true, false, false}, Kind{false, true, false},
                              Kind{false, false, true}, Kind{false, false, false}}) {
      if (breakdowns.contains(margin)) continue;
      const std::vector<size_t>* finest = FinestWith(breakdowns, margin);
      if (finest == nullptr) continue;
      const bool merge = Ages(*finest) > kMostAges;
      for (const size_t s : *finest) {
        Slice slice = merge ? ClassOfFive(slices[s]) : slices[s];
        if (!margin[0]) slice.sex.clear();
        if (!margin[1]) {
          slice.age.clear();
          slice.first_age = slice.last_age = 0;
        }
        if (!margin[2]) slice.group.clear();
        add(slice, s);
      }
    }
    std::sort(wanted.begin(), wanted.end(),
              [](const auto& a, const auto& b) { return Before(a.first, b.first); });

    series.people.assign(wanted.size() * dates.size() * complete.size(), 0);
    for (size_t s = 0; s < wanted.size(); ++s) {
      series.slices.push_back(wanted[s].first);
      for (size_t t = 0; t < order.size(); ++t) {
        for (size_t r = 0; r < complete.size(); ++r) {
          double& people = series.people[series.at(s, t, r)];
          for (const size_t part : wanted[s].second) {
            people += cells.at(Key(part, order[t], neighborhood_of.at(complete[r])));
          }
        }
      }
    }
    return series;
  }

  // Distinct ages.
  size_t Ages(const std::vector<size_t>& members) const {
    std::vector<int> ages;
    for (const size_t s : members) {
      if (!slices[s].age.empty()) ages.push_back(slices[s].first_age);
    }
    std::sort(ages.begin(), ages.end());
    return std::unique(ages.begin(), ages.end()) - ages.begin();
  }

  static Slice ClassOfFive(Slice slice) {
    if (slice.first_age != slice.last_age) return slice;  // an open one, or a band already
    slice.first_age -= slice.first_age % 5;
    slice.last_age = slice.first_age + 4;
    slice.age = AgeName(slice.first_age, slice.last_age);
    return slice;
  }

  // The breakdown with the most cells that tells apart what the margin does.
  static const std::vector<size_t>* FinestWith(
      const std::map<Kind, std::vector<size_t>>& breakdowns, const Kind& margin) {
    const std::vector<size_t>* finest = nullptr;
    for (const auto& [kind, members] : breakdowns) {
      bool fits = true;
      for (int i = 0; i < 3; ++i) fits = fits && (kind[i] || !margin[i]);
      if (fits && (finest == nullptr || members.size() > finest->size())) finest = &members;
    }
    return finest;
  }

  const SeriesOptions options;
  FileFaults faults;
  CsvReader csv;
  bool rows_lost = false;
  std::vector<ReferenceDate> dates;
  std::vector<std::string> neighborhoods;
  std::vector<Slice> slices;
  absl::flat_hash_map<std::string, uint64_t> date_of, neighborhood_of, slice_of;
  absl::flat_hash_map<uint64_t, double> cells;
  std::vector<std::string> complete;  // neighborhoods with every cell
};

SeriesFile::SeriesFile(SeriesOptions options) : state_(std::make_unique<State>(options)) {}
SeriesFile::~SeriesFile() = default;
SeriesFile::SeriesFile(SeriesFile&&) noexcept = default;

absl::Status SeriesFile::Add(absl::string_view chunk) {
  return state_->csv.Add(chunk, [this] { return state_->Row(); });
}
SeriesContents SeriesFile::Finish() { return state_->Finish(); }

}  // namespace zwk::forecasting
