#include "forecasting/forecast/comparison.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

v1::AgeBand Band(int youngest, int oldest) {
  v1::AgeBand band;
  band.set_youngest(youngest);
  if (oldest >= 0) band.set_oldest(oldest);
  return band;
}

std::vector<v1::AgeBand> UsualBands() { return {Band(0, 17), Band(18, 64), Band(65, -1)}; }

bool Same(const v1::AgeBand& a, const v1::AgeBand& b) {
  return a.youngest() == b.youngest() && a.has_oldest() == b.has_oldest() &&
         a.oldest() == b.oldest();
}

}  // namespace

std::vector<v1::AgeBand> BandsOf(const v1::CompareForecastsRequest& asked) {
  if (asked.age_bands().empty()) return UsualBands();
  return {asked.age_bands().begin(), asked.age_bands().end()};
}

bool AreUsual(const std::vector<v1::AgeBand>& bands) {
  const std::vector<v1::AgeBand> usual = UsualBands();
  return std::all_of(bands.begin(), bands.end(), [&](const v1::AgeBand& band) {
    return std::any_of(usual.begin(), usual.end(),
                       [&](const v1::AgeBand& one) { return Same(band, one); });
  });
}

absl::Status CheckBands(const std::vector<v1::AgeBand>& bands, int width, int open_age) {
  FieldErrors errors;
  for (size_t i = 0; i < bands.size(); ++i) {
    const int youngest = bands[i].youngest();
    const int oldest = bands[i].oldest();
    const bool ends = !bands[i].has_oldest() ||
                      (oldest >= youngest && oldest < open_age && (oldest + 1) % width == 0);
    if (youngest < 0 || youngest > open_age || youngest % width != 0 || !ends) {
      errors.Add(absl::StrCat("age_bands[", i, "]"),
                 absl::StrCat("must be whole age classes from 0 to ", open_age));
    }
  }
  return errors.ToStatus();
}

v1::CompareForecastsResponse Compared(v1::CompareForecastsResponse counted,
                                      const std::optional<Disclosure>& shown) {
  if (shown) counted.set_rounded_to(shown->base());
  for (v1::BandDifference& band : *counted.mutable_bands()) {
    if (shown && band.has_ages() && !shown->tells_structure()) {
      band.clear_people();
      band.clear_base_people();
      band.set_withheld(true);
    }
    for (int y = 0; y < band.people_size(); ++y) {
      if (shown) {
        band.set_people(y, shown->Rounded(band.people(y)));
        band.set_base_people(y, shown->Rounded(band.base_people(y)));
      }
      band.add_differences(band.people(y) - band.base_people(y));
    }
  }
  return counted;
}

}  // namespace zwk::forecasting
