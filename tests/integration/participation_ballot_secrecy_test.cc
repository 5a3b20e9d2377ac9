// What a copy of everything that is kept tells of who voted for what: Redis, its append-only file, events, metrics,
// logs, at each moment of a session. The copy holds no key; the votes, the people and the topics are known to the
// attacker, who only wants to know who it was.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "participation/backlog/backlog_entry.h"
#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/vote_secret_codec.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/seal/aead.h"
#include "tests/integration/participation_lean_coffee_fixture.h"

namespace zwk::participation {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kPeople = 12, kSheets = 2, kTopics = 5;

// Topic of the three dots and of the two of each of the fourteen.
using Votes = std::vector<std::pair<int, int>>;
Votes SomeVotes() {
  Votes votes;
  for (int i = 0; i < kPeople + kSheets; ++i) votes.emplace_back(i % kTopics, (i + 1) % kTopics);
  return votes;
}
// The same sums by others.
Votes VotesOfOthers() {
  Votes votes = SomeVotes();
  std::rotate(votes.begin(), votes.begin() + 3, votes.end());
  return votes;
}
Votes AllForOne() { return Votes(kPeople + kSheets, {0, 1}); }

// --- what is kept, without what is random in it ---

bool IsPrintable(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

// Ids and names become their kind, bytes their length; all else stays.
std::string Masked(const std::string& text) {
  if (!IsPrintable(text)) return absl::StrCat("<", text.size(), " bytes>");
  static const std::regex uuid("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), mac("[0-9a-f]{32,64}"),
      time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?|[0-9]{13}(-[0-9]+)?");
  return std::regex_replace(std::regex_replace(std::regex_replace(text, uuid, "ID"), mac, "MAC"),
                            time, "TIME");
}

std::string FirstDifference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "nothing",
                      right = i < b.size() ? b[i] : "nothing";
    if (left != right) return absl::StrCat(i, ": ", left, "\n", i, ": ", right);
  }
  return "";
}

class BallotSecrecyTest : public LeanCoffeeServiceTest {
 protected:
  static std::string Who(int i) { return test::Id(absl::StrCat("person ", i)); }

  std::string Send(const std::string& method, const std::string& request, const std::string& id,
                   const std::string& subject) {
    const auto answer = Call(method, Request(method, request, id), subject);
    EXPECT_TRUE(answer.ok()) << method << ": " << answer.status();
    return answer.ok() ? *answer : "";
  }
  void Step(const std::string& session, const std::string& method, const std::string& more = "") {
    Send(method, absl::StrCat("session_id: \"$", session, "$\" ", more), NextRequestId(), "chair");
  }

  // --- a session of fourteen, with a look at each of the six moments ---
  void Hold(const std::string& session, const Votes& votes,
            const std::function<void(const std::string& moment)>& look) {
    const std::string of = absl::StrCat("session_id: \"$", session, "$\" ");
    Send("CreateSession", absl::StrReplaceAll(kLiveSession, {{"$session$", "$" + session + "$"}}),
         NextRequestId(), "chair");
    Step(session, "OpenCollection");
    for (int i = 0; i < kTopics; ++i) {
      Step(session, "SubmitTopic",
           absl::StrCat(
               R"(topic { locale: "de" source: TOPIC_SOURCE_MODERATOR title { text: "Thema" })",
               " topic_id: \"$", session, " ", i, "$\" }"));
    }
    for (int i = 0; i < kPeople; ++i) {
      v1::JoinSessionResponse joined;
      joined.ParseFromString(Send("JoinSession", of + R"(locale: "de")", Remembered(), Who(i)));
      hidden_.insert(joined.participant().participant_id());
    }
    look("joining");
    Step(session, "OpenVoting", absl::StrCat("paper_sheets: ", kSheets));
    const auto dots = [&](int topic, int dots) {
      return absl::StrCat("topic_id: \"$", session, " ", topic, "$\" dots: ", dots);
    };
    for (int i = 0; i < kPeople; ++i) {
      Send("SetDots", of + dots(votes[i].first, 3), Remembered(), Who(i));
      Send("SetDots", of + dots(votes[i].second, 2), Remembered(), Who(i));
    }
    for (int i = kPeople; i < kPeople + kSheets; ++i) {
      v1::EnterPaperBallotResponse entered;
      entered.ParseFromString(Send(
          "EnterPaperBallot",
          absl::StrCat(of, "person_ref: \"", Who(i), "\" allocations { ", dots(votes[i].first, 3),
                       " } allocations { ", dots(votes[i].second, 2), " }"),
          Remembered(), "scribe"));
      hidden_.insert(entered.participant_id());
    }
    look("voting");
    Step(session, "CloseVoting");
    look("closed");
    Step(session, "RevealResults");
    look("revealed");
    runner_.Stop();  // so that there is a moment between the end and what follows from it
    Step(session, "EndSession");
    look("ended");
    runner_.Start();
    Settle();
    look("after the window");
  }
  std::string Remembered() {
    const std::string id = NextRequestId();
    hidden_.insert(id);
    return id;
  }

  // --- copies ---
  std::string AppendOnlyFile() {
    std::string all;
    const auto folder = std::filesystem::path(redis_.socket()).parent_path() / "appendonlydir";
    std::set<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder)) files.insert(file.path());
    for (const auto& path : files) {
      std::ifstream file(path, std::ios::binary);
      std::stringstream text;
      text << file.rdbuf();
      if (path.extension() == ".aof") all += text.str();
    }
    return all;
  }
  static std::vector<std::vector<std::string>> Commands(const std::string& file, size_t from) {
    std::vector<std::vector<std::string>> commands;
    size_t at = from;
    const auto number = [&] {
      const size_t end = file.find("\r\n", ++at);
      const size_t value = std::stoul(file.substr(at, end - at));
      at = end + 2;
      return value;
    };
    while (at < file.size() && file[at] == '*') {
      std::vector<std::string> words(number());
      for (std::string& word : words) {
        const size_t length = number();
        word = file.substr(at, length);
        at += length + 2;
      }
      commands.push_back(std::move(words));
    }
    EXPECT_EQ(at, file.size()) << "the append-only file is read to its end";
    return commands;
  }

  static bool IsOfAnEntry(const std::string& session, const std::string& bytes) {
    for (int i = 0; i < kTopics; ++i) {
      const std::string topic = test::Id(absl::StrCat(session, " ", i));
      if (absl::StrContains(bytes, BacklogEntryId(test::Id(session), topic))) return true;
    }
    return false;
  }

  // Everything that is told of a session, in its order, but for what is random: had the votes any
  // influence on it, it would be another for other votes.
  std::vector<std::string> Picture(const std::string& session, size_t from) {
    std::vector<std::string> lines;
    const std::string id = test::Id(session);
    for (std::vector<std::string> words : Commands(AppendOnlyFile(), from)) {
      const bool about = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return absl::StrContains(word, id);
      });
      // What a consumer remembers of its way is written whenever it comes to it.
      const bool of_a_consumer = words.size() > 1 && absl::StrContains(words[1], ":view/");
      if (!about || of_a_consumer) continue;
      const bool event = words[0] == "XADD";
      // The length of an entry has that of the time at which it was filed, and so has what its request leaves behind.
      const bool entry = words.size() > 1 && absl::StrContains(words[1], ":d:backlog_entry/");
      const bool filed = words[0] == "SET" && IsOfAnEntry(session, words[2]);
      std::string line;
      for (size_t i = 0; i < words.size(); ++i) {
        const std::string before = i > 0 ? words[i - 1] : "";
        const bool checksum = before == "c" || before == "ce_crc32c";  // of bytes that are random
        const bool varies = checksum ||
                            (event && (before == "data" || before == "ce_traceparent")) ||
                            (entry && before == "b") || (filed && i == 2);
        absl::StrAppend(&line, varies ? "..." : Masked(words[i]), " ");
      }
      lines.push_back(std::move(line));
    }
    for (const auto& [key, value] : redis_.Everything()) {
      if (!absl::StrContains(key, id) || absl::StrContains(key, "outbox")) continue;
      lines.push_back("key " + Masked(key));
    }
    std::sort(lines.end() - std::count_if(lines.begin(), lines.end(),
                                          [](const std::string& line) {
                                            return absl::StartsWith(line, "key ");
                                          }),
              lines.end());
    for (const store::TailEntry& entry : Events()) {
      if (!absl::StrContains(entry.attributes.at("ce_subject"), id)) continue;
      lines.push_back(Told(entry));
    }
    return lines;
  }

  // An event without its times.
  static std::string Told(const store::TailEntry& entry) {
    static google::protobuf::DynamicMessageFactory factory;
    const std::string& type = entry.attributes.at("ce_type");
    const auto* descriptor =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    const std::unique_ptr<google::protobuf::Message> message(
        factory.GetPrototype(descriptor)->New());
    EXPECT_TRUE(message->ParseFromString(entry.data));
    static const std::regex times("(happened_at|created_at|revealed_at|deadline) \\{[^}]*\\}"),
        bytes("ciphertext: \"([^\"\\\\]|\\\\.)*\""), hash("result_hash: \"[0-9a-f]+\"");
    std::string text = message->ShortDebugString();
    for (const std::regex& varies : {times, bytes, hash}) {
      text = std::regex_replace(text, varies, "");
    }
    return absl::StrCat(type, " ", Masked(text));
  }

  // What is in clear somewhere and must not be.
  std::vector<std::string> InClear(const std::string& logs) {
    std::string copy = absl::StrCat(AppendOnlyFile(), logs, server_.metrics().Text());
    for (const auto& [key, value] : redis_.Everything())
      absl::StrAppend(&copy, key, "\n", value, "\n");
    std::vector<std::string> found;
    for (int i = 0; i < kPeople + kSheets; ++i) hidden_.insert(Who(i));
    for (const std::string& word : hidden_) {
      if (absl::StrContains(copy, word)) found.push_back(word);
    }
    return found;
  }

  std::set<std::string> hidden_;  // people, participants, requests
};

TEST_F(BallotSecrecyTest, WhateverIsKeptIsTheSameWhoeverVotedForWhat) {
  using Pictures = std::map<std::string, std::vector<std::string>>;
  const auto hold = [&](const std::string& session, const Votes& votes) {
    Pictures pictures;
    const size_t from = AppendOnlyFile().size();
    Hold(session, votes,
         [&](const std::string& moment) { pictures[moment] = Picture(session, from); });
    return pictures;
  };
  const Pictures some = hold("some", SomeVotes()), others = hold("others", VotesOfOthers()),
                 one = hold("one", AllForOne());
  EXPECT_THAT(some.at("voting"), SizeIs(testing::Gt(100u)));  // there is something to look at
  for (const char* moment :
       {"joining", "voting", "closed", "revealed", "ended", "after the window"}) {
    EXPECT_EQ(FirstDifference(some.at(moment), others.at(moment)), "") << moment;
  }
  // Before the reveal not even the sums show.
  for (const char* moment : {"joining", "voting", "closed"}) {
    EXPECT_EQ(FirstDifference(some.at(moment), one.at(moment)), "") << moment;
  }
  // As it is wanted; so a difference is seen.
  EXPECT_NE(FirstDifference(some.at("revealed"), one.at("revealed")), "");
}

TEST_F(BallotSecrecyTest, NoCopyNamesAPersonAParticipantOrARequestOfThem) {
  testing::internal::CaptureStderr();
  std::map<std::string, std::vector<std::string>> found;
  Hold("session", SomeVotes(), [&](const std::string& moment) { found[moment] = InClear(""); });
  const std::string logs = testing::internal::GetCapturedStderr();
  for (const auto& [moment, words] : found) EXPECT_THAT(words, IsEmpty()) << moment;
  EXPECT_THAT(InClear(logs), IsEmpty());
  EXPECT_THAT(hidden_, SizeIs(3 * (kPeople + kSheets) + 2 * kPeople));
}

// The same search finds everything with the session's key and nothing with all others there are.
TEST_F(BallotSecrecyTest, AfterTheWindowNoKeyThatStillExistsOpensABallotOrFindsAPerson) {
  const auto found_with = [&](const std::string& key) {
    const VoteSecret secret(kHere, SessionId(test::Id("session")), key);
    const std::string file = AppendOnlyFile();
    int found = 0;
    for (int i = 0; i < kPeople + kSheets; ++i) {
      found += absl::StrContains(file, secret.PersonKey(Who(i))) ||
               absl::StrContains(file, secret.TypedPersonKey(Who(i)));
    }
    for (const std::vector<std::string>& words : Commands(file, 0)) {
      if (words.size() < 6 || words[0] != "HSET") continue;
      const size_t name = words[1].find("ballot/");
      if (name == std::string::npos) continue;
      const store::Document ballot{.bytes = words[5], .version = 1};
      found += OpenBallot(secret, words[1].substr(name), ballot).ok();
    }
    return found;
  };
  std::string session_key;
  Hold("session", SomeVotes(), [&](const std::string& moment) {
    if (moment != "ended") return;
    store::ReadSet reads;
    reads.documents = {SessionKey(SessionId(test::Id("session")))};
    const auto read = SyncWait(store_.Get(kHere, std::move(reads), kNoDeadline));
    LeanCoffeeSession session;
    Require(FromStored(read->documents[0].bytes, session));
    std::vector<common::v1::Sealed> sealed(1);
    ASSERT_TRUE(sealed[0].ParseFromString(session.about.sealed_ballot_key));
    session_key = SyncWait(keys_.Open(kHere, sealed))->at(0).value();
  });
  EXPECT_EQ(found_with(session_key), kPeople + kSheets + 2 * kPeople + kSheets);

  // All keys that are left: the wrapping key, what it wraps in the key ring, the key of fingerprints.
  std::vector<std::string> keys = {seal::WrappingKey::FromFile(folder_ / "key")->bytes(),
                                   test::DevServer().fingerprint_key};
  const std::string prefix = absl::StrCat("{", kHere, "}:keys:g:key/");
  int erased = 0;
  for (const auto& [name, wrapped] : redis_.Everything()) {
    if (!absl::StartsWith(name, prefix)) continue;
    const std::string subject = name.substr(prefix.size());
    const std::string bytes = redis_.Command({"GET", name});
    erased += bytes == "erased";
    if (const auto key =
            seal::Decrypt(keys[0], bytes, seal::Context({"zwk subject key", kHere, subject}))) {
      keys.push_back(*key);
    }
  }
  EXPECT_EQ(erased, 1);
  EXPECT_GE(keys.size(), 2u + kTopics);
  for (const std::string& key : keys) EXPECT_EQ(found_with(key), 0);

  for (const auto& [name, value] : redis_.Everything()) {
    for (const char* kind : {":d:ballot/", ":d:participant/", ":d:person/", ":d:typed/",
                             ":d:author/", ":d:sheets/", "/votes"}) {
      EXPECT_FALSE(absl::StrContains(name, kind)) << name;
    }
  }
}

TEST_F(BallotSecrecyTest, WhatIsKeptOfACardConfirmsNoGuessOfItsWords) {
  OpenVote(kPeople, kTopics);
  std::string copy;
  for (const auto& [key, value] : redis_.Everything())
    absl::StrAppend(&copy, key, "\n", value, "\n");
  for (int topic = 0; topic < kTopics; ++topic) {
    const std::string card =
        absl::StrCat(R"(session_id: "$session$" topic { locale: "de" title { text: "Thema" })",
                     R"( source: TOPIC_SOURCE_MODERATOR topic_id: "$topic )", topic, R"($" })");
    const std::string content = Request("SubmitTopic", card, "").front()->SerializeAsString();
    const std::string guess =
        Sha256Hex(absl::StrCat(Path("SubmitTopic"), std::string(1, '\0'), content));
    EXPECT_FALSE(absl::StrContains(copy, guess.substr(0, 16)));
  }
}

TEST_F(BallotSecrecyTest, ARepeatedVoteIsAnsweredFromTheBallotAsItIsUntilTheSessionEnds) {
  OpenVote(kPeople, kTopics, 1);
  const auto dots = [](int topic, int dots) {
    return absl::StrCat(R"(session_id: "$session$" topic_id: "$topic )", topic, R"($" dots: )",
                        dots);
  };
  const std::string sheet_of_berta =
      R"(session_id: "$session$" person_ref: "berta" allocations { topic_id: "$topic 1$" dots: 2 })";
  const std::string one = test::Id("one"), sheet = test::Id("sheet");
  const std::string vote = Send("SetDots", dots(0, 2), one, "p1");
  const std::string paper = Send("EnterPaperBallot", sheet_of_berta, sheet, "scribe");
  EXPECT_EQ(Send("SetDots", dots(0, 2), one, "p1"), vote);
  EXPECT_EQ(Send("EnterPaperBallot", sheet_of_berta, sheet, "scribe"), paper);

  const std::string changed = Send("SetDots", dots(1, 3), test::Id("two"), "p1");
  for (const char* step : {"CloseVoting", "RevealResults", "EndSession"}) {
    EXPECT_EQ(Send("SetDots", dots(0, 2), one, "p1"), changed);
    EXPECT_EQ(Send("EnterPaperBallot", sheet_of_berta, sheet, "scribe"), paper);
    Send(step, R"(session_id: "$session$")", NextRequestId(), "facilitator");
  }
  Settle();
  EXPECT_EQ(ReasonOf(Call("SetDots", Request("SetDots", dots(0, 2), one), "p1").status()),
            "WRONG_PHASE");
}

}  // namespace
}  // namespace zwk::participation
