#pragma once

#include "catalog/base/record.h"
#include "catalog/register/need_type.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"
#include "catalog/register/target_group.h"
#include "platform/store/documents.h"

// What leaves the service: one message per fact.
namespace zwk::catalog {

store::EncodedEvent EventOf(const Recorded<Organization>& event, uint64_t version);
// Confidential places leave without what would tell where they are.
store::EncodedEvent EventOf(const Recorded<Place>& event, uint64_t version);
store::EncodedEvent EventOf(const Recorded<TargetGroup>& event, uint64_t version);
store::EncodedEvent EventOf(const Recorded<NeedType>& event, uint64_t version);

}  // namespace zwk::catalog
