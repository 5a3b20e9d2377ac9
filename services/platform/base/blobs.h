#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/task.h"

namespace zwk::blob {

// Immutable bytes under the name of their content. A port: a folder on one machine, an
// S3-compatible store beyond.
class Blobs {
 public:
  virtual ~Blobs() = default;

  // Durable once answered; the same bytes again are the same blob. Answers the SHA-256, lower-case
  // hexadecimal. Nobody can list or guess another municipality's blobs, and equal bytes of two
  // municipalities are two blobs.
  virtual Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) = 0;

  // NOT_FOUND; DATA_LOSS if the bytes are not what their name says.
  virtual Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) = 0;

  // The same in parts, for whoever must not hold the whole: first whether the bytes are what their name
  // says, then at most `most` of them from `at` on; "" behind the last.
  virtual Task<absl::Status> Check(std::string municipality, std::string sha256) = 0;
  virtual Task<absl::StatusOr<std::string>> GetPart(std::string municipality, std::string sha256,
                                                    int64_t at, int64_t most) = 0;
};

}  // namespace zwk::blob
