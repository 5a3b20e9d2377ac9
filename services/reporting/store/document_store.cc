#include "reporting/store/document_store.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "reporting/app/browse.h"
#include "reporting/events/document_events.h"
#include "reporting/store/document.pb.h"

namespace zwk::reporting {
namespace {

using google::protobuf::util::TimeUtil;

stored::VersionRecord ToRecord(const DocumentVersion& version) {
  stored::VersionRecord record;
  record.set_version(version.version);
  record.set_sha256(version.sha256);
  record.set_approved(version.approved);
  record.set_locale(version.locale);
  record.set_template_id(version.template_id);
  record.set_template_version(version.template_version);
  for (const auto& [area, position] : version.positions)
    (*record.mutable_positions())[area] = position;
  for (const Rendition& rendition : version.renditions) {
    stored::RenditionRecord* stored = record.add_renditions();
    stored->set_locale(rendition.locale);
    stored->set_format(rendition.format);
    stored->set_sha256(rendition.sha256);
    stored->set_size_bytes(rendition.size_bytes);
  }
  record.set_title(version.title);
  *record.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(ToMicros(version.created));
  record.set_forecast_id(version.forecast_id);
  record.set_forecast_version(version.forecast_version);
  record.set_synthetic(version.synthetic);
  record.set_place(version.place);
  record.set_issue_date(version.issue_date);
  record.set_office(version.office);
  return record;
}

DocumentVersion FromRecord(const stored::VersionRecord& record) {
  DocumentVersion version{
      .version = record.version(),
      .sha256 = record.sha256(),
      .approved = record.approved(),
      .locale = record.locale(),
      .template_id = record.template_id(),
      .template_version = record.template_version(),
      .positions = {record.positions().begin(), record.positions().end()},
      .title = record.title(),
      .created = FromMicros(TimeUtil::TimestampToMicroseconds(record.create_time())),
      .forecast_id = record.forecast_id(),
      .forecast_version = record.forecast_version(),
      .synthetic = record.synthetic(),
      .place = record.place(),
      .issue_date = record.issue_date(),
      .office = record.office()};
  for (const stored::RenditionRecord& rendition : record.renditions()) {
    version.renditions.push_back(
        {rendition.locale(), rendition.format(), rendition.sha256(), rendition.size_bytes()});
  }
  return version;
}

}  // namespace

Task<absl::StatusOr<std::string>> DocumentCodec::Encode(store::Place, const Document& document) {
  stored::DocumentRecord record;
  record.set_kind(static_cast<int>(document.kind()));
  record.set_subject(document.subject());
  for (const DocumentVersion& version : document.versions()) {
    *record.add_versions() = ToRecord(version);
  }
  co_return record.SerializeAsString();
}

Task<absl::StatusOr<Document>> DocumentCodec::Decode(store::Place place, std::string bytes) {
  stored::DocumentRecord record;
  if (!record.ParseFromString(bytes)) {
    co_return absl::DataLossError(absl::StrCat("stored document ", place.key, " cannot be read"));
  }
  std::vector<DocumentVersion> versions;
  for (const stored::VersionRecord& version : record.versions()) {
    versions.push_back(FromRecord(version));
  }
  co_return Document::Restore(static_cast<DocumentKind>(record.kind()), record.subject(),
                              std::move(versions));
}

Task<absl::StatusOr<store::EncodedEvent>> DocumentCodec::EncodeEvent(store::Place place,
                                                                     const DocumentEvent& event) {
  WrittenEvent written = Write(place.key.substr(place.key.find('/') + 1), event);
  co_return store::EncodedEvent{std::move(written.type), std::move(written.data)};
}

std::vector<store::IndexEntry> DocumentCodec::Indexes(const Document& document) {
  if (document.versions().empty()) return {};
  return {{kDocumentIndex, absl::StrCat(IndexPrefix(document.kind()), document.subject())}};
}

}  // namespace zwk::reporting
