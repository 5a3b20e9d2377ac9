#pragma once

#include "catalog/base/record.h"
#include "catalog/register/need_type.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"
#include "catalog/register/target_group.h"

namespace zwk::catalog {

// Where the entries of the registers are kept.
struct RegisterRepositories {
  RecordRepository<Organization>& organizations;
  RecordRepository<Place>& places;
  RecordRepository<TargetGroup>& groups;
  RecordRepository<NeedType>& needs;
};

}  // namespace zwk::catalog
