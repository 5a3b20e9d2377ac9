#include "reporting/profile/gap_codec.h"

#include "reporting/profile/words.h"

namespace zwk::reporting {
namespace {

namespace cv1 = ::zwk::catalog::v1;
using Gap = NeighborhoodProfile::Gap;

Gap::Class ClassOf(cv1::GapClass gap_class) {
  switch (gap_class) {
    case cv1::GAP_CLASS_DESERT:
      return Gap::Class::kDesert;
    case cv1::GAP_CLASS_OVERLOADED:
      return Gap::Class::kOverloaded;
    case cv1::GAP_CLASS_PARTLY_REACHED:
      return Gap::Class::kPartlyReached;
    case cv1::GAP_CLASS_COVERED:
      return Gap::Class::kCovered;
    case cv1::GAP_CLASS_UNRATED:
      return Gap::Class::kUnrated;
    default:
      return Gap::Class::kNoDemand;
  }
}

Words CauseWords(cv1::GapCause cause) {
  switch (cause) {
    case cv1::GAP_CAUSE_DISTANCE:
      return {"Entfernung", "distance"};
    case cv1::GAP_CAUSE_LANGUAGE:
      return {"Sprache", "language"};
    case cv1::GAP_CAUSE_ACCESS:
      return {"fehlende Barrierefreiheit", "barriers to access"};
    case cv1::GAP_CAUSE_COST:
      return {"Kosten", "cost"};
    case cv1::GAP_CAUSE_CONSUMPTION:
      return {"Verzehrzwang", "having to consume something"};
    case cv1::GAP_CAUSE_THRESHOLD:
      return {"hohe Schwelle", "high threshold"};
    case cv1::GAP_CAUSE_HOURS:
      return {"Öffnungszeiten", "opening hours"};
    case cv1::GAP_CAUSE_CAPACITY:
      return {"zu wenige Plätze", "too few places"};
    case cv1::GAP_CAUSE_NO_SUPPLY:
      return {"kein Angebot dieser Art in der Stadt", "nothing of the kind in the city"};
    default:
      return {"", ""};
  }
}

}  // namespace

Gap FromProto(const cv1::OfferGap& row) {
  const Words cause = CauseWords(row.main_cause());
  Gap gap{.gap_class = ClassOf(row.gap_class()),
          .cause_de = cause.de,
          .cause_en = cause.en,
          .persons = row.persons(),
          .persons_without = row.persons_without(),
          .missing_places = row.missing_places(),
          .source = row.source()};
  if (row.has_gap_index()) gap.gap_index = row.gap_index();
  if (row.has_nearest_meters()) gap.nearest_meters = row.nearest_meters();
  for (const cv1::GapCauseShare& share : row.causes()) {
    const Words words = CauseWords(share.cause());
    gap.causes.push_back({words.de, words.en, share.gap_index_reduction()});
  }
  return gap;
}

}  // namespace zwk::reporting
