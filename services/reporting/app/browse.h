#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/app/ports.h"

namespace zwk::reporting {

// The bytes of one rendition. NOT_FOUND: the version has none in this language and format.
Task<absl::StatusOr<Page>> ContentOf(Archive& archive, std::string municipality,
                                     DocumentVersion version, std::string locale,
                                     std::string format);

// Reading what is there: documents, the entry page, usage figures.
class BrowseUseCases {
 public:
  BrowseUseCases(IndexSource& index, Documents& documents, Archive& archive)
      : index_(index), documents_(documents), archive_(archive) {}

  struct Entry {
    std::string document_id;
    Document document;
  };
  struct List {
    std::optional<DocumentKind> kind;
    int page_size = 0;
    std::string page_token;
  };
  struct Entries {
    std::vector<Entry> entries;
    std::string next_page_token;
  };
  Task<absl::StatusOr<Entries>> Handle(Caller caller, List query);

  // NOT_FOUND: no such document or version.
  Task<absl::StatusOr<Entry>> Find(Caller caller, std::string document_id, uint64_t version);

  struct Content {
    std::string document_id;
    uint64_t version = 0;
    std::string locale;
    std::string format;
  };
  Task<absl::StatusOr<Page>> Handle(Caller caller, Content query);

  Task<absl::StatusOr<Page>> ShowIndex(Caller caller, std::string locale);
  Task<absl::StatusOr<IndexFacts>> UsageFigures(Caller caller);

 private:
  // With the status of minutes and profiles, and the number of documents.
  Task<absl::StatusOr<IndexFacts>> LoadIndex(Caller caller);

  IndexSource& index_;
  Documents& documents_;
  Archive& archive_;
};

// Documents are listed in this index, by kind and subject.
inline constexpr char kDocumentIndex[] = "documents";
std::string IndexPrefix(DocumentKind kind);

}  // namespace zwk::reporting
