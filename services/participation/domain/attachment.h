#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"

namespace zwk::participation {

enum class AttachmentKind { kUnspecified, kPhoto, kPresentation, kLogo, kOther };

struct FileAttached {
  std::string attachment_id;
  std::string meeting_id;    // either this
  std::string programme_id;  // or that
  AttachmentKind kind = AttachmentKind::kUnspecified;
  std::string file_name;
  std::string media_type;
  std::string alt_text;
  std::string caption;
  std::string sha256;  // of the stored bytes
  int64_t size_bytes = 0;

  bool operator==(const FileAttached&) const = default;
};
using AttachmentEvent = std::variant<FileAttached>;

// A file of a meeting or of a programme.
//
// Invariant: who does not see it is told what it shows.
struct Attachment {
  static constexpr int64_t kMaxBytes = 20 << 20;

  // Whether such a file may be attached, before any of its bytes are looked at.
  static absl::Status CheckHeader(const FileAttached& wanted);
  absl::StatusOr<FileAttached> Attach(FileAttached wanted) const;
  void Apply(const AttachmentEvent& event);

  FileAttached about;
};

}  // namespace zwk::participation
