#include "catalog/app/registers.h"

#include "absl/strings/str_cat.h"
#include "catalog/domain/population.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

// Decides for any register: valid content, and an event only if something changes.
template <class T>
auto Replace(T value) {
  return [value](const Record<T>& before) -> absl::StatusOr<Decision<Recorded<T>>> {
    ZWK_RETURN_IF_ERROR(Validate(value));
    if (before.exists && before.value == value) return Decision<Recorded<T>>();
    return Decision<Recorded<T>>(Recorded<T>{value, !before.exists});
  };
}

absl::Status Missing(absl::Status status, const std::string& field) {
  return absl::IsNotFound(status) ? WithField(std::move(status), field) : status;
}

template <class T>
Task<absl::Status> Exists(RecordRepository<T>& repository, Caller caller, std::string id,
                          std::string field) {
  if (id.empty()) co_return absl::OkStatus();
  auto loaded = co_await repository.Load(std::move(caller), std::move(id));
  co_return Missing(loaded.status(), field);
}

// A register has no Put with an expected version: 0 puts, anything else must be there already.
template <class T>
Task<Kept<T>> PutExpected(RecordRepository<T>& repository, Caller caller, std::string key, T value,
                          uint64_t expected) {
  if (expected == 0) co_return co_await repository.Put(caller, key, Replace(std::move(value)));
  co_return co_await repository.Change(caller, key, expected, Replace(std::move(value)));
}

}  // namespace

Task<absl::Status> Registers::CheckParents(Caller caller, Organization organization) {
  std::string parent = organization.parent_id;
  for (int depth = 0; !parent.empty() && depth < 32; ++depth) {
    if (parent == organization.id) {
      co_return WithField(
          WithReason(absl::FailedPreconditionError("the organization would be its own ancestor"),
                     "PARENT_CYCLE"),
          "organization.parent_organization_id");
    }
    auto loaded = co_await organizations_.Load(caller, parent);
    if (!loaded.ok()) {
      co_return Missing(loaded.status(), "organization.parent_organization_id");
    }
    parent = loaded->value.value.parent_id;
  }
  co_return absl::OkStatus();
}

Task<Kept<Organization>> Registers::Register(Caller caller, Organization organization) {
  ZWK_CO_RETURN_IF_ERROR(Validate(organization));
  ZWK_CO_RETURN_IF_ERROR(co_await CheckParents(caller, organization));
  const std::string id = organization.id;
  co_return co_await organizations_.Create(caller, id, Replace(std::move(organization)));
}

Task<Kept<Organization>> Registers::Update(Caller caller, Organization organization,
                                           uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(organization));
  ZWK_CO_RETURN_IF_ERROR(co_await CheckParents(caller, organization));
  const std::string id = organization.id;
  co_return co_await organizations_.Change(caller, id, expected, Replace(std::move(organization)));
}

Task<Kept<Place>> Registers::Register(Caller caller, Place place) {
  ZWK_CO_RETURN_IF_ERROR(Validate(place));
  ZWK_CO_RETURN_IF_ERROR(
      co_await Exists(organizations_, caller, place.organization_id, "place.organization_id"));
  const std::string id = place.id;
  co_return co_await places_.Create(caller, id, Replace(std::move(place)));
}

Task<Kept<Place>> Registers::Update(Caller caller, Place place, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(place));
  ZWK_CO_RETURN_IF_ERROR(
      co_await Exists(organizations_, caller, place.organization_id, "place.organization_id"));
  const std::string id = place.id;
  co_return co_await places_.Change(caller, id, expected, Replace(std::move(place)));
}

Task<Kept<TargetGroup>> Registers::Define(Caller caller, TargetGroup group, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(group));
  const std::string key = group.key;
  co_return co_await PutExpected(groups_, caller, key, std::move(group), expected);
}

Task<Kept<NeedType>> Registers::Define(Caller caller, NeedType need, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(need));
  for (size_t i = 0; i < need.groups.size(); ++i) {
    const std::string field = absl::StrCat("need_type.groups[", i, "].target_group_key");
    auto group = co_await groups_.Load(caller, need.groups[i].group_key);
    if (!group.ok()) co_return Missing(group.status(), field);
    const TargetGroup& value = group->value.value;
    if (!IsCountable(value.predicate) && !value.share) {
      co_return WithField(WithReason(absl::FailedPreconditionError(absl::StrCat(
                                         "target group ", Quoted(value.key),
                                         " needs a share: no forecast counts its criteria")),
                                     "GROUP_WITHOUT_SHARE"),
                          field);
    }
  }
  const std::string key = need.key;
  co_return co_await PutExpected(needs_, caller, key, std::move(need), expected);
}

Task<Kept<Organization>> Registers::Put(Caller caller, Organization organization) {
  const std::string id = organization.id;
  co_return co_await organizations_.Put(caller, id, Replace(std::move(organization)));
}

Task<Kept<Place>> Registers::Put(Caller caller, Place place) {
  const std::string id = place.id;
  co_return co_await places_.Put(caller, id, Replace(std::move(place)));
}

Task<absl::Status> Registers::CheckReferences(Caller caller, OfferContent content) {
  ZWK_CO_RETURN_IF_ERROR(
      co_await Exists(organizations_, caller, content.organization_id, "offer.organization_id"));
  for (size_t i = 0; i < content.places.size(); ++i) {
    ZWK_CO_RETURN_IF_ERROR(co_await Exists(places_, caller, content.places[i].place_id,
                                           absl::StrCat("offer.places[", i, "].place_id")));
  }
  for (size_t i = 0; i < content.targeting.size(); ++i) {
    if (const auto* key = std::get_if<std::string>(&content.targeting[i].group)) {
      ZWK_CO_RETURN_IF_ERROR(co_await Exists(
          groups_, caller, *key, absl::StrCat("offer.targeting[", i, "].target_group_key")));
    }
  }
  for (size_t i = 0; i < content.need_keys.size(); ++i) {
    ZWK_CO_RETURN_IF_ERROR(co_await Exists(needs_, caller, content.need_keys[i],
                                           absl::StrCat("offer.need_keys[", i, "]")));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::catalog
