#include "catalog/domain/register.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

absl::Status Text(const std::string& text, const std::string& field, size_t most) {
  if (text.size() <= most) return absl::OkStatus();
  return InvalidField(field, absl::StrCat("has ", text.size(), " bytes, at most ", most));
}

absl::Status Required(const std::string& text, const std::string& field, size_t most) {
  if (absl::StripAsciiWhitespace(text).empty()) return InvalidField(field, "must not be empty");
  return Text(text, field, most);
}

absl::Status OptionalDate(const std::string& text, const std::string& field) {
  if (text.empty() || ParseDate(text).ok()) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(Quoted(text), " is no date YYYY-MM-DD"));
}

absl::Status CheckLabels(const Labels& labels, const std::string& field) {
  if (labels.empty()) return InvalidField(field, "must have at least one language");
  for (const auto& [language, text] : labels) {
    if (!IsLanguageTag(language)) {
      return InvalidField(field, absl::StrCat(Quoted(language), " is no language tag"));
    }
    ZWK_RETURN_IF_ERROR(Required(text, field, 200));
  }
  return absl::OkStatus();
}

bool IsFraction(double value) { return value >= 0 && value <= 1; }

}  // namespace

bool IsLanguageTag(const std::string& text) {
  if (text.size() > 35) return false;
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  if (parts[0].size() < 2 || parts[0].size() > 3) return false;
  for (const char c : parts[0]) {
    if (!absl::ascii_islower(c)) return false;
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() < 2 || parts[i].size() > 8) return false;
    for (const char c : parts[i]) {
      if (!absl::ascii_isalnum(c)) return false;
    }
  }
  return true;
}

std::string PrimaryLanguage(const std::string& tag) { return tag.substr(0, tag.find('-')); }

bool IsSlug(const std::string& text) {
  if (text.size() < 2 || text.size() > 64 || !absl::ascii_islower(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') return false;
  }
  return true;
}

absl::Status Validate(const Organization& o) {
  if (!IsUuid(o.id)) {
    return InvalidField("organization.organization_id", "is not a lower-case UUID");
  }
  ZWK_RETURN_IF_ERROR(Required(o.name, "organization.name", 500));
  ZWK_RETURN_IF_ERROR(Text(o.alternate_name, "organization.alternate_name", 500));
  ZWK_RETURN_IF_ERROR(Text(o.description, "organization.description", 20'000));
  ZWK_RETURN_IF_ERROR(Text(o.website, "organization.website", 2'000));
  if (!o.email.empty() && o.email.find('@') == std::string::npos) {
    return InvalidField("organization.email", "is no e-mail address");
  }
  if (!o.parent_id.empty() && !IsUuid(o.parent_id)) {
    return InvalidField("organization.parent_organization_id", "is not a lower-case UUID");
  }
  if (o.parent_id == o.id) {
    return InvalidField("organization.parent_organization_id", "is the organization itself");
  }
  if (o.year_incorporated != 0 && (o.year_incorporated < 800 || o.year_incorporated > 2200)) {
    return InvalidField("organization.year_incorporated", "is no year");
  }
  return Text(o.raw_json, "organization.raw_json", 100'000);
}

absl::Status Validate(const Place& p) {
  if (!IsUuid(p.id)) return InvalidField("place.place_id", "is not a lower-case UUID");
  if (!p.organization_id.empty() && !IsUuid(p.organization_id)) {
    return InvalidField("place.organization_id", "is not a lower-case UUID");
  }
  ZWK_RETURN_IF_ERROR(Required(p.name, "place.name", 500));
  ZWK_RETURN_IF_ERROR(Text(p.description, "place.description", 20'000));
  if (p.point && !IsPlausible(*p.point)) {
    return InvalidField(
        "place.coordinates",
        absl::StrCat(p.point->latitude, ",", p.point->longitude, " is out of range or 0,0"));
  }
  for (size_t i = 0; i < p.addresses.size(); ++i) {
    const std::string& type = p.addresses[i].address_type;
    if (type != "physical" && type != "postal" && type != "virtual") {
      return InvalidField(absl::StrCat("place.addresses[", i, "].address_type"),
                          "must be physical, postal or virtual");
    }
    const std::string& country = p.addresses[i].country;
    if (!country.empty() && !IsCountryCode(country)) {
      return InvalidField(absl::StrCat("place.addresses[", i, "].country"),
                          absl::StrCat(Quoted(country), " is not an ISO 3166-1 alpha-2 code"));
    }
  }
  for (size_t i = 0; i < p.supply_points.size(); ++i) {
    const std::string field = absl::StrCat("place.supply_points[", i, "]");
    ZWK_RETURN_IF_ERROR(OptionalDate(p.supply_points[i].opened, field + ".opened"));
    ZWK_RETURN_IF_ERROR(OptionalDate(p.supply_points[i].closed, field + ".closed"));
  }
  return Text(p.raw_json, "place.raw_json", 100'000);
}

Place WithoutSecrets(Place place) {
  if (!place.confidential) return place;
  place.point.reset();
  place.addresses.clear();
  place.transportation.clear();
  place.description.clear();
  place.url.clear();
  place.raw_json.clear();
  return place;
}

absl::Status Validate(const TargetGroup& g) {
  if (!IsSlug(g.key)) {
    return InvalidField("target_group.target_group_key", "must match [a-z][a-z0-9-]{1,63}");
  }
  ZWK_RETURN_IF_ERROR(CheckLabels(g.labels, "target_group.labels"));
  ZWK_RETURN_IF_ERROR(Validate(g.predicate, "target_group.predicate"));
  for (const std::string& language : g.languages) {
    if (!IsLanguageTag(language)) {
      return InvalidField("target_group.languages",
                          absl::StrCat(Quoted(language), " is no language tag"));
    }
  }
  if (g.share && !IsFraction(*g.share)) {
    return InvalidField("target_group.share", "must be within 0 and 1");
  }
  if (g.share && g.share_source.empty()) {
    return InvalidField("target_group.share_source", "a share needs its source");
  }
  return absl::OkStatus();
}

absl::Status Validate(const NeedType& n) {
  if (!IsSlug(n.key)) return InvalidField("need_type.need_key", "must match [a-z][a-z0-9-]{1,63}");
  ZWK_RETURN_IF_ERROR(CheckLabels(n.labels, "need_type.labels"));
  if (n.groups.empty()) return InvalidField("need_type.groups", "must name a target group");
  if (n.rating == NeedRating::kRated && !(n.hours_per_place > 0 && n.hours_per_place <= 168)) {
    return InvalidField("need_type.hours_per_place", "must be above 0 and at most 168");
  }
  if (!IsFraction(n.covered_below)) {
    return InvalidField("need_type.covered_below", "must be within 0 and 1");
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < n.groups.size(); ++i) {
    const NeedOfGroup& group = n.groups[i];
    const std::string field = absl::StrCat("need_type.groups[", i, "]");
    if (!IsSlug(group.group_key)) {
      return InvalidField(field + ".target_group_key", "must match [a-z][a-z0-9-]{1,63}");
    }
    if (!seen.insert(group.group_key).second) {
      return InvalidField(field + ".target_group_key", "is named twice");
    }
    if (!(group.catchment_metres > 0 && group.catchment_metres <= 100'000)) {
      return InvalidField(field + ".catchment_metres", "must be above 0 and at most 100000");
    }
    ZWK_RETURN_IF_ERROR(Required(group.source, field + ".source", 1'000));
    if (n.rating == NeedRating::kRated &&
        !(group.rate > 0 && group.rate <= 10 && group.rate_low >= 0 &&
          group.rate_low <= group.rate && group.rate <= group.rate_high)) {
      return InvalidField(field + ".rate", "must hold 0 <= low <= rate <= high, 0 < rate <= 10");
    }
  }
  return absl::OkStatus();
}

}  // namespace zwk::catalog
