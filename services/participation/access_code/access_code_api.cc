#include "participation/access_code/access_code_api.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "participation/access_code/code_sheet.h"
#include "participation/access_code/code_text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"
#include "platform/rpc/fields.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/status.h"
#include "zwk/participation/v1/access_code.pb.h"

namespace zwk::participation {
namespace {

constexpr size_t kMostOfAJoinUrl = 200;

void CheckJoinUrl(FieldErrors& errors, const std::string& url) {
  if (url.empty()) return;
  Url::Check(errors, "join_url", url);
  if (url.size() > kMostOfAJoinUrl) {
    errors.Add("join_url", "TOO_LONG", absl::StrCat("has at most ", kMostOfAJoinUrl, " bytes"));
  }
  if (absl::StrContains(url, '#')) errors.Add("join_url", "has a fragment: the code goes there");
}

class AccessCodeApi {
 public:
  explicit AccessCodeApi(AccessCodes& codes) : codes_(codes) {}

  Task<absl::StatusOr<v1::IssueCodesResponse>> Issue(Caller caller,
                                                     const v1::IssueCodesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "session_id", request.session_id());
    if (request.count() < 1 || request.count() > AccessCodes::kMostOfABatch) {
      errors.Add("count", absl::StrCat("must be 1 to ", AccessCodes::kMostOfABatch));
    }
    CheckJoinUrl(errors, request.join_url());
    if (!request.locale().empty()) Locale::Check(errors, "locale", request.locale());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const std::string locale = request.locale().empty() ? caller.locale : request.locale();
    v1::IssueCodesResponse answer;
    answer.set_batch_id(rpc::NewId("batch_id", caller));
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<IssuedCode> issued,
        co_await codes_.Issue(std::move(caller), SessionId(request.session_id()), answer.batch_id(),
                              request.count()));
    std::vector<PrintedCode> printed;
    for (const IssuedCode& one : issued) {
      v1::AccessCode& code = *answer.add_codes();
      code.set_code_id(one.code_id);
      code.set_number(one.number);
      code.set_code(Grouped(one.code));
      if (!request.join_url().empty())
        code.set_link(absl::StrCat(request.join_url(), "#", code.code()));
      printed.push_back({one.number, code.code(), code.link()});
    }
    answer.set_sheet_html(CodeSheet(printed, locale));
    co_return answer;
  }

  Task<absl::StatusOr<v1::RedeemCodeResponse>> Redeem(Caller caller,
                                                      const v1::RedeemCodeRequest& request) {
    FieldErrors errors;
    if (!request.session_id().empty()) rpc::CheckId(errors, "session_id", request.session_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const std::string municipality = caller.municipality;
    AccessCodes::Answer redeemed = co_await codes_.Redeem(
        std::move(caller), request.code(), request.locale(), SessionId(request.session_id()));
    if (redeemed.wait.count() > 0) {
      co_return rpc::WithRetryAfter(redeemed.redeemed.status(), redeemed.wait);
    }
    ZWK_CO_RETURN_IF_ERROR(redeemed.redeemed.status());
    v1::RedeemCodeResponse answer;
    v1::Participant& participant = *answer.mutable_participant();
    participant.set_participant_id(redeemed.redeemed->participant_id.value());
    participant.set_session_id(redeemed.redeemed->session_id.value());
    participant.set_channel(v1::PARTICIPANT_CHANNEL_DEVICE);
    participant.set_locale(redeemed.redeemed->locale);
    answer.set_token(rpc::ParticipantToken(municipality, redeemed.redeemed->token));
    co_return answer;
  }

  Task<absl::StatusOr<v1::RevokeCodeResponse>> Revoke(Caller caller,
                                                      const v1::RevokeCodeRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "session_id", request.session_id());
    if (!request.code_id().empty()) rpc::CheckId(errors, "code_id", request.code_id());
    if (!request.batch_id().empty()) rpc::CheckId(errors, "batch_id", request.batch_id());
    const int named =
        !request.code_id().empty() + !request.code().empty() + !request.batch_id().empty();
    if (named != 1)
      errors.Add("code_id", "exactly one of code_id, code and batch_id must be given");
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    NamedCodes codes{request.code_id(), request.code(), request.batch_id()};
    v1::RevokeCodeResponse answer;
    ZWK_CO_ASSIGN_OR_RETURN(
        const int revoked,
        co_await codes_.Revoke(std::move(caller), SessionId(request.session_id()),
                               std::move(codes)));
    answer.set_revoked(revoked);
    co_return answer;
  }

 private:
  AccessCodes& codes_;
};

Task<absl::StatusOr<Caller>> Proved(CodeBox& box, Caller caller, std::string session_id) {
  std::string token(rpc::ProofIn(caller.participant_token));
  ZWK_CO_ASSIGN_OR_RETURN(std::optional<Caller> proved,
                          co_await box.Prove(std::move(caller), std::move(token)));
  if (!proved) co_return rpc::ParticipantTokenRefused();
  if (session_id.empty() || session_id == proved->session_id) co_return *std::move(proved);
  // As of a session that is not there.
  co_return absl::NotFoundError(absl::StrCat("no session ", Quoted(session_id)));
}

}  // namespace

void ServeAccessCodes(rpc::ServiceMethods methods, AccessCodes& codes) {
  auto api = std::make_shared<AccessCodeApi>(codes);
  methods.Unary("IssueCodes", api, &AccessCodeApi::Issue);
  methods.Unary("RedeemCode", api, &AccessCodeApi::Redeem);
  methods.Unary("RevokeCode", api, &AccessCodeApi::Revoke);
}

rpc::ProveParticipant ParticipantsBy(CodeBox& box) {
  return [&box](Caller caller, const rpc::Message& request) {
    return Proved(box, std::move(caller), rpc::TextOf(request, "session_id"));
  };
}

}  // namespace zwk::participation
