#include "catalog/page/people.h"

#include <cmath>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

std::string Years(double years) { return absl::StrCat(static_cast<int>(std::ceil(years))); }

// Half open as it is kept, people say the last year that belongs to it.
std::string AgeInWords(const AgeRange& age, const Words& words) {
  const bool from = age.from > 0, to = std::isfinite(age.to);
  if (from && to) return With(words.years, {Years(age.from), Years(age.to - 1)});
  if (to) return With(words.years_to, {Years(age.to - 1)});
  return With(words.years_from, {Years(age.from)});
}

}  // namespace

std::string InWords(const TargetPredicate& predicate, const Reader& reader) {
  const Words& words = reader.words();
  // In the order of the enums, which begin with 1.
  const Words::Phrase sexes[] = {words.women, words.men, words.diverse};
  const Words::Phrase migrations[] = {words.migration_any, words.foreign, words.german_with_history,
                                      words.refugees};
  const Words::Phrase disabilities[] = {words.disability_any,        words.wheelchair_users,
                                        words.hard_of_hearing,       words.visually_impaired,
                                        words.learning_difficulties, words.psychic};
  const Words::Phrase families[] = {words.single_parents, words.pregnant, words.carers,
                                    words.parents, words.parents_of_disabled_children};
  std::vector<std::string> all;
  if (!predicate.age.everybody()) all.push_back(AgeInWords(predicate.age, words));
  const auto add = [&](const auto& values, const auto& phrases) {
    std::vector<std::string> some;
    for (const auto value : values) {
      const size_t number = static_cast<size_t>(value) - 1;
      if (number < std::size(phrases)) some.emplace_back(phrases[number]);
    }
    if (!some.empty()) all.push_back(absl::StrJoin(some, " / "));
  };
  add(predicate.sexes, sexes);
  add(predicate.migrations, migrations);
  if (!predicate.countries.empty()) {
    std::vector<std::string> names;
    for (const std::string& country : predicate.countries) {
      names.push_back(page::CountryName(reader.lang(), country));
    }
    all.push_back(With(words.of_country, {absl::StrJoin(names, " / ")}));
  }
  add(predicate.disabilities, disabilities);
  add(predicate.families, families);
  if (!predicate.life_situations.empty()) {
    all.push_back(absl::StrJoin(predicate.life_situations, " / "));
  }
  return all.empty() ? std::string(words.everybody) : absl::StrJoin(all, ", ");
}

}  // namespace zwk::catalog
