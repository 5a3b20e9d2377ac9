#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk {

// Files are worked on in a Pool, since that blocks: what is said where its queue is full.
absl::Status FilesAreBusy();

// A whole file. NOT_FOUND: it cannot be read, with its path and why; also where it is a folder,
// which streams answer with an exception.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// All bytes under this name, on the disk when answered, or nothing of them. What had the name before goes
// (WriteDurably) or stays: ALREADY_EXISTS (MakeDurably). Readable by its owner and group alone.
absl::Status WriteDurably(const std::string& path, absl::string_view bytes);
absl::Status MakeDurably(const std::string& path, absl::string_view bytes);

// A folder and those between it and `above`: when answered, each is on the disk in the one that it is in.
absl::Status MakeFolders(const std::string& folder, const std::string& above);

// Bytes at the end of a file, which is made if there is none; on the disk when answered. Those of several writers do
// not mix.
absl::Status AppendDurably(const std::string& path, absl::string_view bytes);

}  // namespace zwk
