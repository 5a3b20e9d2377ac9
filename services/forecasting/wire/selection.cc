#include "forecasting/wire/selection.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

int IndexOf(const std::vector<std::string>& keys, const std::string& key) {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? -1 : static_cast<int>(found - keys.begin());
}

}  // namespace

int SelectionReader::Area(const std::string& field, const std::string& key) {
  const int area = IndexOf(run_.input.neighborhood_keys, key);
  if (area < 0) Fault(field, absl::StrCat("no neighborhood ", Quoted(key), " is registered"));
  return area;
}

int SelectionReader::Group(const std::string& field, const std::string& key) {
  const int group = IndexOf(run_.input.group_keys, key);
  if (group < 0)
    Fault(field, absl::StrCat("no group ", Quoted(key), " in the population structure"));
  return group;
}

std::optional<int> SelectionReader::SexOf(const std::string& field, v1::Sex sex) {
  if (sex == v1::SEX_UNSPECIFIED) return std::nullopt;
  if (!v1::Sex_IsValid(sex)) Fault(field, "must be MALE or FEMALE");
  return sex == v1::SEX_FEMALE ? kFemale : kMale;
}

SelectionReader::Ages SelectionReader::AgesOf(const std::string& field, bool given,
                                              const v1::AgeBand& ages) {
  const int open = grid().open();
  if (!given) return {0, open};
  const int width = run_.input.age_width;
  const bool whole =
      ages.youngest() % width == 0 &&
      (!ages.has_oldest() || (ages.oldest() + 1) % width == 0 || ages.oldest() >= open * width);
  if (ages.youngest() < 0 || ages.youngest() > open * width || !whole ||
      (ages.has_oldest() && ages.oldest() < ages.youngest())) {
    Fault(field, absl::StrCat("must be whole age classes from 0 to ", open * width));
    return {0, open};
  }
  return {ages.youngest() / width,
          ages.has_oldest() ? std::min(ages.oldest() / width, open) : open};
}

Selection SelectionReader::PeopleOf(const std::string& field, const v1::PeopleSelection& people) {
  Selection selection;
  for (int i = 0; i < people.neighborhood_keys_size(); ++i) {
    const std::string at = absl::StrCat(field, ".neighborhood_keys[", i, "]");
    selection.areas.push_back(Area(at, people.neighborhood_keys(i)));
  }
  for (int i = 0; i < people.group_keys_size(); ++i) {
    const std::string at = absl::StrCat(field, ".group_keys[", i, "]");
    selection.groups.push_back(Group(at, people.group_keys(i)));
  }
  if (const std::optional<int> sex = SexOf(absl::StrCat(field, ".sex"), people.sex())) {
    selection.sexes = {*sex};
  }
  const Ages ages = AgesOf(absl::StrCat(field, ".ages"), people.has_ages(), people.ages());
  selection.youngest = ages.youngest;
  selection.oldest = ages.oldest;
  return selection;
}

}  // namespace zwk::forecasting
