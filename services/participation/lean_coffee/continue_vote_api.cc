#include "participation/lean_coffee/continue_vote_api.h"

#include <memory>
#include <utility>

#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"

namespace zwk::participation {
namespace {

class ContinueVoteApi {
 public:
  explicit ContinueVoteApi(ContinueVotes& votes) : votes_(votes) {}

  Task<absl::StatusOr<v1::CastContinueVoteResponse>> Cast(
      Caller caller, const v1::CastContinueVoteRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    rpc::CheckId(errors, "round_id", request.round_id());
    CheckKnown(errors, "thumb", request.thumb(), v1::Thumb_IsValid);
    if (request.thumb() == v1::THUMB_UNSPECIFIED) errors.Add("thumb", "must be given");
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::CastContinueVoteResponse answer;
    ZWK_CO_ASSIGN_OR_RETURN(const v1::Thumb thumb,
                            co_await votes_.Cast(std::move(caller), std::move(session_id),
                                                 RoundId(request.round_id()), request.thumb()));
    answer.set_thumb(thumb);
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetContinueVoteResponse>> Get(Caller caller,
                                                        const v1::GetContinueVoteRequest& request) {
    FieldErrors errors;
    SessionId session_id = SessionOf(errors, request);
    rpc::CheckId(errors, "round_id", request.round_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::GetContinueVoteResponse answer;
    ZWK_CO_ASSIGN_OR_RETURN(
        *answer.mutable_vote(),
        co_await votes_.Get(std::move(caller), std::move(session_id), RoundId(request.round_id())));
    co_return answer;
  }

 private:
  ContinueVotes& votes_;
};

}  // namespace

void ServeContinueVotes(rpc::ServiceMethods methods, ContinueVotes& votes) {
  auto api = std::make_shared<ContinueVoteApi>(votes);
  methods.Unary("CastContinueVote", api, &ContinueVoteApi::Cast);
  methods.Unary("GetContinueVote", api, &ContinueVoteApi::Get);
}

}  // namespace zwk::participation
