#include "catalog/import/hsds_location.h"

namespace zwk::catalog::hsds {
namespace {

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

// We have one description of a place: what several say stands below each other.
void ReadAccessibility(const std::vector<const Entity*>& said, Values& values, Accessibility& a) {
  const auto add = [](std::string& to, const std::string& text) {
    if (!text.empty()) absl::StrAppend(&to, to.empty() ? "" : "\n", text);
  };
  for (const Entity* one : said) {
    add(a.description, values.Clean(*one, "description"));
    add(a.details, values.Clean(*one, "details"));
    if (std::string url = values.Url(*one->json, "url", one->path); a.url.empty()) {
      a.url = std::move(url);
    } else if (!url.empty()) {
      add(a.details, url);
    }
    values.Others(*one, {"description", "details", "url"});
  }
}

}  // namespace

Place ReadLocation(const Entity& e, const KnownIds& known, Children& children, Values& values) {
  const json& j = *e.json;
  Place p;
  p.id = Id(j);
  p.organization_id = ReferenceOf(e, "organization_id", "organization", e.in.organization);
  const std::string type = Text(j, "location_type");
  p.type = type == "virtual"  ? LocationType::kVirtual
           : type == "postal" ? LocationType::kPostal
                              : LocationType::kPhysical;
  p.name = values.Clean(e, "name");
  if (p.name.empty()) p.name = values.Clean(e, "alternate_name");
  p.alternate_name = values.Clean(e, "alternate_name");
  p.description = values.Clean(e, "description");
  p.transportation = values.Clean(e, "transportation");
  p.url = values.Url(j, "url", e.path);
  ReadCoordinates(e, values, p);
  values.ForgetOrigins();
  for (const Entity* a : children.Take("address", "location", p.id)) {
    values.Origin(absl::StrCat("place.addresses[", p.addresses.size(), "]"), a->path);
    const auto line = [&](const char* field) { return values.Clean(*a, field); };
    p.addresses.push_back({line("attention"), line("address_1"), line("address_2"), line("city"),
                           line("region"), line("state_province"), line("postal_code"),
                           line("country"), line("address_type")});
    values.Others(*a, {"attention", "address_1", "address_2", "city", "region", "state_province",
                       "postal_code", "country", "address_type"});
  }
  ReadAccessibility(children.Take("accessibility", "location", p.id), values, p.accessibility);
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
  p.raw_json = Rest(e,
                    {"organization_id", "location_type", "name", "alternate_name", "description",
                     "transportation", "url", "latitude", "longitude", "addresses", "accessibility",
                     "a11y", "supply_points", "confidential", "schedules"},
                    "location", children, {{"phone", "phones"}, {"language", "languages"}});
  values.Accept(p, e.path, "place");
  CheckArchived(p.id, known.archived_places, e, values);
  return p;
}

}  // namespace zwk::catalog::hsds
