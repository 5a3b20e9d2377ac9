#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "catalog/base/target.h"
#include "catalog/offer/schedule.h"
#include "platform/base/clock.h"

namespace zwk::catalog {

// The texts of an offer in one language.
struct OfferTexts {
  std::string language = "de";  // BCP 47
  std::string name, description, application_process, fees_description, eligibility_description,
      alert;
  bool machine = false;
  friend bool operator==(const OfferTexts&, const OfferTexts&) = default;
};

enum class Registration : uint8_t { kUnknown = 0, kNone, kOptional, kRequired };

struct Threshold {
  Registration registration = Registration::kUnknown;
  std::optional<bool> anonymous, referral_needed, identity_needed, walk_in, outreach,
      residence_bound;
  friend bool operator==(const Threshold&, const Threshold&) = default;
};

struct CostOption {
  std::string option, currency, amount_description, valid_from, valid_to;
  int64_t amount_cents = 0;
  friend bool operator==(const CostOption&, const CostOption&) = default;
};

struct SpokenLanguage {
  std::string code, note;
  friend bool operator==(const SpokenLanguage&, const SpokenLanguage&) = default;
};

enum class MediationMode : uint8_t { kStaff = 1, kOnSiteInterpreter, kPhone, kVideo, kPeer, kSign };

struct LanguageMediation {
  std::string language;
  MediationMode mode = MediationMode::kStaff;
  std::optional<bool> bookable, free_of_charge;
  int notice_hours = 0;
  friend bool operator==(const LanguageMediation&, const LanguageMediation&) = default;
};

enum class CapacitySource : uint8_t { kUnknown = 0, kCounted, kReported, kEstimated };

struct Capacity {
  std::string unit, measured_at, description;
  std::optional<double> available, maximum;
  std::optional<AgeRange> age;
  CapacitySource source = CapacitySource::kUnknown;
  friend bool operator==(const Capacity&, const Capacity&) = default;
};

struct OfferAtPlace {
  std::string id, place_id, description;
  std::vector<Schedule> schedules;
  std::vector<Capacity> capacities;
  friend bool operator==(const OfferAtPlace&, const OfferAtPlace&) = default;
};

// Served without a way to go; no neighborhoods: the whole municipality.
struct ServiceArea {
  std::string name, description;
  std::vector<std::string> neighborhood_keys;
  friend bool operator==(const ServiceArea&, const ServiceArea&) = default;
};

struct Phone {
  std::string number, extension, type, description;
  friend bool operator==(const Phone&, const Phone&) = default;
};

// For whom: a named group, or a predicate of its own.
struct OfferTarget {
  std::variant<std::string, TargetPredicate> group;
  Modality modality = Modality::kOpenTo;
  friend bool operator==(const OfferTarget&, const OfferTarget&) = default;
};

// What people say about an offer; all of it can be replaced.
struct OfferContent {
  std::string organization_id;
  OfferTexts texts;
  std::string alternate_name, url, email;
  std::vector<OfferTexts> translations;
  std::vector<OfferTarget> targeting;
  std::vector<std::string> need_keys;
  std::optional<bool> consumption_free;
  Threshold threshold;
  std::vector<CostOption> costs;
  std::vector<SpokenLanguage> languages;
  std::vector<LanguageMediation> language_mediation;
  std::vector<OfferAtPlace> places;
  std::vector<ServiceArea> service_areas;
  std::vector<Phone> phones;
  std::string assured_date;
  std::string raw_json;
  friend bool operator==(const OfferContent&, const OfferContent&) = default;

  // Every cost is 0; unknown without a statement.
  std::optional<bool> free_of_charge() const;
  // Nothing to hand in, show or prove; unknown while one of them is and none says otherwise.
  std::optional<bool> low_threshold() const;
  bool Speaks(const std::string& language) const;  // spoken or mediated
};

// What may stand in it; field paths begin with "offer.".
void Take(FieldErrors& errors, OfferContent& content);
// As of `now`: nobody has checked anything tomorrow, and its schedules are told in kMostSteps.
void Take(FieldErrors& errors, OfferContent& content, Time now);

// The day of a check: a day ahead of UTC is still today somewhere.
void CheckAssured(FieldErrors& errors, const std::string& field, const std::string& date, Time now);

// How much work it is to say when an offer is open, see recurrence.h. What many wait for takes no more
// than kFewSteps outside the pool.
constexpr int64_t kMostSteps = 20'000, kFewSteps = 250;
int64_t StepsOf(const OfferContent& content, Time now);

enum class OfferState : uint8_t { kNone = 0, kDraft, kPublished, kTemporarilyClosed, kArchived };

// What is shown to whoever asks: not what is noted only, nor what has ended.
constexpr bool IsPublic(OfferState state) {
  return state == OfferState::kPublished || state == OfferState::kTemporarilyClosed;
}

enum class OfferChange : uint8_t { kDrafted, kPublished, kChanged, kClosed, kArchived };

struct OfferEvent;

// A service for people.
//
// Invariant: a published offer has a name, an organization, a place or a service area, and the date
// of its last check; an archived one never changes.
struct Offer {
  std::string id;
  OfferContent content;
  OfferState state = OfferState::kNone;
  Time updated{};
  std::string newer;  // see newer_fields.h

  absl::StatusOr<OfferEvent> Draft(std::string id, OfferContent content, Time now) const;
  // No event when nothing would change.
  absl::StatusOr<std::vector<OfferEvent>> Change(OfferContent content, Time now) const;
  absl::StatusOr<OfferEvent> Publish(Time now) const;
  absl::StatusOr<OfferEvent> Close(Time now) const;
  absl::StatusOr<OfferEvent> Archive(Time now) const;
  absl::StatusOr<OfferEvent> Assure(const std::string& date, Time now) const;

  void Apply(const OfferEvent& event);

  // nullptr where it is at none of this id.
  const OfferAtPlace* FindPlace(const std::string& offer_at_place_id) const;
};

struct OfferEvent {
  OfferChange change = OfferChange::kDrafted;
  Offer after;
};

enum class Freshness : uint8_t { kFresh = 1, kDue, kStale, kVeryStale };
// An assurance holds for a year; 180 days after that the offer leaves the default search.
Freshness FreshnessOf(const std::string& assured_date, Time now);
Freshness FreshnessOf(std::optional<std::chrono::sys_days> assured, Time now);

}  // namespace zwk::catalog
