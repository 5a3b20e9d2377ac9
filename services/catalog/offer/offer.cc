#include "catalog/offer/offer.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

absl::Status CheckLanguage(const std::string& tag, const std::string& field) {
  if (IsLanguageTag(tag)) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(Quoted(tag), " is no language tag"));
}

absl::Status CheckTexts(const OfferTexts& texts, const std::string& field) {
  ZWK_RETURN_IF_ERROR(CheckLanguage(texts.language, field + ".language"));
  if (absl::StripAsciiWhitespace(texts.name).empty()) {
    return InvalidField(field + ".name", "must not be empty");
  }
  if (texts.name.size() > 500) return InvalidField(field + ".name", "has more than 500 bytes");
  if (texts.description.size() > 20'000) {
    return InvalidField(field + ".description", "has more than 20000 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckCapacity(const Capacity& c, const std::string& field) {
  if (c.unit.empty()) return InvalidField(field + ".unit", "must not be empty");
  if (c.available && !(*c.available >= 0)) {
    return InvalidField(field + ".available", "must not be negative");
  }
  if (c.maximum && !(*c.maximum >= 0)) {
    return InvalidField(field + ".maximum", "must not be negative");
  }
  if (c.available && c.maximum && *c.available > *c.maximum) {
    return InvalidField(field + ".available",
                        absl::StrCat(*c.available, " is above the maximum of ", *c.maximum));
  }
  if (c.age) {
    ZWK_RETURN_IF_ERROR(Validate(TargetPredicate{.age = *c.age}, field));
  }
  return CheckDate(c.measured_at, field + ".measured_at");
}

absl::Status CheckPlace(const OfferAtPlace& place, const std::string& field) {
  ZWK_RETURN_IF_ERROR(CheckId(place.id, field + ".offer_at_place_id"));
  ZWK_RETURN_IF_ERROR(CheckId(place.place_id, field + ".place_id"));
  for (size_t i = 0; i < place.schedules.size(); ++i) {
    ZWK_RETURN_IF_ERROR(Validate(place.schedules[i], absl::StrCat(field, ".schedules[", i, "]")));
  }
  for (size_t i = 0; i < place.capacities.size(); ++i) {
    ZWK_RETURN_IF_ERROR(
        CheckCapacity(place.capacities[i], absl::StrCat(field, ".capacities[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const OfferTarget& target, const std::string& field) {
  if (const auto* key = std::get_if<std::string>(&target.group)) {
    return CheckSlug(*key, field + ".target_group_key");
  }
  return Validate(std::get<TargetPredicate>(target.group), field + ".predicate");
}

absl::Status CheckCost(const CostOption& cost, const std::string& field) {
  const std::string& currency = cost.currency;
  if (!currency.empty() && (currency.size() != 3 ||
                            !std::all_of(currency.begin(), currency.end(), absl::ascii_isupper))) {
    return InvalidField(field + ".currency",
                        absl::StrCat(Quoted(currency), " is no ISO 4217 code"));
  }
  if (cost.amount_cents < 0) return InvalidField(field + ".amount_cents", "must not be negative");
  ZWK_RETURN_IF_ERROR(CheckDate(cost.valid_from, field + ".valid_from"));
  return CheckDate(cost.valid_to, field + ".valid_to");
}

// `check(element, field)` for each of a list.
template <class List, class Check>
absl::Status CheckEach(const List& list, const std::string& field, Check check) {
  for (size_t i = 0; i < list.size(); ++i) {
    ZWK_RETURN_IF_ERROR(check(list[i], absl::StrCat(field, "[", i, "]")));
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

absl::Status WrongState(const std::string& message) {
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
  if (!c.organization_id.empty()) {
    ZWK_RETURN_IF_ERROR(CheckId(c.organization_id, "offer.organization_id"));
  }
  ZWK_RETURN_IF_ERROR(CheckTexts(c.texts, "offer"));
  ZWK_RETURN_IF_ERROR(CheckEmail(c.email, "offer.email"));
  std::set<std::string> languages = {c.texts.language};
  const auto translation = [&](const OfferTexts& texts, const std::string& field) {
    const absl::Status checked = CheckTexts(texts, field);
    if (!checked.ok() || languages.insert(texts.language).second) return checked;
    return InvalidField(field + ".language", "is there twice");
  };
  ZWK_RETURN_IF_ERROR(CheckEach(c.translations, "offer.translations", translation));
  ZWK_RETURN_IF_ERROR(CheckEach(c.targeting, "offer.targeting", CheckTarget));
  ZWK_RETURN_IF_ERROR(CheckEach(c.costs, "offer.costs", CheckCost));
  const auto spoken = [](const SpokenLanguage& language, const std::string& field) {
    return CheckLanguage(language.code, field + ".code");
  };
  ZWK_RETURN_IF_ERROR(CheckEach(c.languages, "offer.languages", spoken));
  const auto mediated = [](const LanguageMediation& mediation, const std::string& field) {
    return CheckLanguage(mediation.language, field + ".language");
  };
  ZWK_RETURN_IF_ERROR(CheckEach(c.language_mediation, "offer.language_mediation", mediated));
  std::set<std::string> ids;
  const auto place = [&](const OfferAtPlace& at, const std::string& field) {
    const absl::Status checked = CheckPlace(at, field);
    if (!checked.ok() || ids.insert(at.id).second) return checked;
    return InvalidField(field + ".offer_at_place_id", "is there twice");
  };
  ZWK_RETURN_IF_ERROR(CheckEach(c.places, "offer.places", place));
  ZWK_RETURN_IF_ERROR(CheckRawJson(c.raw_json, "offer.raw_json"));
  return CheckDate(c.assured_date, "offer.assured_date");
}

absl::StatusOr<OfferEvent> Offer::Draft(std::string new_id, OfferContent new_content,
                                        Time now) const {
  ZWK_RETURN_IF_ERROR(CheckId(new_id, "offer.offer_id"));
  ZWK_RETURN_IF_ERROR(Validate(new_content));
  Offer drafted;
  drafted.id = std::move(new_id);
  drafted.content = std::move(new_content);
  return Happened(OfferChange::kDrafted, std::move(drafted), OfferState::kDraft, now);
}

absl::StatusOr<std::vector<OfferEvent>> Offer::Change(OfferContent new_content, Time now) const {
  if (state == OfferState::kArchived) return WrongState("the offer is archived");
  ZWK_RETURN_IF_ERROR(Validate(new_content));
  if (state != OfferState::kDraft) ZWK_RETURN_IF_ERROR(CheckPublishable(new_content));
  if (new_content == content) return std::vector<OfferEvent>{};
  Offer after = *this;
  after.content = std::move(new_content);
  return std::vector<OfferEvent>{Happened(OfferChange::kChanged, std::move(after), state, now)};
}

absl::StatusOr<OfferEvent> Offer::Publish(Time now) const {
  if (state == OfferState::kPublished) return WrongState("the offer is published already");
  if (state == OfferState::kArchived) return WrongState("the offer is archived");
  ZWK_RETURN_IF_ERROR(CheckPublishable(content));
  return Happened(OfferChange::kPublished, *this, OfferState::kPublished, now);
}

absl::StatusOr<OfferEvent> Offer::Close(Time now) const {
  if (state != OfferState::kPublished) return WrongState("the offer is not published");
  return Happened(OfferChange::kClosed, *this, OfferState::kTemporarilyClosed, now);
}

absl::StatusOr<OfferEvent> Offer::Archive(Time now) const {
  if (state == OfferState::kArchived) return WrongState("the offer is archived already");
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
  if (state == OfferState::kArchived) return WrongState("the offer is archived");
  Offer after = *this;
  after.content.assured_date = date;
  return Happened(OfferChange::kChanged, std::move(after), state, now);
}

void Offer::Apply(const OfferEvent& event) { *this = event.after; }

Freshness FreshnessOf(const std::string& assured_date, Time now) {
  const auto day = ParseDate(assured_date);
  return FreshnessOf(day.ok() ? std::optional<std::chrono::sys_days>(*day) : std::nullopt, now);
}

Freshness FreshnessOf(std::optional<std::chrono::sys_days> assured, Time now) {
  if (!assured) return Freshness::kVeryStale;
  const auto age = std::chrono::floor<std::chrono::days>(now) - *assured;
  const auto left = std::chrono::days(365) - age;
  if (left > std::chrono::days(30)) return Freshness::kFresh;
  if (left > std::chrono::days(0)) return Freshness::kDue;
  return left > std::chrono::days(-180) ? Freshness::kStale : Freshness::kVeryStale;
}

}  // namespace zwk::catalog
