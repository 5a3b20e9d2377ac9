#pragma once

#include <string>
#include <utility>

#include "participation/app/attachments.h"
#include "platform/blob/folder.h"

namespace zwk::participation {

// Attachments' bytes among the blobs of the platform.
class BlobFiles : public FileStore {
 public:
  explicit BlobFiles(blob::Blobs& blobs) : blobs_(blobs) {}

  Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) override {
    return blobs_.Put(std::move(municipality), std::move(bytes));
  }
  Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) override {
    return blobs_.Get(std::move(municipality), std::move(sha256));
  }

 private:
  blob::Blobs& blobs_;
};

}  // namespace zwk::participation
