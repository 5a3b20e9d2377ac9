#include "catalog/register/registers_codec.h"

#include <cstdlib>

#include "catalog/base/record_codec.h"
#include "catalog/register/need_type_message.h"
#include "catalog/register/organization_message.h"
#include "catalog/register/place_message.h"
#include "catalog/register/target_group_message.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const Recorded<Organization>& event, uint64_t version) {
  v1::Organization after = ToProto(event.after);
  after.clear_raw_json();  // of use to nobody else
  switch (event.change) {
    case RecordChange::kCreated:
      return Showing(&v1::OrganizationCreated::mutable_organization, after, version);
    case RecordChange::kChanged:
      return Showing(&v1::OrganizationChanged::mutable_organization, after, version);
    case RecordChange::kArchived:
      return Showing(&v1::OrganizationArchived::mutable_organization, after, version);
  }
  std::abort();
}

store::EncodedEvent EventOf(const Recorded<Place>& event, uint64_t version) {
  v1::Place after = ToProto(WithoutSecrets(event.after));
  after.clear_raw_json();  // of use to nobody else
  switch (event.change) {
    case RecordChange::kCreated:
      return Showing(&v1::PlaceCreated::mutable_place, after, version);
    case RecordChange::kChanged:
      return Showing(&v1::PlaceChanged::mutable_place, after, version);
    case RecordChange::kArchived:
      return Showing(&v1::PlaceArchived::mutable_place, after, version);
  }
  std::abort();
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
