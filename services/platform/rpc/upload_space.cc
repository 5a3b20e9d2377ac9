#include "platform/rpc/upload_space.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

constexpr size_t kTail = 64 << 10;  // what an upload holds in memory
constexpr int kThreads = 2;
constexpr std::chrono::seconds kUploadEndsIn{5};

absl::Status Full() {
  return WithRetryAfter(
      WithReason(absl::ResourceExhaustedError("uploads in flight have all the room there is"),
                 "UPLOADS_FULL"),
      kUploadEndsIn);
}

absl::Status Failed(const char* what) {
  return absl::UnavailableError(absl::StrCat("an upload could not be ", what, ": ",
                                             std::strerror(errno)));  // NOLINT: glibc's is safe
}

}  // namespace

absl::Status ByteBudget::Share::Take(int64_t bytes) {
  const std::lock_guard lock(budget_.mutex_);
  const auto own = budget_.taken_of_.find(municipality_);
  const int64_t before = own == budget_.taken_of_.end() ? 0 : own->second;
  if (before + bytes > budget_.limit_.of_a_municipality ||
      budget_.taken_ + bytes > budget_.limit_.total) {
    return Full();
  }
  budget_.taken_of_[municipality_] = before + bytes;
  budget_.taken_ += bytes;
  taken_ += bytes;
  return absl::OkStatus();
}

void ByteBudget::Share::Return() {
  if (taken_ == 0) return;
  const std::lock_guard lock(budget_.mutex_);
  budget_.taken_ -= taken_;
  const auto own = budget_.taken_of_.find(municipality_);
  if ((own->second -= taken_) == 0) budget_.taken_of_.erase(own);
  taken_ = 0;
}

UploadSpace::UploadSpace(Options options)
    : folder_(options.folder.empty() ? std::filesystem::temp_directory_path().string()
                                     : std::move(options.folder)),
      in_flight_(options.in_flight),
      in_memory_(options.in_memory),
      pool_(kThreads) {}

Spool::~Spool() {
  if (file_ >= 0) close(file_);
}

Task<absl::Status> Spool::Append(std::string bytes) {
  tail_ += bytes;
  if (space_ == nullptr || tail_.size() < kTail) co_return absl::OkStatus();
  const bool entered = co_await space_->pool().Enter();
  if (!entered) co_return Full();
  co_return Write();
}

Task<absl::StatusOr<std::string>> Spool::TakeAll() {
  if (file_ < 0) co_return std::exchange(tail_, "");
  const bool entered = co_await space_->pool().Enter();
  if (!entered) co_return Full();
  co_return ReadBack();
}

absl::Status Spool::Write() {
  if (file_ < 0) {
    file_ = open(space_->folder().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file_ < 0) {  // a file system without unnamed files
      std::string name = space_->folder() + "/upload-XXXXXX";
      file_ = mkostemp(name.data(), O_CLOEXEC);
      if (file_ < 0) return Failed("kept");
      unlink(name.c_str());
    }
  }
  for (absl::string_view left = tail_; !left.empty();) {
    const ssize_t written = write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("kept");
    left.remove_prefix(static_cast<size_t>(written));
  }
  in_file_ += static_cast<int64_t>(tail_.size());
  tail_.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::string> Spool::ReadBack() {
  std::string all(static_cast<size_t>(in_file_), '\0');
  for (size_t done = 0; done < all.size();) {
    const ssize_t got =
        pread(file_, all.data() + done, all.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Failed("read back");
    done += static_cast<size_t>(got);
  }
  all += std::exchange(tail_, "");
  close(std::exchange(file_, -1));
  in_file_ = 0;
  return all;
}

}  // namespace zwk::rpc
