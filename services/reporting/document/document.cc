#include "reporting/document/document.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/roles.h"
#include "platform/base/uuid.h"

namespace zwk::reporting {
namespace {

bool IsApproved(const v1::Document& version) {
  return version.status() == v1::DOCUMENT_STATUS_APPROVED;
}

}  // namespace

std::string Manifest(const v1::Document& version) {
  std::vector<std::string> lines;
  for (const v1::Rendition& rendition : version.renditions()) {
    lines.push_back(
        absl::StrCat(rendition.locale(), " ", rendition.format(), " ", rendition.sha256(), "\n"));
  }
  std::sort(lines.begin(), lines.end());
  std::string manifest;
  for (const std::string& line : lines) manifest += line;
  return manifest;
}

void SetPositions(const Positions& positions, v1::Document& version) {
  version.clear_stream_positions();
  for (const auto& [area, position] : positions) {
    v1::StreamPosition& stream_position = *version.add_stream_positions();
    stream_position.set_area(area);
    stream_position.set_position(position);
  }
}

std::string KeyOf(const std::string& subject) { return subject.substr(subject.find('/') + 1); }

absl::StatusOr<Decision<DocumentEvent>> DocumentHistory::Draft(v1::Document draft,
                                                               int draft_number) const {
  const v1::Document* newest = Newest();
  if (newest != nullptr && newest->sha256() == draft.sha256()) {
    return Decision<DocumentEvent>(Drafted{*newest, draft_number});
  }
  draft.set_version(versions.size() + 1);
  draft.set_status(v1::DOCUMENT_STATUS_DRAFT);
  return Decision<DocumentEvent>(Drafted{std::move(draft), draft_number});
}

absl::StatusOr<Decision<DocumentEvent>> DocumentHistory::Issue(const std::string& sha256) const {
  const v1::Document* found = FindHash(sha256);
  if (found == nullptr) {
    const v1::Document* newest = Newest();
    return absl::NotFoundError(absl::StrCat(
        "no version of ", newest == nullptr ? "it" : newest->subject(), " has the hash ", sha256));
  }
  if (found->status() == v1::DOCUMENT_STATUS_APPROVED) return Decision<DocumentEvent>();
  v1::Document issued = *found;
  issued.set_status(v1::DOCUMENT_STATUS_APPROVED);
  return Decision<DocumentEvent>(Issued{std::move(issued)});
}

absl::StatusOr<Decision<DocumentEvent>> DocumentHistory::Publish(v1::Document profile) const {
  const v1::Document* newest = Newest();
  if (newest != nullptr && newest->sha256() == profile.sha256()) return Decision<DocumentEvent>();
  profile.set_version(versions.size() + 1);
  profile.set_status(v1::DOCUMENT_STATUS_APPROVED);
  return Decision<DocumentEvent>(Published{std::move(profile)});
}

void DocumentHistory::Apply(const DocumentEvent& event) {
  const v1::Document& version = std::visit(
      [](const auto& happened) -> const v1::Document& { return happened.version; }, event);
  if (version.version() == versions.size() + 1) {
    versions.push_back(version);
  } else if (version.status() == v1::DOCUMENT_STATUS_APPROVED) {
    versions[version.version() - 1].set_status(v1::DOCUMENT_STATUS_APPROVED);
  }
}

const v1::Document* DocumentHistory::Find(uint64_t version, bool drafts) const {
  if (version > 0) {
    const v1::Document* found = version <= versions.size() ? &versions[version - 1] : nullptr;
    return found != nullptr && (drafts || IsApproved(*found)) ? found : nullptr;
  }
  const auto approved = std::find_if(versions.rbegin(), versions.rend(), IsApproved);
  return approved != versions.rend() ? &*approved : Newest(drafts);
}

const v1::Document* DocumentHistory::Newest(bool drafts) const {
  const auto newest =
      std::find_if(versions.rbegin(), versions.rend(),
                   [&](const v1::Document& version) { return drafts || IsApproved(version); });
  return newest != versions.rend() ? &*newest : nullptr;
}

bool MaySeeDrafts(const Caller& caller) {
  return HasRole(caller, {"ADMINISTRATOR", "PLANNER", "CHAIR", "FACILITATOR", "SCRIBE",
                          "BOARD_MEMBER", "SERVICE"});
}

const v1::Document* DocumentHistory::FindHash(const std::string& sha256) const {
  for (const v1::Document& version : versions) {
    if (version.sha256() == sha256) return &version;
  }
  return nullptr;
}

std::string MinutesDocumentId(const std::string& municipality, const std::string& meeting_id) {
  return UuidFromName(absl::StrCat(municipality, "/minutes/", meeting_id));
}

std::string ProfileDocumentId(const std::string& municipality,
                              const std::string& neighborhood_key) {
  return UuidFromName(absl::StrCat(municipality, "/profile/", neighborhood_key));
}

std::string IndexPrefix(v1::DocumentKind kind) {
  switch (kind) {
    case v1::DOCUMENT_KIND_MINUTES:
      return "minutes/";
    case v1::DOCUMENT_KIND_NEIGHBORHOOD_PROFILE:
      return "profile/";
    default:
      return "";
  }
}

}  // namespace zwk::reporting
