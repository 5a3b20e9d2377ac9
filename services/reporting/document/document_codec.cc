#include "reporting/document/document_codec.h"

#include "absl/strings/str_cat.h"
#include "reporting/document/history_document.pb.h"
#include "zwk/reporting/v1/minutes.pb.h"
#include "zwk/reporting/v1/profile.pb.h"

namespace zwk::reporting {
namespace {

// What drafts and issued minutes tell alike.
template <typename M>
M AboutMinutes(const v1::Document& version) {
  M message;
  message.set_meeting_id(KeyOf(version.subject()));
  message.set_document_id(version.document_id());
  message.set_version(version.version());
  message.set_sha256(version.sha256());
  message.set_template_id(version.template_id());
  message.set_template_version(version.template_version());
  *message.mutable_stream_positions() = version.stream_positions();
  return message;
}

v1::MinutesDrafted ToProto(const Drafted& drafted) {
  auto message = AboutMinutes<v1::MinutesDrafted>(drafted.version);
  message.set_locale(drafted.version.locale());
  message.set_draft_number(drafted.draft_number);
  return message;
}

v1::MinutesIssued ToProto(const Issued& issued) {
  auto message = AboutMinutes<v1::MinutesIssued>(issued.version);
  message.set_place(issued.version.signature().place());
  message.set_issue_date(issued.version.signature().issue_date());
  message.set_office(issued.version.signature().office());
  return message;
}

v1::ProfilePublished ToProto(const Published& published) {
  const v1::Document& version = published.version;
  v1::ProfilePublished message;
  message.set_profile_id(version.document_id());
  message.set_version(version.version());
  message.set_neighborhood_key(KeyOf(version.subject()));
  message.set_sha256(version.sha256());
  *message.mutable_forecast() = version.forecast();
  message.set_synthetic(version.synthetic());
  return message;
}

}  // namespace

Task<absl::StatusOr<std::string>> DocumentCodec::Encode(store::Place,
                                                        const DocumentHistory& history) {
  stored::DocumentHistory record;
  if (!record.ParseFromString(history.rest)) co_return absl::InternalError("rest of a document");
  record.mutable_versions()->Assign(history.versions.begin(), history.versions.end());
  co_return record.SerializeAsString();
}

Task<absl::StatusOr<DocumentHistory>> DocumentCodec::Decode(store::Place place, std::string bytes) {
  stored::DocumentHistory record;
  if (!record.ParseFromString(bytes)) {
    co_return absl::DataLossError(absl::StrCat("stored document ", place.key, " cannot be read"));
  }
  DocumentHistory history;
  history.versions = {record.versions().begin(), record.versions().end()};
  record.clear_versions();
  history.rest = record.SerializeAsString();
  co_return history;
}

Task<absl::StatusOr<store::EncodedEvent>> DocumentCodec::EncodeEvent(store::Place,
                                                                     const DocumentEvent& event) {
  co_return std::visit(
      [](const auto& happened) {
        const auto message = ToProto(happened);
        return store::EncodedEvent{message.GetDescriptor()->full_name(),
                                   message.SerializeAsString()};
      },
      event);
}

std::vector<store::IndexEntry> DocumentCodec::Indexes(const DocumentHistory& history) {
  const v1::Document* newest = history.Newest();
  if (newest == nullptr) return {};
  return {{kDocumentIndex, absl::StrCat(IndexPrefix(newest->kind()), newest->subject())}};
}

}  // namespace zwk::reporting
