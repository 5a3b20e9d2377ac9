#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/base/page.h"
#include "reporting/document/document_port.h"

namespace zwk::reporting {

struct Rendered {
  std::string locale;
  std::string format;
  std::string bytes;
};
// Freezes renditions and their manifest. Fills in renditions and sha256 of `version`.
Task<absl::StatusOr<v1::Document>> Freeze(blob::Blobs& blobs, std::string municipality,
                                          v1::Document version, std::vector<Rendered> rendered);

// The bytes of one rendition. NOT_FOUND: the version has none in this language and format.
Task<absl::StatusOr<Page>> ContentOf(blob::Blobs& blobs, std::string municipality,
                                     v1::Document version, std::string locale, std::string format);

// Every subject that has a document: whether what is shown of it was approved.
Task<absl::StatusOr<std::map<std::string, bool>>> Approvals(Documents& documents, Caller caller);

}  // namespace zwk::reporting
