#include "reporting/events/document_events.h"

#include "zwk/reporting/v1/events.pb.h"

namespace zwk::reporting {
namespace {

template <typename M>
WrittenEvent Written(const M& message) {
  return {M::descriptor()->full_name(), message.SerializeAsString()};
}

// "meeting/<id>" -> "<id>"
std::string KeyOf(const std::string& subject) { return subject.substr(subject.find('/') + 1); }

// What drafts and issued minutes tell alike.
template <typename M>
M AboutMinutes(const std::string& document_id, const std::string& subject,
               const DocumentVersion& version) {
  M message;
  message.set_meeting_id(KeyOf(subject));
  message.set_document_id(document_id);
  message.set_version(version.version);
  message.set_sha256(version.sha256);
  message.set_template_id(version.template_id);
  message.set_template_version(version.template_version);
  for (const auto& [area, position] : version.positions) {
    auto* stream_position = message.add_stream_positions();
    stream_position->set_area(area);
    stream_position->set_position(position);
  }
  return message;
}

struct Writer {
  const std::string& document_id;

  WrittenEvent operator()(const Drafted& drafted) const {
    auto message = AboutMinutes<v1::MinutesDrafted>(document_id, drafted.subject, drafted.version);
    message.set_locale(drafted.version.locale);
    message.set_draft_number(drafted.draft_number);
    return Written(message);
  }
  WrittenEvent operator()(const Issued& issued) const {
    auto message = AboutMinutes<v1::MinutesIssued>(document_id, issued.subject, issued.version);
    message.set_place(issued.version.place);
    message.set_issue_date(issued.version.issue_date);
    message.set_office(issued.version.office);
    return Written(message);
  }
  WrittenEvent operator()(const Published& published) const {
    v1::ProfilePublished message;
    message.set_profile_id(document_id);
    message.set_version(published.version.version);
    message.set_neighborhood_key(KeyOf(published.subject));
    message.set_sha256(published.version.sha256);
    message.mutable_forecast()->set_forecast_id(published.version.forecast_id);
    message.mutable_forecast()->set_version(published.version.forecast_version);
    message.set_synthetic(published.version.synthetic);
    return Written(message);
  }
};

}  // namespace

WrittenEvent Write(const std::string& document_id, const DocumentEvent& event) {
  return std::visit(Writer{document_id}, event);
}

}  // namespace zwk::reporting
