#pragma once

#include <string>
#include <vector>

#include "platform/store/documents.h"
#include "reporting/document/document.h"

namespace zwk::reporting {

// The history of a document as one stored document, listed by kind and subject; events as they are
// published.
class DocumentCodec : public store::Codec<DocumentHistory, DocumentEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place,
                                           const DocumentHistory& history) override;
  Task<absl::StatusOr<DocumentHistory>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const DocumentEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const DocumentHistory& history) override;
};

}  // namespace zwk::reporting
