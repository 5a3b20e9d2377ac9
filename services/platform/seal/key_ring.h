#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/store.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::seal {

// The key that wraps the subjects' keys. Comes from a file and is never in Redis.
class WrappingKey {
 public:
  // A file of 64 hexadecimal digits. `create` makes one (mode 0600) if there is none: for one
  // machine and tests.
  static absl::StatusOr<WrappingKey> FromFile(const std::string& path, bool create = false);

  const std::string& bytes() const { return bytes_; }  // 32 of them

 private:
  explicit WrappingKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

// Seals names and free text of people with a key per person (XChaCha20-Poly1305). Deleting the key
// makes them unreadable wherever they are: in documents, events, views, backups.
//
// The store is one of area "keys" (RedisStore{.area = "keys"}), shared by the services:
// participation writes it, reporting reads it.
class KeyRing {
 public:
  KeyRing(store::Store& keys, WrappingKey wrapping);
  ~KeyRing();

  // Bound to municipality, aggregate, version and subject, which it names: nobody can pass it off as
  // another one. The first seal of a subject makes its key. FAILED_PRECONDITION, reason SUBJECT_ERASED, if it was erased.
  Task<absl::StatusOr<common::v1::Sealed>> Seal(std::string municipality, std::string aggregate_key,
                                                uint64_t aggregate_version, std::string subject_ref,
                                                std::string plaintext, Time deadline = kNoDeadline);

  // In the order of `sealed`, with one look into the store; nullopt = the subject's key is erased.
  // Each says for which aggregate it was sealed, so copies in other objects open, too. DATA_LOSS if
  // something was tampered with.
  Task<absl::StatusOr<std::vector<std::optional<std::string>>>> Open(
      std::string municipality, std::vector<common::v1::Sealed> sealed,
      Time deadline = kNoDeadline);

  // A secret of all replicas for this purpose, that is not in the store and the same after a restart.
  std::string SecretFor(absl::string_view purpose) const;

  // The name is gone everywhere, and nothing of this person can be sealed again. Repeating it is
  // fine.
  Task<absl::Status> EraseSubject(std::string municipality, std::string subject_ref,
                                  Time deadline = kNoDeadline);

 private:
  Task<absl::StatusOr<std::string>> KeyFor(std::string municipality, std::string subject_ref,
                                           Time deadline);

  store::Store& keys_;
  WrappingKey wrapping_;
};

}  // namespace zwk::seal
