#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "reporting/base/positions.h"
#include "zwk/reporting/v1/document.pb.h"

namespace zwk::reporting {

// One line "<locale> <format> <sha256>\n" per rendition, sorted: its hash is the document's hash,
// so that approving it approves every rendition.
std::string Manifest(const v1::Document& version);

// What the version was made of.
void SetPositions(const Positions& positions, v1::Document& version);

// "meeting/<id>" -> "<id>"
std::string KeyOf(const std::string& subject);

struct Drafted {
  v1::Document version;
  int draft_number = 0;  // of the request that this answers
};
struct Issued {
  v1::Document version;
};
struct Published {
  v1::Document version;
};
using DocumentEvent = std::variant<Drafted, Issued, Published>;

// Everything that was ever frozen about one subject.
//
// Invariant: versions are numbered 1, 2, ... and neither their bytes nor an approval is ever taken
// back; two versions that follow each other differ.
struct DocumentHistory {
  // Minutes: the same bytes again are the same version, told again to who asked again.
  absl::StatusOr<Decision<DocumentEvent>> Draft(v1::Document draft, int draft_number) const;
  // NOT_FOUND: no version has this hash.
  absl::StatusOr<Decision<DocumentEvent>> Issue(const std::string& sha256) const;
  // Profiles: approved at once. The same bytes again are the same version, and nothing happens.
  absl::StatusOr<Decision<DocumentEvent>> Publish(v1::Document profile) const;

  void Apply(const DocumentEvent& event);

  // nullptr if there is none; 0: what is shown to who asks for no version in particular, that is
  // the newest approved version, else the newest.
  // Who is not to see drafts finds none.
  const v1::Document* Find(uint64_t version, bool drafts = true) const;
  const v1::Document* Newest(bool drafts = true) const;

  std::vector<v1::Document> versions;  // 1, 2, ... in this order
  std::string rest;                    // what a newer release keeps beside them, as it is stored

 private:
  const v1::Document* FindHash(const std::string& sha256) const;
};

// Drafts are for those who work on them; everybody else waits for the approval.
bool MaySeeDrafts(const Caller& caller);

// Ids follow from what is documented, so that links hold before the document is there.
std::string MinutesDocumentId(const std::string& municipality, const std::string& meeting_id);
std::string ProfileDocumentId(const std::string& municipality, const std::string& neighborhood_key);

// Documents are listed in this index, by kind and subject.
inline constexpr char kDocumentIndex[] = "documents";
// "" for all of them.
std::string IndexPrefix(v1::DocumentKind kind);

}  // namespace zwk::reporting
