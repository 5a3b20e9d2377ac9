#include "platform/blob/folder.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "platform/base/files.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"

namespace zwk::blob {
namespace {

namespace fs = std::filesystem;

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path PathOf(const fs::path& root, const std::string& municipality, const std::string& sha256) {
  return root / municipality / sha256.substr(0, 2) / sha256;
}

// Nobody ever sees a part.
absl::Status Keep(const fs::path& root, const fs::path& path, const std::string& bytes) {
  std::error_code unknown;
  if (fs::exists(path, unknown)) return absl::OkStatus();
  ZWK_RETURN_IF_ERROR(MakeFolders(path.parent_path().string(), root.string()));
  return WriteDurably(path.string(), bytes);
}

absl::Status NotThere(const std::string& sha256) {
  return absl::NotFoundError(absl::StrCat("no blob ", sha256));
}
absl::Status CannotRead(const std::string& sha256) {
  return absl::UnavailableError(absl::StrCat("cannot read blob ", sha256));
}
absl::Status Damaged(const std::string& sha256) {
  return absl::DataLossError(absl::StrCat("blob ", sha256, " is damaged"));
}

absl::StatusOr<std::string> Read(const fs::path& path, const std::string& sha256) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotThere(sha256);
  std::stringstream bytes;
  bytes << file.rdbuf();
  if (file.bad()) return CannotRead(sha256);
  std::string text = std::move(bytes).str();
  if (Sha256Hex(text) != sha256) return Damaged(sha256);
  return text;
}

absl::StatusOr<std::string> ReadPart(const fs::path& path, const std::string& sha256, int64_t at,
                                     int64_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotThere(sha256);
  std::string part(static_cast<size_t>(most), '\0');
  file.seekg(at);
  file.read(part.data(), most);
  if (file.bad()) return CannotRead(sha256);
  part.resize(static_cast<size_t>(file.gcount()));
  return part;
}

absl::Status CheckBytes(const fs::path& path, const std::string& sha256) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotThere(sha256);
  Sha256Stream sum;
  std::string part(64 << 10, '\0');
  do {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    sum.Add(absl::string_view(part).substr(0, static_cast<size_t>(file.gcount())));
  } while (file);
  if (file.bad()) return CannotRead(sha256);
  return sum.FinishHex() == sha256 ? absl::OkStatus() : Damaged(sha256);
}

}  // namespace

Task<absl::StatusOr<std::string>> Folder::Put(std::string municipality, std::string bytes) {
  if (!IsMunicipalityId(municipality)) co_return absl::InvalidArgumentError("no municipality");
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return FilesAreBusy();
  std::string sha256 = Sha256Hex(bytes);
  ZWK_CO_RETURN_IF_ERROR(Keep(root_, PathOf(root_, municipality, sha256), bytes));
  co_return sha256;
}

Task<absl::StatusOr<std::string>> Folder::Get(std::string municipality, std::string sha256) {
  if (!IsMunicipalityId(municipality) || !IsSha256(sha256)) {
    co_return absl::NotFoundError("no such blob");
  }
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return FilesAreBusy();
  co_return Read(PathOf(root_, municipality, sha256), sha256);
}

Task<absl::Status> Folder::Check(std::string municipality, std::string sha256) {
  if (!IsMunicipalityId(municipality) || !IsSha256(sha256)) co_return NotThere("of this name");
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return FilesAreBusy();
  co_return CheckBytes(PathOf(root_, municipality, sha256), sha256);
}

Task<absl::StatusOr<std::string>> Folder::GetPart(std::string municipality, std::string sha256,
                                                  int64_t at, int64_t most) {
  if (!IsMunicipalityId(municipality) || !IsSha256(sha256)) co_return NotThere("of this name");
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return FilesAreBusy();
  co_return ReadPart(PathOf(root_, municipality, sha256), sha256, at, most);
}

}  // namespace zwk::blob
