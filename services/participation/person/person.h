#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/person.pb.h"

namespace zwk::participation {

using ErasureEvent = std::variant<v1::PersonErased>;

// That a person was erased.
//
// Invariant: it happened once, by the first request and at its time; later requests can only add texts that the person
// wrote.
struct Erasure {
  static constexpr int kMaxTexts = 100;  // of one request
  static constexpr int kMaxAllTexts = 1'000;

  absl::StatusOr<std::vector<ErasureEvent>> Erase(v1::Erasure wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const ErasureEvent& event);

  v1::Erasure state;  // as it is kept and answered
};

using ErasureRepository = Repository<Erasure, ErasureEvent>;

// The subjects whose keys go with an erasure.
std::vector<std::string> SubjectsOf(const v1::Erasure& erasure);

}  // namespace zwk::participation
