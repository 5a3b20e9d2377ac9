#include "catalog/offer/offer.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {
namespace {

void TakeTexts(FieldErrors& errors, const std::string& at, OfferTexts& texts) {
  Locale::Check(errors, at + "language", texts.language);
  TakeName(errors, at + "name", texts.name);
  TakeLines(errors, at + "description", texts.description);
  TakeLines(errors, at + "application_process", texts.application_process);
  TakeLines(errors, at + "fees_description", texts.fees_description);
  TakeLines(errors, at + "eligibility_description", texts.eligibility_description);
  TakeLines(errors, at + "alert", texts.alert);
}

void TakeCapacity(FieldErrors& errors, const std::string& at, Capacity& c) {
  TakeName(errors, at + "unit", c.unit);
  if (c.available && !(*c.available >= 0)) errors.Add(at + "available", "must not be negative");
  if (c.maximum && !(*c.maximum >= 0)) errors.Add(at + "maximum", "must not be negative");
  if (c.available && c.maximum && *c.available > *c.maximum) {
    errors.Add(at + "available",
               absl::StrCat(*c.available, " is above the maximum of ", *c.maximum));
  }
  if (c.age) CheckAge(errors, at + "age", *c.age);
  CheckKnown(errors, at + "source", static_cast<int>(c.source), v1::CapacitySource_IsValid);
  Date::CheckOptional(errors, at + "measured_at", c.measured_at);
  TakeLines(errors, at + "description", c.description);
}

void TakePlace(FieldErrors& errors, const std::string& at, OfferAtPlace& place) {
  CheckId(errors, at + "offer_at_place_id", place.id);
  CheckId(errors, at + "place_id", place.place_id);
  TakeLines(errors, at + "description", place.description);
  for (size_t i = 0; i < place.schedules.size(); ++i) {
    Take(errors, absl::StrCat(at, "schedules[", i, "]"), place.schedules[i]);
  }
  for (size_t i = 0; i < place.capacities.size(); ++i) {
    TakeCapacity(errors, absl::StrCat(at, "capacities[", i, "]."), place.capacities[i]);
  }
}

void TakeTarget(FieldErrors& errors, const std::string& at, OfferTarget& target) {
  CheckGiven(errors, at + "modality", static_cast<int>(target.modality), v1::Modality_IsValid);
  if (const auto* key = std::get_if<std::string>(&target.group)) {
    CheckSlug(errors, at + "target_group_key", *key);
  } else {
    Take(errors, at + "predicate", std::get<TargetPredicate>(target.group));
  }
}

void TakeCost(FieldErrors& errors, const std::string& at, CostOption& cost) {
  TakeLine(errors, at + "option", cost.option);
  const std::string& currency = cost.currency;
  if (!currency.empty() && !Currency::IsValid(currency)) {
    errors.Add(at + "currency", absl::StrCat(Quoted(currency), " is no ISO 4217 code"));
  }
  if (cost.amount_cents < 0) errors.Add(at + "amount_cents", "must not be negative");
  TakeLines(errors, at + "amount_description", cost.amount_description);
  Date::CheckOptional(errors, at + "valid_from", cost.valid_from);
  Date::CheckOptional(errors, at + "valid_to", cost.valid_to);
}

void TakeLanguages(FieldErrors& errors, OfferContent& c) {
  for (size_t i = 0; i < c.languages.size(); ++i) {
    const std::string at = absl::StrCat("offer.languages[", i, "].");
    Locale::Check(errors, at + "code", c.languages[i].code);
    TakeLine(errors, at + "note", c.languages[i].note);
  }
  for (size_t i = 0; i < c.language_mediation.size(); ++i) {
    const std::string at = absl::StrCat("offer.language_mediation[", i, "].");
    const LanguageMediation& mediation = c.language_mediation[i];
    Locale::Check(errors, at + "language", mediation.language);
    CheckGiven(errors, at + "mode", static_cast<int>(mediation.mode), v1::MediationMode_IsValid);
    if (mediation.notice_hours < 0) errors.Add(at + "notice_hours", "must not be negative");
  }
}

void TakePlaces(FieldErrors& errors, OfferContent& c) {
  std::set<std::string> ids;
  for (size_t i = 0; i < c.places.size(); ++i) {
    const std::string at = absl::StrCat("offer.places[", i, "].");
    TakePlace(errors, at, c.places[i]);
    if (!ids.insert(c.places[i].id).second) errors.Add(at + "offer_at_place_id", "is there twice");
  }
  for (size_t i = 0; i < c.service_areas.size(); ++i) {
    const std::string at = absl::StrCat("offer.service_areas[", i, "].");
    TakeLine(errors, at + "name", c.service_areas[i].name);
    TakeLines(errors, at + "description", c.service_areas[i].description);
  }
  for (size_t i = 0; i < c.phones.size(); ++i) {
    const std::string at = absl::StrCat("offer.phones[", i, "].");
    zwk::Phone::Check(errors, at + "number", c.phones[i].number);
    TakeLine(errors, at + "extension", c.phones[i].extension);
    TakeLine(errors, at + "type", c.phones[i].type);
    TakeLine(errors, at + "description", c.phones[i].description);
  }
}

void TakeTranslations(FieldErrors& errors, OfferContent& c) {
  std::set<std::string> languages = {c.texts.language};
  for (size_t i = 0; i < c.translations.size(); ++i) {
    const std::string at = absl::StrCat("offer.translations[", i, "].");
    TakeTexts(errors, at, c.translations[i]);
    if (!languages.insert(c.translations[i].language).second) {
      errors.Add(at + "language", "is there twice");
    }
  }
}

void CheckNotAhead(FieldErrors& errors, const std::string& field, const std::string& date,
                   Time now) {
  const auto day = ParseDate(date);
  if (day.ok() && std::chrono::sys_days(*day) > LocalDay(now)) {
    errors.Add(field, "is in the future");
  }
}

// Rules that are counted since long ago, or thousands of them, would keep everybody waiting who reads them.
void CheckSteps(FieldErrors& errors, const OfferContent& c, Time now) {
  const int64_t steps = StepsOf(c, now);
  if (steps <= kMostSteps) return;
  errors.Add("offer.places",
             absl::StrCat("schedules take ", steps, " steps to be told, at most ", kMostSteps,
                          ": let counted rules begin later, or have fewer rules, exceptions and "
                          "single dates"));
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

void Take(FieldErrors& errors, OfferContent& c) {
  const std::string at = "offer.";
  CheckIdIfAny(errors, at + "organization_id", c.organization_id);
  TakeTexts(errors, at, c.texts);
  TakeLine(errors, at + "alternate_name", c.alternate_name);
  CheckUrlIfAny(errors, at + "url", c.url);
  CheckEmailIfAny(errors, at + "email", c.email);
  TakeTranslations(errors, c);
  for (size_t i = 0; i < c.targeting.size(); ++i) {
    TakeTarget(errors, absl::StrCat(at, "targeting[", i, "]."), c.targeting[i]);
  }
  for (size_t i = 0; i < c.need_keys.size(); ++i) {
    CheckSlug(errors, absl::StrCat(at, "need_keys[", i, "]"), c.need_keys[i]);
  }
  CheckKnown(errors, at + "threshold.registration", static_cast<int>(c.threshold.registration),
             v1::Registration_IsValid);
  for (size_t i = 0; i < c.costs.size(); ++i) {
    TakeCost(errors, absl::StrCat(at, "costs[", i, "]."), c.costs[i]);
  }
  TakeLanguages(errors, c);
  TakePlaces(errors, c);
  Date::CheckOptional(errors, at + "assured_date", c.assured_date);
  CheckRawJson(errors, at + "raw_json", c.raw_json);
}

void Take(FieldErrors& errors, OfferContent& c, Time now) {
  Take(errors, c);
  CheckNotAhead(errors, "offer.assured_date", c.assured_date, now);
  CheckSteps(errors, c, now);
}

void CheckAssured(FieldErrors& errors, const std::string& field, const std::string& date,
                  Time now) {
  Date::Check(errors, field, date);
  CheckNotAhead(errors, field, date, now);
}

int64_t StepsOf(const OfferContent& content, Time now) {
  int64_t steps = 0;
  for (const OfferAtPlace& at : content.places) {
    for (const Schedule& schedule : at.schedules) steps += StepsOf(schedule, now);
  }
  return steps;
}

absl::StatusOr<OfferEvent> Offer::Draft(std::string new_id, OfferContent new_content,
                                        Time now) const {
  FieldErrors errors;
  CheckId(errors, "offer.offer_id", new_id);
  Take(errors, new_content, now);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  Offer drafted;
  drafted.id = std::move(new_id);
  drafted.content = std::move(new_content);
  return Happened(OfferChange::kDrafted, std::move(drafted), OfferState::kDraft, now);
}

absl::StatusOr<std::vector<OfferEvent>> Offer::Change(OfferContent new_content, Time now) const {
  if (state == OfferState::kArchived) return WrongState("the offer is archived");
  FieldErrors errors;
  Take(errors, new_content, now);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
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
  FieldErrors errors;
  CheckAssured(errors, "assured_date", date, now);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state == OfferState::kArchived) return WrongState("the offer is archived");
  Offer after = *this;
  after.content.assured_date = date;
  return Happened(OfferChange::kChanged, std::move(after), state, now);
}

void Offer::Apply(const OfferEvent& event) { *this = event.after; }

const OfferAtPlace* Offer::FindPlace(const std::string& offer_at_place_id) const {
  const auto found =
      std::find_if(content.places.begin(), content.places.end(),
                   [&](const OfferAtPlace& at) { return at.id == offer_at_place_id; });
  return found == content.places.end() ? nullptr : &*found;
}

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
