#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "platform/base/blobs.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"

namespace zwk::blob {

// Files root/<municipality>/ab/abcdef...: written beside, fsynced, renamed. Works on the pool.
class Folder : public Blobs {
 public:
  Folder(std::filesystem::path root, Pool& pool) : root_(std::move(root)), pool_(pool) {}
  Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) override;
  Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) override;
  Task<absl::Status> Check(std::string municipality, std::string sha256) override;
  Task<absl::StatusOr<std::string>> GetPart(std::string municipality, std::string sha256,
                                            int64_t at, int64_t most) override;

 private:
  std::filesystem::path root_;
  Pool& pool_;
};

}  // namespace zwk::blob
