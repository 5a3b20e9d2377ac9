#pragma once

#include "absl/status/statusor.h"
#include "catalog/offer/offer.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {

// With state and time of the last change.
v1::Offer ToProto(const Offer& offer);
// INVALID_ARGUMENT with the field path where the message says what the domain cannot; whether it
// makes sense is for Validate.
absl::StatusOr<Offer> FromProto(const v1::Offer& message);

}  // namespace zwk::catalog
