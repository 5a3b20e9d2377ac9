#include "platform/base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(absl::string_view what, const std::string& path, int cause = errno) {
  const std::string message =
      absl::StrCat("cannot ", what, " '", path, "': ", std::strerror(cause));
  if (cause == ENOSPC || cause == EDQUOT) return absl::ResourceExhaustedError(message);
  if (cause == EEXIST) return absl::AlreadyExistsError(message);
  return absl::UnavailableError(message);
}

// All of them, on the disk.
bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(file) == 0;
}

// What was named in a folder is there for good when the folder is on the disk, too.
absl::Status SyncFolder(const std::string& folder) {
  const int file = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Failed("open", folder);
  const bool synced = fsync(file) == 0;
  const absl::Status status = synced ? absl::OkStatus() : Failed("sync", folder);
  close(file);
  return status;
}

absl::Status SyncFolderOf(const std::string& path) {
  return SyncFolder(fs::path(path).parent_path().string());
}

// Written beside, then named by `name`, which answers as rename does.
absl::Status WriteBeside(const std::string& path, absl::string_view bytes,
                         int (*name)(const char* from, const char* to)) {
  static std::atomic<uint64_t> number{0};
  const std::string beside = absl::StrCat(path, ".", getpid(), ".", ++number, ".part");
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0) return Failed("make", beside);
  absl::Status status = WriteAll(file, bytes) ? absl::OkStatus() : Failed("write", beside);
  close(file);
  if (status.ok() && name(beside.c_str(), path.c_str()) != 0) status = Failed("make", path);
  unlink(beside.c_str());  // of a name that was moved there is nothing left
  return status.ok() ? SyncFolderOf(path) : status;
}

}  // namespace

absl::Status MakeFolders(const std::string& folder, const std::string& above) {
  std::error_code refused;
  fs::create_directories(folder, refused);
  if (refused) return Failed("make", folder, refused.value());
  // Also where they were there: who made them may have ended before they were on the disk.
  fs::path parent = above;
  for (const fs::path& each : fs::path(folder).lexically_relative(above)) {
    ZWK_RETURN_IF_ERROR(SyncFolder(parent.string()));
    parent /= each;
  }
  return absl::OkStatus();
}

absl::Status WriteDurably(const std::string& path, absl::string_view bytes) {
  return WriteBeside(path, bytes, std::rename);
}

absl::Status MakeDurably(const std::string& path, absl::string_view bytes) {
  return WriteBeside(path, bytes, link);
}

absl::Status AppendDurably(const std::string& path, absl::string_view bytes) {
  const bool is_new = access(path.c_str(), F_OK) != 0;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0) return Failed("open", path);
  const bool written = WriteAll(file, bytes);
  absl::Status status = written ? absl::OkStatus() : Failed("write", path);
  close(file);
  return status.ok() && is_new ? SyncFolderOf(path) : status;
}

absl::Status FilesAreBusy() {
  return WithReason(absl::ResourceExhaustedError("too much waits for the files"),
                    "BLOB_QUEUE_FULL");
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path, ": it is a folder"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path, ": ", std::strerror(errno)));
  }
  std::ostringstream text;
  text << file.rdbuf();
  // An empty file leaves the text in a state of failure, and nothing else does.
  if (file.bad()) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  return text.str();
}

}  // namespace zwk
