// Commands that link a person with something nobody else may learn: a vote, joining one, a sheet.
#pragma once

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "platform/store/documents.h"

namespace zwk::store {

// The caller with a request that tells nothing without the secret: id and fingerprint are keyed, so
// that a copy of the store cannot be searched by trying people, things and numbers, nor by request
// ids that were seen elsewhere. Whatever else the command stores of its request (Commit::Create)
// comes from here too. The same id from another person is other content.
//
// `secret` is a key that is not kept in the clear and is destroyed with the records; never empty.
Caller Personally(Caller caller, absl::string_view secret);

// What Commit::Create remembers of such a request: another value for each key, so that things of the
// same content cannot be recognized as such. `key` is one that nobody can guess.
std::string PersonalOrigin(const Caller& caller, absl::string_view key);

// Answers a repetition from what is kept now.
using Recall = std::function<absl::StatusOr<std::string>(const ReadResult&)>;

// As Transact, for a caller made by Personally. No answer is kept: a repetition changes nothing and
// gets what `recall` makes of the same reads, which is what `prepare` answered as long as nothing
// has changed since. The records lie together under `group`, which says nothing of a person, until
// Commit::ForgetRequests(group).
Task<absl::StatusOr<std::string>> TransactPersonally(Store& store, Caller caller, std::string group,
                                                     ReadSet reads, Prepare prepare, Recall recall);

}  // namespace zwk::store
