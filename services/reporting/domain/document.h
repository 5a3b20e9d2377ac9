#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/repository.h"

namespace zwk::reporting {

enum class DocumentKind { kMinutes, kNeighborhoodProfile };

// The bytes of one version in one language and format, kept under their hash.
struct Rendition {
  std::string locale;
  std::string format;  // "html" or "markdown"
  std::string sha256;
  int64_t size_bytes = 0;
  friend bool operator==(const Rendition&, const Rendition&) = default;
};

// One line "<locale> <format> <sha256>\n" per rendition, sorted: its hash is the document's hash,
// so that approving it approves every rendition.
std::string Manifest(std::vector<Rendition> renditions);

struct DocumentVersion {
  uint64_t version = 0;
  std::string sha256;  // of the manifest
  bool approved = false;
  std::string locale;  // of the official record
  std::string template_id;
  uint32_t template_version = 0;
  std::map<std::string, std::string> positions;  // area -> position
  std::vector<Rendition> renditions;
  std::string title;
  Time created{};
  std::string forecast_id;
  uint64_t forecast_version = 0;
  bool synthetic = false;
  std::string place;       // of the signature, minutes only
  std::string issue_date;  // ditto
  std::string office;      // ditto
};

struct Drafted {
  std::string subject;
  DocumentVersion version;
  int draft_number = 0;  // of the request that this answers
};
struct Issued {
  std::string subject;
  DocumentVersion version;
};
struct Published {
  std::string subject;
  DocumentVersion version;
};
using DocumentEvent = std::variant<Drafted, Issued, Published>;

// Everything that was ever frozen about one subject.
//
// Invariant: versions are numbered 1, 2, ... and neither their bytes nor an approval is ever taken
// back; two versions that follow each other differ.
class Document {
 public:
  // Minutes: the same bytes again are the same version, told again to who asked again.
  absl::StatusOr<Decision<DocumentEvent>> Draft(std::string subject, DocumentVersion draft,
                                                int draft_number) const;
  // NOT_FOUND: no version has this hash.
  absl::StatusOr<Decision<DocumentEvent>> Issue(const std::string& sha256) const;
  // Profiles: approved at once. The same bytes again are the same version, and nothing happens.
  absl::StatusOr<Decision<DocumentEvent>> Publish(std::string subject,
                                                  DocumentVersion profile) const;

  void Apply(const DocumentEvent& event);

  const std::vector<DocumentVersion>& versions() const { return versions_; }
  const std::string& subject() const { return subject_; }
  DocumentKind kind() const { return kind_; }
  // nullptr if there is none; 0: what is shown to who asks for no version in particular, that is
  // the newest approved version, else the newest.
  const DocumentVersion* Find(uint64_t version) const;
  const DocumentVersion* FindHash(const std::string& sha256) const;

  static Document Restore(DocumentKind kind, std::string subject,
                          std::vector<DocumentVersion> versions);

 private:
  DocumentKind kind_ = DocumentKind::kMinutes;
  std::string subject_;  // "meeting/<id>" or "neighborhood/<key>"
  std::vector<DocumentVersion> versions_;
};

// Ids follow from what is documented, so that links hold before the document is there.
std::string MinutesDocumentId(const std::string& municipality, const std::string& meeting_id);
std::string ProfileDocumentId(const std::string& municipality, const std::string& neighborhood_key);

}  // namespace zwk::reporting
