// What a stolen copy of the store tells of who voted for what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/uuid.h"
#include "tests/integration/participation_lean_coffee_fixture.h"

namespace zwk::participation {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kPeople = 12, kTopics = 5, kMostDots = 3;

// Twelve people on devices and two on sheets; all of them, the topics and the dots are known to the
// attacker, and so is everything in Redis. The keys of people lie in the same Redis, wrapped with a
// key that does not.
class BallotSecrecyTest : public LeanCoffeeServiceTest {
 protected:
  static std::string SetDots(int topic, int dots) {
    return absl::StrCat(R"(session_id: "$session$" topic_id: "$topic )", topic, R"($" dots: )",
                        dots);
  }
  static std::string Sheet(const std::string& person, int topic, int dots) {
    return absl::StrCat(R"(session_id: "$session$" person_ref: ")", person,
                        R"(" allocations { topic_id: "$topic )", topic, R"($" dots: )", dots, " }");
  }

  std::string Send(const std::string& method, const std::string& request, const std::string& id,
                   const std::string& subject) {
    const auto answer = Call(method, Request(method, request, id), subject);
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status();
    return answer.ok() ? *answer : "";
  }

  void Vote() {
    OpenVote(kPeople, kTopics);
    for (int i = 0; i < kPeople; ++i) {
      for (const auto& [topic, dots] :
           {std::pair(i % kTopics, 3), std::pair((i + 1) % kTopics, 2)}) {
        const std::string id = test::Id(absl::StrCat("vote ", i, " ", topic));
        Send("SetDots", SetDots(topic, dots), id, absl::StrCat("p", i));
        ids_.insert(id);
      }
    }
    for (const char* person : {"berta", "carl"}) {
      const std::string id = test::Id(absl::StrCat("sheet of ", person));
      Send("EnterPaperBallot", Sheet(person, 1, 2), id, "scribe");
      ids_.insert(id);
    }
  }

  // Fingerprints without a key, as anybody computes them: of the content, and bound to a person.
  std::vector<std::string> Guesses(const std::string& method, const std::string& request,
                                   const std::string& subject) {
    const std::string content = Request(method, request, "").front()->SerializeAsString();
    const std::string fingerprint =
        Sha256Hex(absl::StrCat(Path(method), std::string(1, '\0'), content));
    return {fingerprint, Sha256Hex(absl::StrCat(fingerprint, "/", subject))};
  }

  std::vector<std::string> AllGuesses() {
    std::vector<std::string> all;
    const auto guess = [&](const std::string& method, const std::string& request,
                           const std::string& subject) {
      for (std::string& one : Guesses(method, request, subject)) all.push_back(std::move(one));
    };
    for (int i = 0; i < kPeople; ++i) {
      const std::string person = absl::StrCat("p", i);
      guess("JoinSession", R"(session_id: "$session$" locale: "de")", person);
      for (int topic = 0; topic < kTopics; ++topic) {
        for (int dots = 0; dots <= kMostDots; ++dots)
          guess("SetDots", SetDots(topic, dots), person);
      }
    }
    for (const char* person : {"berta", "carl"}) {
      for (int topic = 0; topic < kTopics; ++topic) {
        for (int dots = 1; dots <= kMostDots; ++dots) {
          guess("EnterPaperBallot", Sheet(person, topic, dots), "scribe");
        }
      }
    }
    return all;
  }

  // Whatever a copy of the store confirms of the guesses, and whatever record of a request leads to
  // a person, a participant or a ballot.
  std::vector<std::string> Links() {
    const std::map<std::string, std::string> everything = redis_.Everything();
    std::string copy;
    std::set<std::string> people = {"berta", "carl"};
    for (const auto& [key, value] : everything) {
      absl::StrAppend(&copy, key, "\n", value, "\n");
      if (const size_t at = key.find(":d:participant/"); at != std::string::npos) {
        people.insert(key.substr(key.rfind('/') + 1));
      }
    }
    EXPECT_THAT(people, SizeIs(2 + kPeople + 2));

    std::vector<std::string> links;
    for (const std::string& guess : AllGuesses()) {
      if (absl::StrContains(copy, guess)) links.push_back("fingerprint " + guess);
    }
    for (const std::string& id : ids_) {
      if (absl::StrContains(copy, id)) links.push_back("request id " + id);
    }
    for (const auto& [key, value] : everything) {
      const size_t at = key.find(":r:");
      if (at == std::string::npos) continue;
      std::vector<std::string> names = absl::StrSplit(value, '\n');
      names.push_back(key.substr(at + 3));
      for (const std::string& name : names) {  // ids that were not given follow from the request id
        if (people.contains(UuidFromName(absl::StrCat(kHere, "/", name, "/participant_id")))) {
          links.push_back("participant of request " + name);
        }
      }
      for (const std::string& person : people) {
        if (absl::StrContains(value, person)) links.push_back(absl::StrCat(person, " in ", key));
      }
    }
    return links;
  }

  std::string Records() {
    return redis_.Command({"HLEN", absl::StrCat("{", kHere, "}:participation:r:session/",
                                                test::Id("session"), "/votes")});
  }

  std::set<std::string> ids_;  // of votes and sheets
};

TEST_F(BallotSecrecyTest, RequestRecordsLinkNobodyWithATopicAtAnyMomentOfASession) {
  Vote();
  EXPECT_THAT(Links(), IsEmpty());
  EXPECT_EQ(Records(), absl::StrCat(kPeople + 2 * kPeople + 2));
  for (const char* step : {"CloseVoting", "RevealResults", "EndSession"}) {
    Send(step, R"(session_id: "$session$")", NextRequestId(), "facilitator");
    EXPECT_THAT(Links(), IsEmpty()) << step;
  }
  Settle();
  EXPECT_THAT(Links(), IsEmpty());
  EXPECT_EQ(Records(), "0");  // gone with the key
}

TEST_F(BallotSecrecyTest, WhatIsKeptOfACardConfirmsNoGuessOfItsWords) {
  OpenVote(kPeople, kTopics);
  std::string copy;
  for (const auto& [key, value] : redis_.Everything())
    absl::StrAppend(&copy, key, "\n", value, "\n");
  for (int topic = 0; topic < kTopics; ++topic) {
    const std::string card =
        absl::StrCat(R"(session_id: "$session$" locale: "de" source: TOPIC_SOURCE_MODERATOR)",
                     R"( title: "Thema" topic_id: "$topic )", topic, R"($")");
    EXPECT_FALSE(absl::StrContains(copy, Guesses("SubmitTopic", card, "")[0].substr(0, 16)));
  }
}

TEST_F(BallotSecrecyTest, ARepeatedVoteIsAnsweredFromTheBallotAsItIsUntilTheSessionEnds) {
  OpenVote(kPeople, kTopics);
  const std::string one = test::Id("one"), sheet = test::Id("sheet");
  const std::string vote = Send("SetDots", SetDots(0, 2), one, "p1");
  const std::string paper = Send("EnterPaperBallot", Sheet("berta", 1, 2), sheet, "scribe");
  EXPECT_EQ(Send("SetDots", SetDots(0, 2), one, "p1"), vote);
  EXPECT_EQ(Send("EnterPaperBallot", Sheet("berta", 1, 2), sheet, "scribe"), paper);

  const std::string changed = Send("SetDots", SetDots(1, 3), test::Id("two"), "p1");
  for (const char* step : {"CloseVoting", "RevealResults", "EndSession"}) {
    EXPECT_EQ(Send("SetDots", SetDots(0, 2), one, "p1"), changed);
    EXPECT_EQ(Send("EnterPaperBallot", Sheet("berta", 1, 2), sheet, "scribe"), paper);
    Send(step, R"(session_id: "$session$")", NextRequestId(), "facilitator");
  }
  Settle();
  EXPECT_EQ(ReasonOf(Call("SetDots", Request("SetDots", SetDots(0, 2), one), "p1").status()),
            "WRONG_PHASE");
}

}  // namespace
}  // namespace zwk::participation
