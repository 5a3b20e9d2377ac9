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
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

constexpr size_t kTail = 64 << 10;  // what an upload holds in memory
constexpr int kThreads = 2;
constexpr std::chrono::seconds kEndsIn{5};

absl::Status Failed(const char* what) {
  return absl::UnavailableError(absl::StrCat("an upload could not be ", what, ": ",
                                             std::strerror(errno)));  // NOLINT: glibc's is safe
}

}  // namespace

absl::Status UploadsFull() {
  return WithRetryAfter(
      WithReason(absl::ResourceExhaustedError("uploads in flight have all the room there is"),
                 "UPLOADS_FULL"),
      kEndsIn);
}

absl::Status AnswersFull() {
  return WithRetryAfter(
      WithReason(absl::ResourceExhaustedError(
                     "answers that nobody has read yet have all the room there is"),
                 "ANSWERS_FULL"),
      kEndsIn);
}

int64_t ByteBudget::TakenOf(const Holder& holder) const {
  const auto found = taken_of_.find(holder);
  return found == taken_of_.end() ? 0 : found->second;
}

void ByteBudget::Add(const Holder& holder, int64_t bytes) {
  const auto at = taken_of_.try_emplace(holder, 0).first;
  if ((at->second += bytes) == 0) taken_of_.erase(at);
}

absl::Status ByteBudget::Share::Take(int64_t bytes) {
  const ByteLimit& limit = budget_.limit_;
  const bool of_a_caller = limit.of_a_caller > 0 && !caller_.empty();
  const std::lock_guard lock(budget_.mutex_);
  if (budget_.taken_ + bytes > limit.total ||
      budget_.TakenOf({municipality_, ""}) + bytes > limit.of_a_municipality ||
      (of_a_caller && budget_.TakenOf({municipality_, caller_}) + bytes > limit.of_a_caller)) {
    return budget_.full_();
  }
  budget_.Add({municipality_, ""}, bytes);
  if (!caller_.empty()) budget_.Add({municipality_, caller_}, bytes);
  budget_.taken_ += bytes;
  taken_ += bytes;
  return absl::OkStatus();
}

void ByteBudget::Share::Return() {
  if (taken_ == 0) return;
  const std::lock_guard lock(budget_.mutex_);
  budget_.taken_ -= taken_;
  budget_.Add({municipality_, ""}, -taken_);
  if (!caller_.empty()) budget_.Add({municipality_, caller_}, -taken_);
  taken_ = 0;
}

UploadSpace::UploadSpace(Options options)
    : folder_(options.folder.empty() ? std::filesystem::temp_directory_path().string()
                                     : std::move(options.folder)),
      in_flight_(options.in_flight, UploadsFull),
      in_memory_(options.in_memory, UploadsFull),
      pool_(kThreads) {}

Spool::~Spool() {
  if (file_ >= 0) close(file_);
}

Task<absl::Status> Spool::Append(std::string bytes) {
  tail_ += bytes;
  if (space_ == nullptr || tail_.size() < kTail) co_return absl::OkStatus();
  const bool entered = co_await space_->pool().Enter();
  if (!entered) co_return UploadsFull();
  co_return Write();
}

Task<absl::StatusOr<std::string>> Spool::TakeAll() {
  if (file_ < 0) co_return std::exchange(tail_, "");
  const bool entered = co_await space_->pool().Enter();
  if (!entered) co_return UploadsFull();
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
