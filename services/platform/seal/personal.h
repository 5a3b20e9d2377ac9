#pragma once

#include <string>
#include <vector>

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "platform/base/task.h"
#include "platform/seal/key_ring.h"
#include "zwk/common/v1/personal.pb.h"

// What is Personal in a message is found by its type, so that nobody has to list the names of people
// and nobody can forget one.
namespace zwk::seal {

// All of them, at any depth, in the order of the fields.
std::vector<common::v1::Personal*> PersonalIn(google::protobuf::Message& message);

// To store or publish: sealed for their subjects (Personal.sealed.subject_ref) and no longer readable.
// Bound to municipality, aggregate and version; what is sealed already stays as it is, so that an
// unchanged text is not sealed again. The words of a subject that is erased meanwhile are dropped.
// INVALID_ARGUMENT if there are words without a subject.
Task<absl::Status> SealAll(KeyRing& keys, std::string municipality, std::string aggregate,
                           uint64_t version, google::protobuf::Message& message);

// To work with: readable, or erased. One look into the key ring. `message` outlives the task.
Task<absl::Status> OpenAll(KeyRing& keys, std::string municipality,
                           google::protobuf::Message& message, Time deadline = kNoDeadline);

// Words for a subject, as a decision writes them; they are sealed when they are stored.
common::v1::Personal Words(std::string subject_ref, std::string text);

}  // namespace zwk::seal
