#include "platform/rpc/upload.h"

#include "absl/strings/str_cat.h"

namespace zwk::rpc {

absl::Status UploadBase::Take(const std::string& chunk) {
  bytes_ += static_cast<int64_t>(chunk.size());
  if (bytes_ > most_bytes_) {
    return FileTooLarge(absl::StrCat("a file has at most ", most_bytes_, " bytes"));
  }
  hash_.Add(chunk);
  return absl::OkStatus();
}

absl::Status UploadBase::Take(const google::protobuf::Message& chunk) {
  return Take(chunk.SerializeAsString());
}

void UploadBase::End(Caller caller) {
  content_sha256_ = hash_.FinishHex();
  caller_ = std::move(caller);
  caller_.request.fingerprint =
      Sha256Hex(absl::StrCat(caller_.request.fingerprint, "/", content_sha256_));
}

Caller UploadBase::caller() const { return caller_; }

}  // namespace zwk::rpc
