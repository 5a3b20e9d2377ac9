#include "participation/access_code/access_code_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/refusal.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

absl::Status IsNotOver(const LeanCoffeeSession& session) {
  return session.phase < SessionPhase::kEnded ? absl::OkStatus()
                                              : session.WrongPhase("one before ENDED");
}

absl::Status MayIssue(const LeanCoffeeSession& session) {
  if (session.about.mode == SessionMode::kRecorded) {
    return Refuse("RECORDED_SESSION", "the session is recorded: nobody joins it any more");
  }
  if (session.about.settings.join_mode == JoinMode::kMembers) {
    return Refuse("MEMBERS_ONLY", "the session is for members: its join_mode takes no codes");
  }
  return IsNotOver(session);
}

}  // namespace

Task<absl::StatusOr<std::vector<IssuedCode>>> AccessCodes::Issue(Caller caller,
                                                                 SessionId session_id,
                                                                 std::string batch_id, int count) {
  CodeBox::Check check = MayIssue;
  return box_.Issue(std::move(caller), std::move(session_id), std::move(batch_id), count,
                    std::move(check));
}

Task<AccessCodes::Answer> AccessCodes::Redeem(Caller caller, std::string typed, std::string locale,
                                              SessionId expected) {
  Answer answer;
  FieldErrors errors;
  Locale::Check(errors, "locale", locale);
  if (!errors.empty()) {
    answer.redeemed = errors.ToStatus();
    co_return answer;
  }
  answer.redeemed = co_await box_.Redeem(caller, std::move(typed), std::move(locale), expected);
  if (ReasonOf(answer.redeemed.status()) != "CODE_REFUSED") co_return answer;
  // Counted after it was looked at: of a hall behind one address nobody with a good code waits for the
  // others' typing errors.
  answer.wait = tries_.Count(caller.municipality, caller.address, expected.value(),
                             FailedTries::Steady::now());
  if (answer.wait.count() > 0) {
    answer.redeemed = WithReason(
        absl::ResourceExhaustedError("too many codes were tried in vain; try again in a minute"),
        "TOO_MANY_TRIES");
  }
  co_return answer;
}

Task<absl::StatusOr<int>> AccessCodes::Revoke(Caller caller, SessionId session_id,
                                              NamedCodes codes) {
  CodeBox::Check check = IsNotOver;
  return box_.Revoke(std::move(caller), std::move(session_id), std::move(codes), std::move(check));
}

}  // namespace zwk::participation
