#include "reporting/domain/document.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/uuid.h"

namespace zwk::reporting {

std::string Manifest(std::vector<Rendition> renditions) {
  std::vector<std::string> lines;
  for (const Rendition& rendition : renditions) {
    lines.push_back(
        absl::StrCat(rendition.locale, " ", rendition.format, " ", rendition.sha256, "\n"));
  }
  std::sort(lines.begin(), lines.end());
  std::string manifest;
  for (const std::string& line : lines) manifest += line;
  return manifest;
}

absl::StatusOr<Decision<DocumentEvent>> Document::Draft(std::string subject, DocumentVersion draft,
                                                        int draft_number) const {
  if (!versions_.empty() && versions_.back().sha256 == draft.sha256) {
    return Decision<DocumentEvent>(Drafted{std::move(subject), versions_.back(), draft_number});
  }
  draft.version = versions_.size() + 1;
  draft.approved = false;
  return Decision<DocumentEvent>(Drafted{std::move(subject), std::move(draft), draft_number});
}

absl::StatusOr<Decision<DocumentEvent>> Document::Issue(const std::string& sha256) const {
  const DocumentVersion* found = FindHash(sha256);
  if (found == nullptr) {
    return absl::NotFoundError(absl::StrCat("no version of ", subject_, " has the hash ", sha256));
  }
  if (found->approved) return Decision<DocumentEvent>();
  DocumentVersion issued = *found;
  issued.approved = true;
  return Decision<DocumentEvent>(Issued{subject_, std::move(issued)});
}

absl::StatusOr<Decision<DocumentEvent>> Document::Publish(std::string subject,
                                                          DocumentVersion profile) const {
  if (!versions_.empty() && versions_.back().sha256 == profile.sha256) {
    return Decision<DocumentEvent>();
  }
  profile.version = versions_.size() + 1;
  profile.approved = true;
  return Decision<DocumentEvent>(Published{std::move(subject), std::move(profile)});
}

void Document::Apply(const DocumentEvent& event) {
  std::visit(
      [this](const auto& happened) {
        using Happened = std::decay_t<decltype(happened)>;
        kind_ = std::is_same_v<Happened, Published> ? DocumentKind::kNeighborhoodProfile
                                                    : DocumentKind::kMinutes;
        subject_ = happened.subject;
        const uint64_t version = happened.version.version;
        if (version == versions_.size() + 1) {
          versions_.push_back(happened.version);
        } else if (happened.version.approved) {
          versions_[version - 1].approved = true;
        }
      },
      event);
}

const DocumentVersion* Document::Find(uint64_t version) const {
  if (version > 0) return version <= versions_.size() ? &versions_[version - 1] : nullptr;
  for (auto it = versions_.rbegin(); it != versions_.rend(); ++it) {
    if (it->approved) return &*it;
  }
  return versions_.empty() ? nullptr : &versions_.back();
}

const DocumentVersion* Document::FindHash(const std::string& sha256) const {
  for (const DocumentVersion& version : versions_) {
    if (version.sha256 == sha256) return &version;
  }
  return nullptr;
}

Document Document::Restore(DocumentKind kind, std::string subject,
                           std::vector<DocumentVersion> versions) {
  Document document;
  document.kind_ = kind;
  document.subject_ = std::move(subject);
  document.versions_ = std::move(versions);
  return document;
}

std::string MinutesDocumentId(const std::string& municipality, const std::string& meeting_id) {
  return UuidFromName(absl::StrCat(municipality, "/minutes/", meeting_id));
}

std::string ProfileDocumentId(const std::string& municipality,
                              const std::string& neighborhood_key) {
  return UuidFromName(absl::StrCat(municipality, "/profile/", neighborhood_key));
}

}  // namespace zwk::reporting
