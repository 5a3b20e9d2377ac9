#include "platform/blob/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"

namespace zwk::blob {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& what, const fs::path& path) {
  const std::string message = absl::StrCat(what, " '", path.string(), "': ", std::strerror(errno));
  if (errno == ENOSPC || errno == EDQUOT) return absl::ResourceExhaustedError(message);
  return absl::UnavailableError(message);
}

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path PathOf(const fs::path& root, const std::string& municipality, const std::string& sha256) {
  return root / municipality / sha256.substr(0, 2) / sha256;
}

absl::Status SyncFolder(const fs::path& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Failed("cannot open", folder);
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : Failed("cannot sync", folder);
}

absl::Status WriteAll(int file, const std::string& bytes, const fs::path& path) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = write(file, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("cannot write", path);
    done += static_cast<size_t>(written);
  }
  return fsync(file) == 0 ? absl::OkStatus() : Failed("cannot sync", path);
}

// Written beside and renamed, so that nobody ever sees a part; the folders are synced, so that the
// name is as durable as the bytes.
absl::Status Keep(const fs::path& root, const fs::path& path, const std::string& bytes) {
  if (access(path.c_str(), F_OK) == 0) return absl::OkStatus();
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    errno = error.value();
    return Failed("cannot make", path.parent_path());
  }
  static std::atomic<uint64_t> number{0};
  const fs::path beside = absl::StrCat(path.string(), ".", getpid(), ".", ++number, ".part");
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0) return Failed("cannot make", beside);
  absl::Status status = WriteAll(file, bytes, beside);
  close(file);
  if (status.ok() && rename(beside.c_str(), path.c_str()) != 0) {
    status = Failed("cannot rename", beside);
  }
  if (!status.ok()) {
    unlink(beside.c_str());
    return status;
  }
  for (fs::path folder = path.parent_path(); folder != root.parent_path();
       folder = folder.parent_path()) {
    ZWK_RETURN_IF_ERROR(SyncFolder(folder));
    if (folder == folder.parent_path()) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Read(const fs::path& path, const std::string& sha256) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("no blob ", sha256));
  std::stringstream bytes;
  bytes << file.rdbuf();
  if (file.bad()) return absl::UnavailableError(absl::StrCat("cannot read blob ", sha256));
  std::string text = std::move(bytes).str();
  if (Sha256Hex(text) != sha256) {
    return absl::DataLossError(absl::StrCat("blob ", sha256, " is damaged"));
  }
  return text;
}

absl::Status Busy() {
  return WithReason(absl::ResourceExhaustedError("too much waits for the files"),
                    "BLOB_QUEUE_FULL");
}

}  // namespace

Task<absl::StatusOr<std::string>> Folder::Put(std::string municipality, std::string bytes) {
  if (!IsMunicipalityId(municipality)) co_return absl::InvalidArgumentError("no municipality");
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return Busy();
  std::string sha256 = Sha256Hex(bytes);
  ZWK_CO_RETURN_IF_ERROR(Keep(root_, PathOf(root_, municipality, sha256), bytes));
  co_return sha256;
}

Task<absl::StatusOr<std::string>> Folder::Get(std::string municipality, std::string sha256) {
  if (!IsMunicipalityId(municipality) || !IsSha256(sha256)) {
    co_return absl::NotFoundError("no such blob");
  }
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return Busy();
  co_return Read(PathOf(root_, municipality, sha256), sha256);
}

}  // namespace zwk::blob
