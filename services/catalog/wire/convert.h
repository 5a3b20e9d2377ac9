#pragma once

#include "absl/status/statusor.h"
#include "catalog/domain/gap.h"
#include "catalog/domain/offer.h"
#include "catalog/domain/register.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/offer.pb.h"
#include "zwk/catalog/v1/organization.pb.h"
#include "zwk/catalog/v1/place.pb.h"
#include "zwk/catalog/v1/target_group.pb.h"

// Between the domain's types and the messages that requests, events and stored documents are made
// of. FromProto refuses what a message can say and the domain cannot (INVALID_ARGUMENT with the
// field path); whether it makes sense is for the domain's Validate.
namespace zwk::catalog {

namespace v1 = ::zwk::catalog::v1;

v1::Organization ToProto(const Organization& organization);
absl::StatusOr<Organization> FromProto(const v1::Organization& message);

v1::Place ToProto(const Place& place);
absl::StatusOr<Place> FromProto(const v1::Place& message);

v1::TargetPredicate ToProto(const TargetPredicate& predicate);
absl::StatusOr<TargetPredicate> FromProto(const v1::TargetPredicate& message,
                                          const std::string& field);

v1::TargetGroup ToProto(const TargetGroup& group);
absl::StatusOr<TargetGroup> FromProto(const v1::TargetGroup& message);

v1::NeedType ToProto(const NeedType& need);
absl::StatusOr<NeedType> FromProto(const v1::NeedType& message);

// With state and time of the last change.
v1::Offer ToProto(const Offer& offer);
absl::StatusOr<Offer> FromProto(const v1::Offer& message);

v1::OfferGap ToProto(const OfferGap& gap);
OfferGap FromProto(const v1::OfferGap& message);

}  // namespace zwk::catalog
