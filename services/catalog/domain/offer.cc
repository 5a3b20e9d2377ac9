#include "catalog/domain/offer.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "catalog/domain/register.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

absl::Status CheckDate(const std::string& text, const std::string& field) {
  if (text.empty() || ParseDate(text).ok()) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(Quoted(text), " is no date YYYY-MM-DD"));
}

absl::Status CheckTexts(const OfferTexts& texts, const std::string& field) {
  if (!IsLanguageTag(texts.language)) {
    return InvalidField(field + ".language",
                        absl::StrCat(Quoted(texts.language), " is no language tag"));
  }
  if (absl::StripAsciiWhitespace(texts.name).empty()) {
    return InvalidField(field + ".name", "must not be empty");
  }
  if (texts.name.size() > 500) return InvalidField(field + ".name", "has more than 500 bytes");
  if (texts.description.size() > 20'000) {
    return InvalidField(field + ".description", "has more than 20000 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckPlace(const OfferAtPlace& place, const std::string& field) {
  if (!IsUuid(place.id)) {
    return InvalidField(field + ".offer_at_place_id", "is not a lower-case UUID");
  }
  if (!IsUuid(place.place_id)) {
    return InvalidField(field + ".place_id", "is not a lower-case UUID");
  }
  for (size_t i = 0; i < place.schedules.size(); ++i) {
    ZWK_RETURN_IF_ERROR(Validate(place.schedules[i], absl::StrCat(field, ".schedules[", i, "]")));
  }
  for (size_t i = 0; i < place.capacities.size(); ++i) {
    const Capacity& c = place.capacities[i];
    const std::string at = absl::StrCat(field, ".capacities[", i, "]");
    if (c.unit.empty()) return InvalidField(at + ".unit", "must not be empty");
    if (c.available && !(*c.available >= 0)) {
      return InvalidField(at + ".available", "must not be negative");
    }
    if (c.maximum && !(*c.maximum >= 0)) {
      return InvalidField(at + ".maximum", "must not be negative");
    }
    if (c.available && c.maximum && *c.available > *c.maximum) {
      return InvalidField(at + ".available",
                          absl::StrCat(*c.available, " is above the maximum of ", *c.maximum));
    }
    if (c.age) {
      ZWK_RETURN_IF_ERROR(Validate(TargetPredicate{.age = *c.age}, at));
    }
    ZWK_RETURN_IF_ERROR(CheckDate(c.measured_at, at + ".measured_at"));
  }
  return absl::OkStatus();
}

// What a published offer needs; the message names all that is missing.
absl::Status CheckPublishable(const OfferContent& content) {
  std::vector<std::string> missing;
  if (content.texts.name.empty()) missing.push_back("a name");
  if (content.organization_id.empty()) missing.push_back("an organization");
  if (content.places.empty() && content.service_areas.empty()) {
    missing.push_back("a place or a service area");
  }
  if (content.assured_date.empty()) missing.push_back("an assured date");
  if (missing.empty()) return absl::OkStatus();
  std::string list;
  for (const std::string& item : missing) absl::StrAppend(&list, list.empty() ? "" : ", ", item);
  return WithReason(absl::FailedPreconditionError("a published offer needs " + list),
                    "OFFER_INCOMPLETE");
}

absl::Status Refusal(const std::string& message) {
  return WithReason(absl::FailedPreconditionError(message), "OFFER_STATE");
}

OfferEvent Happened(OfferChange change, Offer after, OfferState state, Time now) {
  after.state = state;
  after.updated = now;
  return {change, std::move(after)};
}

}  // namespace

std::optional<bool> OfferContent::free_of_charge() const {
  if (costs.empty()) return std::nullopt;
  return std::all_of(costs.begin(), costs.end(),
                     [](const CostOption& cost) { return cost.amount_cents == 0; });
}

std::optional<bool> OfferContent::low_threshold() const {
  const bool hurdle = threshold.registration == Registration::kRequired ||
                      threshold.referral_needed.value_or(false) ||
                      threshold.identity_needed.value_or(false) ||
                      threshold.residence_bound.value_or(false);
  if (hurdle) return false;
  if (threshold.registration == Registration::kUnknown || !threshold.referral_needed ||
      !threshold.identity_needed) {
    return std::nullopt;
  }
  return true;
}

bool OfferContent::Speaks(const std::string& language) const {
  const std::string primary = PrimaryLanguage(language);
  return std::any_of(languages.begin(), languages.end(),
                     [&](const SpokenLanguage& l) { return PrimaryLanguage(l.code) == primary; }) ||
         std::any_of(
             language_mediation.begin(), language_mediation.end(),
             [&](const LanguageMediation& m) { return PrimaryLanguage(m.language) == primary; });
}

absl::Status Validate(const OfferContent& c) {
  if (!c.organization_id.empty() && !IsUuid(c.organization_id)) {
    return InvalidField("offer.organization_id", "is not a lower-case UUID");
  }
  ZWK_RETURN_IF_ERROR(CheckTexts(c.texts, "offer"));
  if (!c.email.empty() && c.email.find('@') == std::string::npos) {
    return InvalidField("offer.email", "is no e-mail address");
  }
  std::set<std::string> seen = {c.texts.language};
  for (size_t i = 0; i < c.translations.size(); ++i) {
    const std::string field = absl::StrCat("offer.translations[", i, "]");
    ZWK_RETURN_IF_ERROR(CheckTexts(c.translations[i], field));
    if (!seen.insert(c.translations[i].language).second) {
      return InvalidField(field + ".language", "is there twice");
    }
  }
  for (size_t i = 0; i < c.targeting.size(); ++i) {
    const std::string field = absl::StrCat("offer.targeting[", i, "]");
    if (const auto* key = std::get_if<std::string>(&c.targeting[i].group)) {
      if (!IsSlug(*key)) {
        return InvalidField(field + ".target_group_key", "must match [a-z][a-z0-9-]{1,63}");
      }
    } else {
      ZWK_RETURN_IF_ERROR(
          Validate(std::get<TargetPredicate>(c.targeting[i].group), field + ".predicate"));
    }
  }
  for (size_t i = 0; i < c.costs.size(); ++i) {
    const std::string field = absl::StrCat("offer.costs[", i, "]");
    const std::string& currency = c.costs[i].currency;
    if (!currency.empty() && (currency.size() != 3 || !std::all_of(currency.begin(), currency.end(),
                                                                   absl::ascii_isupper))) {
      return InvalidField(field + ".currency",
                          absl::StrCat(Quoted(currency), " is no ISO 4217 code"));
    }
    if (c.costs[i].amount_cents < 0) {
      return InvalidField(field + ".amount_cents", "must not be negative");
    }
    ZWK_RETURN_IF_ERROR(CheckDate(c.costs[i].valid_from, field + ".valid_from"));
    ZWK_RETURN_IF_ERROR(CheckDate(c.costs[i].valid_to, field + ".valid_to"));
  }
  for (size_t i = 0; i < c.languages.size(); ++i) {
    if (!IsLanguageTag(c.languages[i].code)) {
      return InvalidField(absl::StrCat("offer.languages[", i, "].code"),
                          absl::StrCat(Quoted(c.languages[i].code), " is no language tag"));
    }
  }
  for (size_t i = 0; i < c.language_mediation.size(); ++i) {
    if (!IsLanguageTag(c.language_mediation[i].language)) {
      return InvalidField(absl::StrCat("offer.language_mediation[", i, "].language"),
                          "is no language tag");
    }
  }
  std::set<std::string> places;
  for (size_t i = 0; i < c.places.size(); ++i) {
    const std::string field = absl::StrCat("offer.places[", i, "]");
    ZWK_RETURN_IF_ERROR(CheckPlace(c.places[i], field));
    if (!places.insert(c.places[i].id).second) {
      return InvalidField(field + ".offer_at_place_id", "is there twice");
    }
  }
  if (c.raw_json.size() > 100'000) {
    return InvalidField("offer.raw_json", "has more than 100000 bytes");
  }
  return CheckDate(c.assured_date, "offer.assured_date");
}

absl::StatusOr<OfferEvent> Offer::Draft(std::string new_id, OfferContent new_content,
                                        Time now) const {
  if (!IsUuid(new_id)) return InvalidField("offer.offer_id", "is not a lower-case UUID");
  ZWK_RETURN_IF_ERROR(Validate(new_content));
  return Happened(OfferChange::kDrafted, {std::move(new_id), std::move(new_content), {}, {}},
                  OfferState::kDraft, now);
}

absl::StatusOr<std::vector<OfferEvent>> Offer::Change(OfferContent new_content, Time now) const {
  if (state == OfferState::kArchived) return Refusal("the offer is archived");
  ZWK_RETURN_IF_ERROR(Validate(new_content));
  if (state != OfferState::kDraft) ZWK_RETURN_IF_ERROR(CheckPublishable(new_content));
  if (new_content == content) return std::vector<OfferEvent>{};
  return std::vector<OfferEvent>{
      Happened(OfferChange::kChanged, {id, std::move(new_content), {}, {}}, state, now)};
}

absl::StatusOr<OfferEvent> Offer::Publish(Time now) const {
  if (state == OfferState::kPublished) return Refusal("the offer is published already");
  if (state == OfferState::kArchived) return Refusal("the offer is archived");
  ZWK_RETURN_IF_ERROR(CheckPublishable(content));
  return Happened(OfferChange::kPublished, *this, OfferState::kPublished, now);
}

absl::StatusOr<OfferEvent> Offer::Close(Time now) const {
  if (state != OfferState::kPublished) return Refusal("the offer is not published");
  return Happened(OfferChange::kClosed, *this, OfferState::kTemporarilyClosed, now);
}

absl::StatusOr<OfferEvent> Offer::Archive(Time now) const {
  if (state == OfferState::kArchived) return Refusal("the offer is archived already");
  return Happened(OfferChange::kArchived, *this, OfferState::kArchived, now);
}

absl::StatusOr<OfferEvent> Offer::Assure(const std::string& date, Time now) const {
  const auto day = ParseDate(date);
  if (!day.ok()) {
    return InvalidField("assured_date", absl::StrCat(Quoted(date), " is no date YYYY-MM-DD"));
  }
  // A day ahead of UTC is still today somewhere.
  if (std::chrono::sys_days(*day) > now + std::chrono::hours(24)) {
    return InvalidField("assured_date", "is in the future");
  }
  if (state == OfferState::kArchived) return Refusal("the offer is archived");
  Offer after = *this;
  after.content.assured_date = date;
  return Happened(OfferChange::kChanged, std::move(after), state, now);
}

void Offer::Apply(const OfferEvent& event) { *this = event.after; }

Freshness FreshnessOf(const std::string& assured_date, Time now) {
  const auto day = ParseDate(assured_date);
  if (!day.ok()) return Freshness::kVeryStale;
  const auto age = std::chrono::floor<std::chrono::days>(now) - std::chrono::sys_days(*day);
  const auto left = std::chrono::days(365) - age;
  if (left > std::chrono::days(30)) return Freshness::kFresh;
  if (left > std::chrono::days(0)) return Freshness::kDue;
  return left > std::chrono::days(-180) ? Freshness::kStale : Freshness::kVeryStale;
}

}  // namespace zwk::catalog
