#include "participation/meeting/publications_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "zwk/reporting/v1/minutes.pb.h"

namespace zwk::participation {
namespace {

std::string MinutesKey(const std::string& meeting_id) {
  return absl::StrCat("minutes/", meeting_id);
}

}  // namespace

Task<absl::Status> PublicationsView::On(const stream::Event& event, stream::ViewChange& change) {
  if (auto drafted = stream::Unpack<reporting::v1::MinutesDrafted>(event)) {
    if (drafted->meeting_id().empty() || drafted->sha256().empty()) {
      co_return absl::InvalidArgumentError("MinutesDrafted without meeting or hash");
    }
    change.Put(MinutesKey(drafted->meeting_id()), event.data);
  }
  co_return absl::OkStatus();  // of another kind, or newer than this build
}

Task<absl::StatusOr<std::optional<v1::MinutesDocument>>> Publications::Latest(
    Caller caller, std::string meeting_id) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::optional<std::string> bytes,
      co_await reader_.Get(caller.municipality, MinutesKey(meeting_id), caller.deadline));
  if (!bytes) co_return std::optional<v1::MinutesDocument>();
  reporting::v1::MinutesDrafted drafted;
  if (!drafted.ParseFromString(*bytes)) co_return absl::DataLossError("a draft cannot be read");
  v1::MinutesDocument document;
  document.set_document_id(drafted.document_id());
  document.set_version(drafted.version());
  document.set_sha256(drafted.sha256());
  document.set_draft_number(drafted.draft_number());
  co_return document;
}

}  // namespace zwk::participation
