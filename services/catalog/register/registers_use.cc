#include "catalog/register/registers_use.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

// Decides for any register, unless something that the content names cannot be named.
template <class T>
auto Replace(T value, absl::Status named) {
  return [value = std::move(value), named = std::move(named)](
             const Record<T>& before) -> absl::StatusOr<Decision<Recorded<T>>> {
    ZWK_RETURN_IF_ERROR(named);
    return before.Replace(value);
  };
}

template <class T>
auto Rewritten(Rewrite<T> rewrite, absl::Status named) {
  return [rewrite = std::move(rewrite), named = std::move(named)](
             const Record<T>& before) -> absl::StatusOr<Decision<Recorded<T>>> {
    ZWK_RETURN_IF_ERROR(named);
    return before.Replace(rewrite(before.value));
  };
}

// The content as it would be now.
template <class T>
Task<absl::StatusOr<T>> Preview(RecordRepository<T>& repository, Caller caller, std::string id,
                                Rewrite<T> rewrite) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<T>> stored,
                          co_await repository.Load(std::move(caller), std::move(id)));
  T value = rewrite(stored.value.value);
  ZWK_CO_RETURN_IF_ERROR(Validate(value));
  co_return std::move(value);
}

// A register has no Put with an expected version: 0 puts, anything else must be there already.
template <class T>
Task<Kept<T>> PutExpected(RecordRepository<T>& repository, Caller caller, std::string key,
                          typename RecordRepository<T>::Decide decide, uint64_t expected) {
  if (expected == 0) co_return co_await repository.Put(caller, key, std::move(decide));
  co_return co_await repository.Change(caller, key, expected, std::move(decide));
}

}  // namespace

Task<absl::Status> Registers::CheckParents(Caller caller, Organization organization) {
  constexpr char kField[] = "organization.parent_organization_id";
  ZWK_CO_RETURN_IF_ERROR(
      co_await CheckNamed(organizations(), caller, organization.parent_id, kField));
  std::string parent = organization.parent_id;
  for (int depth = 0; !parent.empty() && depth < 32; ++depth) {
    if (parent == organization.id) {
      co_return WithField(
          WithReason(absl::FailedPreconditionError("the organization would be its own ancestor"),
                     "PARENT_CYCLE"),
          kField);
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<Organization>> loaded,
                            co_await organizations().Load(caller, parent));
    parent = loaded.value.value.parent_id;
  }
  co_return absl::OkStatus();
}

Task<Kept<Organization>> Registers::Create(Caller caller, Organization organization) {
  ZWK_CO_RETURN_IF_ERROR(Validate(organization));
  absl::Status named = co_await CheckParents(caller, organization);
  const std::string id = organization.id;
  auto decide = Replace(std::move(organization), std::move(named));
  const auto kept = co_await organizations().Create(caller, id, std::move(decide));
  Tell(caller, kept.status());
  co_return kept;
}

Task<Kept<Organization>> Registers::Update(Caller caller, std::string id, uint64_t expected,
                                           Rewrite<Organization> rewrite) {
  ZWK_CO_ASSIGN_OR_RETURN(const Organization after,
                          co_await Preview(organizations(), caller, id, rewrite));
  absl::Status named = co_await CheckParents(caller, after);
  auto decide = Rewritten(std::move(rewrite), std::move(named));
  const auto kept = co_await organizations().Change(caller, id, expected, std::move(decide));
  Tell(caller, kept.status());
  co_return kept;
}

Task<Kept<Place>> Registers::Create(Caller caller, Place place) {
  ZWK_CO_RETURN_IF_ERROR(Validate(place));
  absl::Status named =
      co_await CheckNamed(organizations(), caller, place.organization_id, "place.organization_id");
  const std::string id = place.id;
  auto decide = Replace(std::move(place), std::move(named));
  const auto kept = co_await places().Create(caller, id, std::move(decide));
  Tell(caller, kept.status());
  co_return kept;
}

Task<Kept<Place>> Registers::Update(Caller caller, std::string id, uint64_t expected,
                                    Rewrite<Place> rewrite) {
  ZWK_CO_ASSIGN_OR_RETURN(const Place after, co_await Preview(places(), caller, id, rewrite));
  absl::Status named =
      co_await CheckNamed(organizations(), caller, after.organization_id, "place.organization_id");
  auto decide = Rewritten(std::move(rewrite), std::move(named));
  const auto kept = co_await places().Change(caller, id, expected, std::move(decide));
  Tell(caller, kept.status());
  co_return kept;
}

Task<Kept<TargetGroup>> Registers::Define(Caller caller, TargetGroup group, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(group));
  const std::string key = group.key;
  RecordRepository<TargetGroup>::Decide decide = Replace(std::move(group), absl::OkStatus());
  const auto kept = co_await PutExpected(groups(), caller, key, std::move(decide), expected);
  Tell(caller, kept.status());
  co_return kept;
}

Task<absl::Status> Registers::CheckGroups(Caller caller, NeedType need) {
  for (size_t i = 0; i < need.groups.size(); ++i) {
    const std::string key = need.groups[i].group_key;
    const std::string field = absl::StrCat("need_type.groups[", i, "].target_group_key");
    ZWK_CO_RETURN_IF_ERROR(co_await CheckNamed(groups(), caller, key, field));
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Record<TargetGroup>> group,
                            co_await groups().Load(caller, key));
    const TargetGroup& value = group.value.value;
    if (IsCountable(value.predicate) || value.share) continue;
    co_return WithField(WithReason(absl::FailedPreconditionError(absl::StrCat(
                                       "target group ", Quoted(key),
                                       " needs a share: no forecast counts its criteria")),
                                   "GROUP_WITHOUT_SHARE"),
                        field);
  }
  co_return absl::OkStatus();
}

Task<Kept<NeedType>> Registers::Define(Caller caller, NeedType need, uint64_t expected) {
  ZWK_CO_RETURN_IF_ERROR(Validate(need));
  absl::Status named = co_await CheckGroups(caller, need);
  const std::string key = need.key;
  RecordRepository<NeedType>::Decide decide = Replace(std::move(need), std::move(named));
  const auto kept = co_await PutExpected(needs(), caller, key, std::move(decide), expected);
  Tell(caller, kept.status());
  co_return kept;
}

Task<Kept<Organization>> Registers::Put(Caller caller, Organization organization) {
  const std::string id = organization.id;
  auto decide = Replace(std::move(organization), absl::OkStatus());
  co_return co_await organizations().Put(caller, id, std::move(decide));
}

Task<Kept<Place>> Registers::Put(Caller caller, Place place) {
  const std::string id = place.id;
  auto decide = Replace(std::move(place), absl::OkStatus());
  co_return co_await places().Put(caller, id, std::move(decide));
}

}  // namespace zwk::catalog
