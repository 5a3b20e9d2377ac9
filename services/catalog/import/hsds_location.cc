#include "catalog/import/hsds_location.h"

namespace zwk::catalog::hsds {
namespace {

const Names<SupplyKind> kSupplyKinds = {
    {"grocery", SupplyKind::kGrocery},   {"doctor", SupplyKind::kDoctor},
    {"pharmacy", SupplyKind::kPharmacy}, {"post", SupplyKind::kPost},
    {"bank", SupplyKind::kBank},         {"playground", SupplyKind::kPlayground}};

void ReadCoordinates(const Entity& e, Values& values, Place& p) {
  const auto latitude = Number(*e.json, "latitude"), longitude = Number(*e.json, "longitude");
  if (latitude.has_value() != longitude.has_value()) {
    values.Error(FindingLevel::kMeaning, "COORDINATES_INCOMPLETE",
                 Join(e.path, latitude ? "longitude" : "latitude"), "",
                 "latitude and longitude come together");
  } else if (latitude && !IsPlausible({*latitude, *longitude})) {
    values.Error(FindingLevel::kMeaning, "COORDINATES_OUT_OF_RANGE", Join(e.path, "latitude"),
                 absl::StrCat(*latitude, ",", *longitude), "are out of range or 0,0");
  } else if (latitude) {
    p.point = Point{*latitude, *longitude};
  }
}

// What A11yJSON says.
void ReadA11y(const json& j, Accessibility& a) {
  if (const json* a11y = At(j, "a11y")) {
    static const json kNone = json::object();
    const json* with = At(*a11y, "accessibleWith");
    if (with == nullptr) with = &kNone;
    a.wheelchair = Flag(*with, "wheelchair");
    a.visual_impairment = Flag(*with, "visualImpairment");
    a.hearing_impairment = Flag(*with, "hearingImpairment");
    a.learning_impairment = Flag(*with, "learningImpairment");
    a.low_stimulus_environment = Flag(*a11y, "hasLowStimulusEnvironment");
    if (const json* staff = At(*a11y, "staff")) {
      a.staff_trained_in_signing = Flag(*staff, "isTrainedInSigning");
    }
  }
}

}  // namespace

Place ReadLocation(const Entity& e, const KnownIds& known, Values& values) {
  const json& j = *e.json;
  Place p;
  p.id = Id(j);
  p.organization_id = ReferenceOf(e, "organization_id", "organization", e.in.organization);
  const std::string type = Text(j, "location_type");
  p.type = type == "virtual"  ? LocationType::kVirtual
           : type == "postal" ? LocationType::kPostal
                              : LocationType::kPhysical;
  p.name = Text(j, "name");
  if (p.name.empty()) p.name = Text(j, "alternate_name");
  p.alternate_name = Text(j, "alternate_name");
  p.description = values.Clean(e, "description");
  p.transportation = Text(j, "transportation");
  p.url = Text(j, "url");
  ReadCoordinates(e, values, p);
  for (const json& a : ListAt(j, "addresses")) {
    p.addresses.push_back({Text(a, "attention"), Text(a, "address_1"), Text(a, "address_2"),
                           Text(a, "city"), Text(a, "region"), Text(a, "state_province"),
                           Text(a, "postal_code"), Text(a, "country"), Text(a, "address_type")});
  }
  for (const json& a : ListAt(j, "accessibility")) {
    p.accessibility.description = Text(a, "description");
    p.accessibility.details = Text(a, "details");
    p.accessibility.url = Text(a, "url");
  }
  ReadA11y(j, p.accessibility);
  const json& points = ListAt(j, "supply_points");
  for (size_t i = 0; i < points.size(); ++i) {
    const std::string path = absl::StrCat(Join(e.path, "supply_points"), "[", i, "]");
    const auto kind = values.OneOf(points[i], "kind", path, kSupplyKinds, true);
    if (!kind) continue;
    p.supply_points.push_back({*kind, values.DateText(points[i], "opened", path),
                               values.DateText(points[i], "closed", path)});
  }
  p.confidential = Flag(j, "confidential").value_or(false);
  p.raw_json = Rest(j, {"organization_id", "location_type", "name", "alternate_name", "description",
                        "transportation", "url", "latitude", "longitude", "addresses",
                        "accessibility", "a11y", "supply_points", "confidential", "schedules"});
  values.Accept(Validate(p), e.path, "place");
  CheckArchived(p.id, known.archived, e, values);
  return p;
}

}  // namespace zwk::catalog::hsds
