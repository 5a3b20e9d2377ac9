#include "platform/rpc/upload.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::rpc {

absl::Status UploadBase::Take(const std::string& chunk) {
  bytes_ += static_cast<int64_t>(chunk.size());
  if (bytes_ > most_bytes_) {
    return FileTooLarge(absl::StrCat("a file has at most ", most_bytes_, " bytes"));
  }
  if (in_flight_) ZWK_RETURN_IF_ERROR(in_flight_->Take(static_cast<int64_t>(chunk.size())));
  hash_.Add(chunk);
  return absl::OkStatus();
}

void UploadBase::Begin(const Caller& caller) {
  if (space_ == nullptr) return;
  in_flight_.emplace(space_->in_flight(), caller.municipality);
  in_memory_.emplace(space_->in_memory(), caller.municipality);
}

Task<absl::StatusOr<std::string>> UploadBase::ReadBack() {
  if (in_memory_) ZWK_CO_RETURN_IF_ERROR(in_memory_->Take(bytes_));
  absl::StatusOr<std::string> file = co_await spool_.TakeAll();
  if (in_flight_) in_flight_->Return();
  co_return file;
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
