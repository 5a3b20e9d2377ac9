#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/domain/offer.h"
#include "catalog/domain/record.h"
#include "catalog/domain/register.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

template <class T>
using RecordRepository = Repository<Record<T>, Recorded<T>>;
template <class T>
using Kept = absl::StatusOr<Stored<Record<T>>>;

using OfferRepository = Repository<Offer, OfferEvent>;

// Organizations, places, target groups and need types: what offers refer to.
class Registers {
 public:
  Registers(RecordRepository<Organization>& organizations, RecordRepository<Place>& places,
            RecordRepository<TargetGroup>& groups, RecordRepository<NeedType>& needs)
      : organizations_(organizations), places_(places), groups_(groups), needs_(needs) {}

  // Register: the id is new (or known with the same content). Update: it is there.
  Task<Kept<Organization>> Register(Caller caller, Organization organization);
  Task<Kept<Organization>> Update(Caller caller, Organization organization, uint64_t expected);
  Task<Kept<Place>> Register(Caller caller, Place place);
  Task<Kept<Place>> Update(Caller caller, Place place, uint64_t expected);
  // Natural keys: defining again replaces.
  Task<Kept<TargetGroup>> Define(Caller caller, TargetGroup group, uint64_t expected);
  Task<Kept<NeedType>> Define(Caller caller, NeedType need, uint64_t expected);

  // Of an import, which has checked everything against the whole file: creates or replaces.
  Task<Kept<Organization>> Put(Caller caller, Organization organization);
  Task<Kept<Place>> Put(Caller caller, Place place);

  // NOT_FOUND with the field when something that the content names does not exist.
  Task<absl::Status> CheckReferences(Caller caller, OfferContent content);

  RecordRepository<Organization>& organizations() { return organizations_; }
  RecordRepository<Place>& places() { return places_; }
  RecordRepository<TargetGroup>& groups() { return groups_; }
  RecordRepository<NeedType>& needs() { return needs_; }

 private:
  Task<absl::Status> CheckParents(Caller caller, Organization organization);

  RecordRepository<Organization>& organizations_;
  RecordRepository<Place>& places_;
  RecordRepository<TargetGroup>& groups_;
  RecordRepository<NeedType>& needs_;
};

}  // namespace zwk::catalog
