#include "participation/backlog/backlog_api.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "participation/base/ids_api.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

constexpr int kMaxIds = 20;  // of a kind, in an assignment

struct BacklogApi {
  BacklogRepository& entries;
  Lookup& lookup;
  const CallerReference& reference;
  const Clock& clock;

  Task<absl::StatusOr<v1::GetEntryResponse>> Get(Caller caller,
                                                 const v1::GetEntryRequest& request) {
    return rpc::Get(&v1::GetEntryResponse::mutable_entry, entries, std::move(caller), "entry_id",
                    request.entry_id());
  }

  Task<absl::StatusOr<v1::ListBacklogResponse>> List(Caller caller,
                                                     const v1::ListBacklogRequest& request) {
    FieldErrors errors;
    std::string prefix;
    if (!request.session_id().empty()) {
      rpc::CheckId(errors, "session_id", request.session_id());
      prefix = request.session_id() + "/";
    }
    CheckKnown(errors, "origin", request.origin(), v1::BacklogOrigin_IsValid);
    CheckKnown(errors, "status", request.status(), v1::BacklogStatus_IsValid);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::List(&v1::ListBacklogResponse::add_entries, entries, std::move(caller),
                                 BacklogList(request.origin(), request.status()), request, prefix);
  }

  Task<absl::StatusOr<v1::AssignEntryResponse>> Assign(Caller caller,
                                                       const v1::AssignEntryRequest& request) {
    FieldErrors errors;
    v1::EntryAssigned wanted;
    v1::BacklogAssignment& assignment = *wanted.mutable_assignment() = request.assignment();
    std::vector<std::string> named;
    if (!assignment.target().lab_id().empty()) {
      rpc::CheckId(errors, "assignment.target.lab_id", assignment.target().lab_id());
      named.push_back("lab/" + assignment.target().lab_id());
    }
    CheckIds(errors, "assignment.field_ids", assignment.field_ids(), kMaxIds);
    AddKeys(named, "field_of_action", assignment.field_ids());
    CheckIds(errors, "assignment.city_process_ids", assignment.city_process_ids(), kMaxIds);
    AddKeys(named, "city_process", assignment.city_process_ids());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_RETURN_IF_ERROR(co_await lookup.Find(caller, std::move(named)));
    assignment.set_assigned_by(reference.Of(caller));
    *assignment.mutable_assigned_at() = ToTimestamp(clock.Now());
    co_return co_await Change(std::move(caller), request, std::move(wanted),
                              &v1::AssignEntryResponse::mutable_entry, &BacklogEntry::Assign);
  }

  Task<absl::StatusOr<v1::DeclineEntryResponse>> Decline(Caller caller,
                                                         const v1::DeclineEntryRequest& request) {
    return Change(std::move(caller), request, Reasoned<v1::EntryDeclined>(request),
                  &v1::DeclineEntryResponse::mutable_entry, &BacklogEntry::Decline);
  }

  Task<absl::StatusOr<v1::MarkAddressedResponse>> MarkAddressed(
      Caller caller, const v1::MarkAddressedRequest& request) {
    return Change(std::move(caller), request, Reasoned<v1::EntryAddressed>(request),
                  &v1::MarkAddressedResponse::mutable_entry, &BacklogEntry::MarkAddressed);
  }

  Task<absl::StatusOr<v1::ReopenEntryResponse>> Reopen(Caller caller,
                                                       const v1::ReopenEntryRequest& request) {
    return Change(std::move(caller), request, Reasoned<v1::EntryReopened>(request),
                  &v1::ReopenEntryResponse::mutable_entry, &BacklogEntry::Reopen);
  }

 private:
  template <class Event, class Request>
  Event Reasoned(const Request& request) const {
    Event wanted;
    wanted.set_reason(request.reason());
    *wanted.mutable_happened_at() = ToTimestamp(clock.Now());
    return wanted;
  }

  // `decide` is the decision of an entry over `wanted`.
  template <class Response, class Request, class Event>
  Task<absl::StatusOr<Response>> Change(Caller caller, const Request& request, Event wanted,
                                        v1::BacklogEntry* (Response::*part)(),
                                        BacklogEntry::Events (BacklogEntry::*decide)(Event) const) {
    FieldErrors errors;
    rpc::CheckId(errors, "entry_id", request.entry_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    wanted.set_entry_id(request.entry_id());
    BacklogRepository::Decide decided = [wanted = std::move(wanted),
                                         decide](const BacklogEntry& entry) {
      return (entry.*decide)(wanted);
    };
    co_return co_await rpc::Answer(
        part, entries.Change(std::move(caller), request.entry_id(), request.expected_version(),
                             std::move(decided)));
  }
};

}  // namespace

void ServeBacklog(rpc::ServiceMethods methods, BacklogRepository& entries, Lookup& lookup,
                  const CallerReference& reference, const Clock& clock) {
  auto api = std::make_shared<BacklogApi>(BacklogApi{entries, lookup, reference, clock});
  methods.Unary("GetEntry", api, &BacklogApi::Get);
  methods.Unary("ListBacklog", api, &BacklogApi::List);
  methods.Unary("AssignEntry", api, &BacklogApi::Assign);
  methods.Unary("DeclineEntry", api, &BacklogApi::Decline);
  methods.Unary("MarkAddressed", api, &BacklogApi::MarkAddressed);
  methods.Unary("ReopenEntry", api, &BacklogApi::Reopen);
}

}  // namespace zwk::participation
