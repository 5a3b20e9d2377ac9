#include "catalog/register/registers_codec.h"

#include <cstdlib>

#include "catalog/base/record_codec.h"
#include "catalog/register/need_type_message.h"
#include "catalog/register/organization_message.h"
#include "catalog/register/place_message.h"
#include "catalog/register/target_group_message.h"

namespace zwk::catalog {

namespace {

// The event of a change, of which each shows the entry in a field of its own.
template <class M, class Created, class Changed, class Archived>
store::EncodedEvent ShownAs(RecordChange change, M after, uint64_t version,
                            M* (Created::*created)(), M* (Changed::*changed)(),
                            M* (Archived::*archived)()) {
  after.clear_raw_json();  // of use to nobody else
  switch (change) {
    case RecordChange::kCreated:
      return Showing(created, std::move(after), version);
    case RecordChange::kChanged:
      return Showing(changed, std::move(after), version);
    case RecordChange::kArchived:
      return Showing(archived, std::move(after), version);
  }
  std::abort();
}

}  // namespace

store::EncodedEvent EventOf(const Recorded<Organization>& event, uint64_t version) {
  return ShownAs(event.change, ToProto(event.after), version,
                 &v1::OrganizationCreated::mutable_organization,
                 &v1::OrganizationChanged::mutable_organization,
                 &v1::OrganizationArchived::mutable_organization);
}

store::EncodedEvent EventOf(const Recorded<Place>& event, uint64_t version) {
  return ShownAs(event.change, ToProto(WithoutSecrets(event.after)), version,
                 &v1::PlaceCreated::mutable_place, &v1::PlaceChanged::mutable_place,
                 &v1::PlaceArchived::mutable_place);
}

store::EncodedEvent EventOf(const Recorded<TargetGroup>& event, uint64_t version) {
  if (event.change == RecordChange::kArchived) {
    return Showing(&v1::TargetGroupArchived::mutable_target_group, ToProto(event.after), version);
  }
  return Showing(&v1::TargetGroupDefined::mutable_target_group, ToProto(event.after), version);
}

store::EncodedEvent EventOf(const Recorded<NeedType>& event, uint64_t version) {
  if (event.change == RecordChange::kArchived) {
    return Showing(&v1::NeedTypeArchived::mutable_need_type, ToProto(event.after), version);
  }
  return Showing(&v1::NeedTypeDefined::mutable_need_type, ToProto(event.after), version);
}

}  // namespace zwk::catalog
