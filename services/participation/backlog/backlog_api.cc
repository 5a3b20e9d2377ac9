#include "participation/backlog/backlog_api.h"

#include <memory>
#include <utility>

#include "participation/backlog/target_message.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "participation/lean_coffee/session_message.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {
namespace {

void Show(const WrittenEntry& written, v1::BacklogEntry& message) {
  const BacklogEntry& entry = written.entry.value;
  message.set_entry_id(entry.about.entry_id);
  message.set_version(written.entry.version);
  message.set_origin(static_cast<v1::BacklogOrigin>(entry.about.origin));
  message.set_status(static_cast<v1::BacklogStatus>(entry.status));
  message.set_source_session_id(entry.about.session_id.value());
  message.set_source_meeting_id(entry.about.meeting_id);
  message.set_source_topic_id(entry.about.topic_id.value());
  ShowWords(written.text.title, message.mutable_title(), message);
  ShowWords(written.text.body, message.mutable_body(), message);
  message.set_locale(written.locale);
  message.set_dots(entry.about.dots);
  message.set_rank(entry.about.rank);
  message.set_highlighted(entry.about.highlighted);
  message.mutable_field_ids()->Assign(entry.field_ids.begin(), entry.field_ids.end());
  for (const EntryAssigned& assigned : entry.assignments) {
    v1::BacklogAssignment& one = *message.add_assignments();
    Say(assigned.target, one.mutable_target());
    one.set_assigned_by(assigned.assigned_by);
    *one.mutable_assigned_at() = ToTimestamp(assigned.at);
    one.set_reason(assigned.reason);
  }
  message.set_reason(entry.reason);
  *message.mutable_created_at() = ToTimestamp(entry.about.at);
}

template <class Request>
std::string EntryOf(FieldErrors& errors, const Request& request) {
  rpc::CheckId(errors, "entry_id", request.entry_id());
  return request.entry_id();
}

// A change that gives a reason and nothing else.
using Close = Task<absl::StatusOr<WrittenEntry>> (Backlog::*)(Caller, std::string, uint64_t,
                                                              std::string);
template <class Response, class Request>
Task<absl::StatusOr<Response>> Take(Caller caller, const Request& request, Backlog& backlog,
                                    Close close) {
  FieldErrors errors;
  std::string entry_id = EntryOf(errors, request);
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const WrittenEntry entry,
                          co_await (backlog.*close)(std::move(caller), std::move(entry_id),
                                                    request.expected_version(), request.reason()));
  Response answer;
  Show(entry, *answer.mutable_entry());
  co_return answer;
}

struct BacklogApi {
  Backlog& backlog;

  Task<absl::StatusOr<v1::GetEntryResponse>> Get(Caller caller,
                                                 const v1::GetEntryRequest& request) {
    FieldErrors errors;
    std::string entry_id = EntryOf(errors, request);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const WrittenEntry entry,
                            co_await backlog.Get(std::move(caller), std::move(entry_id)));
    v1::GetEntryResponse answer;
    Show(entry, *answer.mutable_entry());
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListBacklogResponse>> List(Caller caller,
                                                     const v1::ListBacklogRequest& request) {
    FieldErrors errors;
    if (!request.session_id().empty()) rpc::CheckId(errors, "session_id", request.session_id());
    Backlog::Filter filter{
        SessionId(request.session_id()),
        Known<BacklogOrigin>(errors, "origin", request.origin(), v1::BacklogOrigin_IsValid),
        Known<BacklogStatus>(errors, "status", request.status(), v1::BacklogStatus_IsValid)};
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(PageOfEntries page,
                            co_await backlog.List(std::move(caller), std::move(filter),
                                                  request.page_size(), request.page_token()));
    v1::ListBacklogResponse answer;
    for (const WrittenEntry& entry : page.entries) Show(entry, *answer.add_entries());
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::StatusOr<v1::AssignEntryResponse>> Assign(Caller caller,
                                                       const v1::AssignEntryRequest& request) {
    FieldErrors errors;
    std::string entry_id = EntryOf(errors, request);
    EntryAssigned wanted;
    wanted.target = {request.target().lab_id(), request.target().cross_cutting()};
    if (!wanted.target.lab_id.empty()) rpc::CheckId(errors, "target.lab_id", wanted.target.lab_id);
    wanted.reason = request.reason();
    wanted.field_ids = {request.field_ids().begin(), request.field_ids().end()};
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const WrittenEntry entry,
                            co_await backlog.Assign(std::move(caller), std::move(entry_id),
                                                    request.expected_version(), std::move(wanted)));
    v1::AssignEntryResponse answer;
    Show(entry, *answer.mutable_entry());
    co_return answer;
  }

  Task<absl::StatusOr<v1::DeclineEntryResponse>> Decline(Caller caller,
                                                         const v1::DeclineEntryRequest& request) {
    return Take<v1::DeclineEntryResponse>(std::move(caller), request, backlog, &Backlog::Decline);
  }

  Task<absl::StatusOr<v1::MarkAddressedResponse>> MarkAddressed(
      Caller caller, const v1::MarkAddressedRequest& request) {
    return Take<v1::MarkAddressedResponse>(std::move(caller), request, backlog,
                                           &Backlog::MarkAddressed);
  }

  Task<absl::StatusOr<v1::ReopenEntryResponse>> Reopen(Caller caller,
                                                       const v1::ReopenEntryRequest& request) {
    return Take<v1::ReopenEntryResponse>(std::move(caller), request, backlog, &Backlog::Reopen);
  }
};

}  // namespace

void ServeBacklog(rpc::ServiceMethods methods, Backlog& backlog) {
  auto api = std::make_shared<BacklogApi>(BacklogApi{backlog});
  methods.Unary("GetEntry", api, &BacklogApi::Get);
  methods.Unary("ListBacklog", api, &BacklogApi::List);
  methods.Unary("AssignEntry", api, &BacklogApi::Assign);
  methods.Unary("DeclineEntry", api, &BacklogApi::Decline);
  methods.Unary("MarkAddressed", api, &BacklogApi::MarkAddressed);
  methods.Unary("ReopenEntry", api, &BacklogApi::Reopen);
}

}  // namespace zwk::participation
