#pragma once

#include <string>
#include <vector>

#include "platform/blob/folder.h"
#include "platform/store/documents.h"
#include "reporting/app/ports.h"
#include "reporting/domain/document.h"

namespace zwk::reporting {

// The history of a document as one stored document, listed by kind and subject.
class DocumentCodec : public store::Codec<Document, DocumentEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place, const Document& document) override;
  Task<absl::StatusOr<Document>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const DocumentEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const Document& document) override;
};

class BlobArchive : public Archive {
 public:
  explicit BlobArchive(blob::Blobs& blobs) : blobs_(blobs) {}
  Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) override {
    return blobs_.Put(std::move(municipality), std::move(bytes));
  }
  Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) override {
    return blobs_.Get(std::move(municipality), std::move(sha256));
  }

 private:
  blob::Blobs& blobs_;
};

}  // namespace zwk::reporting
