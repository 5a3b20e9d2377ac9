// Taking part by a code: what it opens, what it does not, and what is kept of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/text_format.h>

#include "absl/strings/str_replace.h"
#include "platform/base/errors.h"
#include "platform/rpc/status.h"
#include "tests/integration/participation_lean_coffee_fixture.h"
#include "zwk/participation/v1/access_code.pb.h"

namespace zwk::participation {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

class AccessCodeTest : public LeanCoffeeServiceTest {
 protected:
  static std::string CodePath(const std::string& method) {
    return "/zwk.participation.v1.AccessCodeService/" + method;
  }
  void OpenSession(const std::string& join_mode = "JOIN_MODE_BOTH",
                   const std::string& session = "session") {
    const std::string created = absl::StrReplaceAll(
        kLiveSession, {{"JOIN_MODE_MEMBERS", join_mode},
                       {"session_id: \"$session$\"", "session_id: \"$" + session + "$\""}});
    Ask<v1::CreateSessionResponse>("CreateSession", created);
    Ask<v1::OpenCollectionResponse>("OpenCollection", "session_id: \"$" + session + "$\"");
  }
  static v1::IssueCodesRequest IssueRequest(int count, const std::string& request_id,
                                            const std::string& session = "session") {
    v1::IssueCodesRequest request;
    request.set_request_id(request_id);
    request.set_session_id(test::Id(session));
    request.set_count(count);
    request.set_join_url("https://mitreden.example/room/");
    return request;
  }
  absl::StatusOr<v1::IssueCodesResponse> Issue(const v1::IssueCodesRequest& request) {
    v1::IssueCodesResponse answer;
    const absl::Status status = server_.channel().CallNow(
        CodePath("IssueCodes"), Person("moe", "FACILITATOR"), request, answer);
    if (!status.ok()) return status;
    return answer;
  }
  v1::IssueCodesResponse Issued(int count, const std::string& session = "session") {
    const auto issued = Issue(IssueRequest(count, NextRequestId(), session));
    Require(issued.status());
    return issued.ok() ? *issued : v1::IssueCodesResponse();
  }
  // Of somebody who brings no credential but the code.
  static Caller Anybody() {
    Caller caller;
    caller.municipality = kHere;
    return caller;
  }
  static v1::RedeemCodeRequest RedeemRequest(const std::string& code,
                                             const std::string& request_id) {
    v1::RedeemCodeRequest request;
    request.set_request_id(request_id);
    request.set_code(code);
    request.set_locale("ar");
    return request;
  }
  Task<absl::StatusOr<v1::RedeemCodeResponse>> RedeemLater(v1::RedeemCodeRequest request,
                                                           std::string municipality = kHere) {
    Caller caller = Anybody();
    caller.municipality = std::move(municipality);
    return server_.channel().Unary<v1::RedeemCodeRequest, v1::RedeemCodeResponse>(
        CodePath("RedeemCode"), std::move(caller), std::move(request));
  }
  absl::StatusOr<v1::RedeemCodeResponse> Redeem(const std::string& code) {
    return SyncWait(RedeemLater(RedeemRequest(code, NextRequestId())));
  }
  std::string TokenFor(const std::string& code) {
    const auto redeemed = Redeem(code);
    Require(redeemed.status());
    return redeemed.ok() ? redeemed->token() : "";
  }
  static Caller With(const std::string& token) {
    Caller caller;
    caller.participant_token = token;
    return caller;
  }
  absl::Status TryWith(const std::string& token, const std::string& method,
                       absl::string_view text) {
    return CallAs(With(token), method, Request(method, text, NextRequestId())).status();
  }
  absl::StatusOr<int> Revoke(const std::string& what) {
    v1::RevokeCodeRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(what, &request));
    request.set_request_id(NextRequestId());
    request.set_session_id(test::Id("session"));
    v1::RevokeCodeResponse answer;
    const absl::Status status = server_.channel().CallNow(
        CodePath("RevokeCode"), Person("moe", "FACILITATOR"), request, answer);
    if (!status.ok()) return status;
    return answer.revoked();
  }
};

TEST_F(AccessCodeTest, ACodeOpensEverythingThatAParticipantDoes) {
  OpenSession();
  const v1::IssueCodesResponse issued = Issued(5);
  ASSERT_EQ(issued.codes_size(), 5);
  EXPECT_EQ(issued.codes(4).number(), 5);
  EXPECT_EQ(issued.codes(0).link(), "https://mitreden.example/room/#" + issued.codes(0).code());
  EXPECT_THAT(issued.sheet_html(), HasSubstr(issued.codes(4).code()));
  const auto redeemed = Redeem(issued.codes(0).code());
  ASSERT_TRUE(redeemed.ok()) << redeemed.status();
  EXPECT_EQ(redeemed->participant().session_id(), test::Id("session"));
  EXPECT_EQ(redeemed->participant().locale(), "ar");
  EXPECT_EQ(redeemed->participant().channel(), v1::PARTICIPANT_CHANNEL_DEVICE);
  const std::string token = redeemed->token();

  Require(TryWith(
      token, "SubmitTopic",
      R"(session_id: "$session$" topic { topic_id: "$light$" title { text: "Licht" } locale: "de"
                     source: TOPIC_SOURCE_DEVICE })"));
  Ask<v1::AcceptTopicResponse>("AcceptTopic", R"(session_id: "$session$" topic_id: "$light$")");
  Require(TryWith(token, "GetSession", R"(session_id: "$session$")"));
  Require(TryWith(token, "ListTopics", R"(session_id: "$session$")"));
  EXPECT_EQ(ReasonOf(TryWith(token, "JoinSession", R"(session_id: "$session$" locale: "de")")),
            "PARTICIPANT_EXISTS");
  for (int i = 1; i < 5; ++i) TokenFor(issued.codes(i).code());
  EXPECT_EQ(Glance().devices_joined(), 5);
  Ask<v1::OpenVotingResponse>("OpenVoting", R"(session_id: "$session$")");
  Require(TryWith(token, "SetDots", R"(session_id: "$session$" topic_id: "$light$" dots: 3)"));
  v1::GetMyBallotResponse ballot;
  const auto bytes =
      CallAs(With(token), "GetMyBallot", Request("GetMyBallot", R"(session_id: "$session$")", ""));
  ASSERT_TRUE(bytes.ok() && ballot.ParseFromString(*bytes)) << bytes.status();
  EXPECT_EQ(ballot.ballot().used(), 3);
  Ask<v1::CloseVotingResponse>("CloseVoting", R"(session_id: "$session$")");
  Ask<v1::RevealResultsResponse>("RevealResults", R"(session_id: "$session$")");
  Require(TryWith(token, "GetResults", R"(session_id: "$session$")"));
  Require(TryWith(token, "GetMyBallot", R"(session_id: "$session$")"));

  // With the session's end the token is good for nothing, and nothing of codes is left.
  Ask<v1::EndSessionResponse>("EndSession", R"(session_id: "$session$")");
  Settle();
  for (const char* method : {"GetSession", "WatchSession", "ListTopics", "GetResults"}) {
    const absl::Status refused = TryWith(token, method, R"(session_id: "$session$")");
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated) << method;
    EXPECT_EQ(ReasonOf(refused), "TOKEN_REFUSED") << method;
  }
  EXPECT_EQ(redis_.Contents("*}:participation:*code*"), "0");
}

TEST_F(AccessCodeTest, ACodeOpensNothingElse) {
  OpenSession();
  OpenSession("JOIN_MODE_CODE", "other");
  const std::string token = TokenFor(Issued(1).codes(0).code());
  for (const char* method :
       {"GetSession", "ListTopics", "GetMyBallot", "GetResults", "WatchSession"}) {
    const absl::Status refused = TryWith(token, method, R"(session_id: "$other$")");
    EXPECT_EQ(refused.code(), absl::StatusCode::kNotFound) << method << refused;
    EXPECT_EQ(refused.message(),
              absl::StrReplaceAll(TryWith(token, method, R"(session_id: "$nothing$")").message(),
                                  {{test::Id("nothing"), test::Id("other")}}));
  }
  for (const char* method : {"OpenVoting", "CloseVoting", "EnterPaperBallot", "CancelSession"}) {
    EXPECT_EQ(ReasonOf(TryWith(token, method, R"(session_id: "$session$")")), "ROLE_MISSING");
  }
  EXPECT_EQ(ReasonOf(TryWith(token, "ImportCards", R"(header { session_id: "$session$" })")),
            "ROLE_MISSING");
  v1::ListSessionsResponse sessions;
  const auto bytes = CallAs(With(token), "ListSessions", Request("ListSessions", "", ""));
  ASSERT_TRUE(bytes.ok() && sessions.ParseFromString(*bytes)) << bytes.status();
  ASSERT_EQ(sessions.sessions_size(), 1) << "its own alone";
  EXPECT_EQ(sessions.sessions(0).session_id(), test::Id("session"));
  // What else comes with the token is not looked at.
  Caller chair = With(token);
  chair.roles = {"CHAIR"};
  chair.subject_ref = "moe";
  chair.municipality = kElsewhere;
  const auto as_chair = CallAs(
      chair, "OpenVoting", Request("OpenVoting", R"(session_id: "$session$")", NextRequestId()));
  EXPECT_EQ(ReasonOf(as_chair.status()), "ROLE_MISSING");
  // A session of members alone has no codes, one by code alone no members.
  EXPECT_EQ(ReasonOf(TryAs("BOARD_MEMBER", "berta", "JoinSession",
                           R"(session_id: "$other$" locale: "de")")),
            "CODE_NEEDED");
  OpenSession("JOIN_MODE_MEMBERS", "members");
  EXPECT_EQ(ReasonOf(Issue(IssueRequest(1, NextRequestId(), "members")).status()), "MEMBERS_ONLY");
}

TEST_F(AccessCodeTest, AForgedTokenIsNone) {
  OpenSession();
  const std::string token = TokenFor(Issued(1).codes(0).code());
  std::string changed = token;
  changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
  const std::string elsewhere = absl::StrReplaceAll(token, {{kHere, kElsewhere}});
  std::vector<std::string> forged = {changed,
                                     elsewhere,
                                     "zwkp.bremerhaven.",
                                     "zwkp.bremerhaven.a.b.c",
                                     token + ".x",
                                     token.substr(0, token.rfind('.') + 1)};
  for (const std::string& each : forged) {
    const absl::Status refused = TryWith(each, "GetSession", R"(session_id: "$session$")");
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnauthenticated) << each;
    EXPECT_EQ(ReasonOf(refused), "TOKEN_REFUSED") << each;
  }
}

TEST_F(AccessCodeTest, TheSameRequestGetsTheSameParticipantAndACodeIsGoodOnce) {
  OpenSession();
  const std::string code = Issued(1).codes(0).code();
  const std::string request_id = NextRequestId();
  const auto first = SyncWait(RedeemLater(RedeemRequest(code, request_id)));
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string state = State();
  for (int i = 0; i < 3; ++i) {
    const auto again = SyncWait(RedeemLater(RedeemRequest(code, request_id)));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  }
  v1::RedeemCodeRequest other = RedeemRequest(code, request_id);
  other.set_locale("tr");
  EXPECT_EQ(ReasonOf(SyncWait(RedeemLater(other)).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonOf(Redeem(code).status()), "CODE_REFUSED");
  EXPECT_EQ(State(), state);
}

TEST_F(AccessCodeTest, FiftyAtOnceWithOneCodeAreOneParticipant) {
  OpenSession();
  const std::string code = Issued(1).codes(0).code();
  std::vector<Task<absl::StatusOr<v1::RedeemCodeResponse>>> tries;
  for (int i = 0; i < 50; ++i) tries.push_back(RedeemLater(RedeemRequest(code, NextRequestId())));
  int redeemed = 0;
  for (const auto& answer : SyncWait(WhenAll(std::move(tries)))) {
    redeemed += answer.ok();
    if (!answer.ok()) {
      EXPECT_THAT(ReasonOf(answer.status()), AnyOf(Eq("CODE_REFUSED"), Eq("TOO_MANY_TRIES")));
    }
  }
  EXPECT_EQ(redeemed, 1);
  EXPECT_EQ(Glance().devices_joined(), 1);
}

TEST_F(AccessCodeTest, WhateverIsWrongWithACodeIsSaidInTheSameWords) {
  OpenSession();
  OpenSession("JOIN_MODE_CODE", "other");
  const v1::IssueCodesResponse issued = Issued(3);
  TokenFor(issued.codes(0).code());
  EXPECT_EQ(*Revoke("code: \"" + issued.codes(1).code() + "\""), 1);
  const std::string over = Issued(1, "other").codes(0).code();
  Ask<v1::CancelSessionResponse>("CancelSession", R"(session_id: "$other$" reason: "Alarm")");
  std::set<std::string> answers;
  const auto refuse = [&](const absl::StatusOr<v1::RedeemCodeResponse>& answer) {
    answers.insert(answer.status().ToString());
  };
  refuse(Redeem("0000-0000-0000"));
  refuse(Redeem(issued.codes(0).code()));
  refuse(Redeem(issued.codes(1).code()));
  refuse(Redeem(over));
  v1::RedeemCodeRequest of_another = RedeemRequest(issued.codes(2).code(), NextRequestId());
  of_another.set_session_id(test::Id("other"));
  refuse(SyncWait(RedeemLater(of_another)));
  refuse(SyncWait(RedeemLater(RedeemRequest(issued.codes(2).code(), NextRequestId()), kElsewhere)));
  refuse(SyncWait(RedeemLater(RedeemRequest("no code", NextRequestId()), "musterdorf")));
  EXPECT_EQ(answers.size(), 1u) << *answers.begin() << "\n" << *answers.rbegin();
  EXPECT_THAT(*answers.begin(), HasSubstr("UNAUTHENTICATED"));
  Require(Redeem(issued.codes(2).code()).status());
}

TEST_F(AccessCodeTest, AHallBehindOneAddressComesInWhileSomebodyGuesses) {
  OpenSession();
  const v1::IssueCodesResponse issued = Issued(300);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ReasonOf(Redeem("guess").status()), "CODE_REFUSED");
  const absl::Status sixth = Redeem("guess").status();
  EXPECT_EQ(sixth.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(sixth), "TOO_MANY_TRIES");
  EXPECT_GT(rpc::RetryAfterOf(sixth).count(), 0);
  EXPECT_LE(rpc::RetryAfterOf(sixth), std::chrono::seconds(60));
  // A used code is no way to tell it from an unknown one.
  std::vector<Task<absl::StatusOr<v1::RedeemCodeResponse>>> hall;
  for (const v1::AccessCode& code : issued.codes()) {
    hall.push_back(RedeemLater(RedeemRequest(code.code(), NextRequestId())));
  }
  std::set<std::string> participants;
  for (const auto& answer : SyncWait(WhenAll(std::move(hall)))) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    participants.insert(answer->participant().participant_id());
  }
  EXPECT_EQ(participants.size(), 300u);
  EXPECT_EQ(ReasonOf(Redeem(issued.codes(0).code()).status()), "TOO_MANY_TRIES");
  EXPECT_EQ(Glance().devices_joined(), 300);
}

TEST_F(AccessCodeTest, WhatIsRevokedIsGoodForNothing) {
  OpenSession();
  const v1::IssueCodesResponse issued = Issued(3), more = Issued(2);
  const std::string token = TokenFor(issued.codes(0).code());
  const std::string other = TokenFor(more.codes(0).code());
  EXPECT_EQ(*Revoke("code_id: \"" + issued.codes(0).code_id() + "\""), 1);
  EXPECT_EQ(*Revoke("code_id: \"" + issued.codes(0).code_id() + "\""), 0) << "it is already";
  EXPECT_EQ(ReasonOf(TryWith(token, "GetSession", R"(session_id: "$session$")")), "TOKEN_REFUSED");
  EXPECT_EQ(*Revoke("batch_id: \"" + issued.batch_id() + "\""), 2);
  EXPECT_EQ(*Revoke("batch_id: \"" + issued.batch_id() + "\""), 0);
  EXPECT_EQ(ReasonOf(Redeem(issued.codes(1).code()).status()), "CODE_REFUSED");
  Require(TryWith(other, "GetSession", R"(session_id: "$session$")"));
  Require(Redeem(more.codes(1).code()).status());
  EXPECT_EQ(Revoke("code: \"0000-0000-0000\"").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Revoke("batch_id: \"" + test::Id("none") + "\"").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(AccessCodeTest, AStreamThatIsOpenEndsWhenItsCodeIsRevoked) {
  OpenSession();
  const v1::IssueCodesResponse issued = Issued(2);
  const std::string token = TokenFor(issued.codes(0).code());
  const std::string other = TokenFor(issued.codes(1).code());
  v1::WatchSessionRequest request;
  request.set_session_id(test::Id("session"));
  const auto watch = [&](const std::string& by, std::promise<void>& told) {
    return std::async(std::launch::async, [this, &request, &told, by] {
      v1::WatchSessionResponse item;
      return server_.channel().StreamNow(
          Path("WatchSession"), With(by), request, item,
          [&, said = false](const google::protobuf::Message&) mutable {
            if (!std::exchange(said, true)) told.set_value();
            return absl::OkStatus();
          });
    });
  };
  std::promise<void> told, told_other;
  std::future<absl::Status> revoked = watch(token, told);
  std::future<absl::Status> kept = watch(other, told_other);
  told.get_future().wait();
  told_other.get_future().wait();
  EXPECT_EQ(*Revoke("code_id: \"" + issued.codes(0).code_id() + "\""), 1);
  const absl::Status ended = revoked.get();
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnauthenticated) << ended;
  EXPECT_EQ(ReasonOf(ended), "TOKEN_REFUSED");
  EXPECT_EQ(kept.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  EXPECT_EQ(*Revoke("code_id: \"" + issued.codes(1).code_id() + "\""), 1);
  EXPECT_EQ(ReasonOf(kept.get()), "TOKEN_REFUSED");
}

TEST_F(AccessCodeTest, TheSameRequestIssuesTheSameCodesAndNoMoreThanASessionMayHave) {
  OpenSession();
  const v1::IssueCodesRequest request = IssueRequest(120, NextRequestId());
  const auto first = Issue(request);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string state = State();
  const auto again = Issue(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(State(), state);
  std::set<std::string> different;
  for (const v1::AccessCode& code : first->codes()) different.insert(code.code());
  EXPECT_EQ(different.size(), 120u);
  for (int i = 0; i < 16; ++i) Issued(300);
  EXPECT_EQ(ReasonOf(Issue(IssueRequest(300, NextRequestId())).status()), "TOO_MANY_CODES");
  Require(Issue(IssueRequest(80, NextRequestId())).status());
}

TEST_F(AccessCodeTest, NeitherCodesNorTokensAreKept) {
  OpenSession();
  const v1::IssueCodesResponse issued = Issued(3);
  const auto redeemed = Redeem(issued.codes(0).code());
  ASSERT_TRUE(redeemed.ok()) << redeemed.status();
  std::vector<std::string> secrets = {redeemed->token(),
                                      redeemed->token().substr(redeemed->token().rfind('.') + 1),
                                      redeemed->participant().participant_id()};
  for (const v1::AccessCode& code : issued.codes()) {
    secrets.push_back(code.code());
    secrets.push_back(absl::StrReplaceAll(code.code(), {{"-", ""}}));
  }
  for (const auto& [key, value] : redis_.Everything()) {
    for (const std::string& secret : secrets) {
      EXPECT_THAT(key, Not(HasSubstr(secret)));
      EXPECT_THAT(value, Not(HasSubstr(secret))) << key;
    }
  }
  for (const store::TailEntry& entry : Events()) {
    EXPECT_THAT(entry.attributes.at("ce_type"), Not(HasSubstr("Code")));
  }
}

}  // namespace
}  // namespace zwk::participation
