#include "catalog/offer/offer_use.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

using Events = Decision<OfferEvent>;

namespace {

// What cannot be named, under the code and reason of the first of it.
class Unnamed {
 public:
  void Add(const absl::Status& status) {
    if (status.ok()) return;
    if (first_.ok()) first_ = status;
    all_.Add("", status);
  }
  absl::Status ToStatus() const { return first_.ok() ? first_ : all_.AttachTo(first_); }

 private:
  absl::Status first_;
  FieldErrors all_;
};

}  // namespace

Task<absl::Status> EnterFor(int64_t steps, Pool& pool) {
  if (steps <= kFewSteps) co_return absl::OkStatus();
  const bool entered = co_await pool.Enter();
  if (entered) co_return absl::OkStatus();
  co_return absl::ResourceExhaustedError("too much work waits; try again later");
}

Task<absl::Status> Offers::CheckNames(Caller caller, OfferContent content) {
  Unnamed unnamed;
  const auto organization = co_await CheckNamed(registers_.organizations(), caller,
                                                content.organization_id, "offer.organization_id");
  unnamed.Add(organization);
  for (size_t i = 0; i < content.places.size(); ++i) {
    const std::string field = absl::StrCat("offer.places[", i, "].place_id");
    const auto place =
        co_await CheckNamed(registers_.places(), caller, content.places[i].place_id, field);
    unnamed.Add(place);
  }
  for (size_t i = 0; i < content.targeting.size(); ++i) {
    const auto* key = std::get_if<std::string>(&content.targeting[i].group);
    if (key == nullptr) continue;
    const std::string field = absl::StrCat("offer.targeting[", i, "].target_group_key");
    const auto group = co_await CheckNamed(registers_.groups(), caller, *key, field);
    unnamed.Add(group);
  }
  for (size_t i = 0; i < content.need_keys.size(); ++i) {
    const std::string field = absl::StrCat("offer.need_keys[", i, "]");
    const auto need = co_await CheckNamed(registers_.needs(), caller, content.need_keys[i], field);
    unnamed.Add(need);
  }
  co_return unnamed.ToStatus();
}

Task<absl::StatusOr<std::set<std::string>>> Offers::ConfidentialPlaces(Caller caller,
                                                                       OfferContent content) {
  std::set<std::string> confidential;
  for (const OfferAtPlace& at : content.places) {
    const auto place = co_await registers_.places().Load(caller, at.place_id);
    if (absl::IsNotFound(place.status())) continue;
    ZWK_CO_RETURN_IF_ERROR(place.status());
    if (place->value.value.confidential) confidential.insert(at.place_id);
  }
  co_return confidential;
}

Task<Offers::Result> Offers::Change(Caller caller, std::string id, uint64_t expected,
                                    OfferRepository::Decide decide) {
  const Result changed = co_await offers_.Change(caller, id, expected, std::move(decide));
  if (changed.ok()) changes_.Changed(caller.municipality);
  co_return changed;
}

Task<Offers::Result> Offers::Get(Caller caller, std::string id) {
  return offers_.Load(std::move(caller), std::move(id));
}

Task<Offers::Result> Offers::Create(Caller caller, std::string id, OfferContent content) {
  ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(StepsOf(content, clock_.Now()), pool_));
  FieldErrors errors;
  CheckId(errors, "offer.offer_id", id);
  Take(errors, content, clock_.Now());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  // Told with the decision, so that a repeated request is answered, not judged anew.
  const absl::Status named = co_await CheckNames(caller, content);
  OfferRepository::Decide decide =
      [id, content, named, now = clock_.Now()](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_RETURN_IF_ERROR(named);
    return offer.Draft(id, content, now);
  };
  const Result created = co_await offers_.Create(caller, id, std::move(decide));
  if (created.ok()) changes_.Changed(caller.municipality);
  co_return created;
}

Task<Offers::Result> Offers::Update(Caller caller, std::string id, uint64_t expected,
                                    Rewrite rewrite) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Offer> stored, co_await offers_.Load(caller, id));
  OfferContent content = rewrite(stored.value);
  ZWK_CO_RETURN_IF_ERROR(co_await EnterFor(StepsOf(content, clock_.Now()), pool_));
  FieldErrors errors;
  Take(errors, content, clock_.Now());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const absl::Status named = co_await CheckNames(caller, content);
  OfferRepository::Decide decide =
      [rewrite, named, now = clock_.Now()](const Offer& offer) -> absl::StatusOr<Events> {
    ZWK_RETURN_IF_ERROR(named);
    return offer.Change(rewrite(offer), now);
  };
  co_return co_await Change(caller, id, expected, std::move(decide));
}

Task<Offers::Result> Offers::Publish(Caller caller, std::string id, uint64_t expected) {
  return Change(std::move(caller), std::move(id), expected,
                [now = clock_.Now()](const Offer& offer) { return offer.Publish(now); });
}

Task<Offers::Result> Offers::Close(Caller caller, std::string id, uint64_t expected) {
  return Change(std::move(caller), std::move(id), expected,
                [now = clock_.Now()](const Offer& offer) { return offer.Close(now); });
}

Task<Offers::Result> Offers::Archive(Caller caller, std::string id, uint64_t expected) {
  return Change(std::move(caller), std::move(id), expected,
                [now = clock_.Now()](const Offer& offer) { return offer.Archive(now); });
}

Task<Offers::Result> Offers::Assure(Caller caller, std::string id, std::string date,
                                    uint64_t expected) {
  return Change(std::move(caller), std::move(id), expected,
                [date, now = clock_.Now()](const Offer& offer) { return offer.Assure(date, now); });
}

Task<Offers::Result> Offers::Put(Caller caller, WantedOffer wanted) {
  const std::string id = wanted.id;
  auto decide = [wanted = std::move(wanted),
                 now = clock_.Now()](const Offer& before) -> absl::StatusOr<Events> {
    ZWK_ASSIGN_OR_RETURN(std::vector<OfferEvent> events, Follow(before, wanted, now));
    return Events{std::move(events)};
  };
  co_return co_await offers_.Put(caller, id, std::move(decide));
}

}  // namespace zwk::catalog
