#include "zwkctl/audit_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "platform/audit/chain.h"
#include "platform/audit/record.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"
#include "platform/base/files.h"
#include "tests/support/temporary_folder.h"

namespace zwk::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AuditCommandTest : public ::testing::Test {
 protected:
  AuditCommandTest() {
    std::ofstream(folder_ / "wrapping.key") << std::string(64, 'a') << "\n";
    Seal("moorsum", "2022-03-01", "ada");
    Seal("moorsum", "2022-03-02", "bob");
    Seal("elsewhere", "2022-03-02", "ada");
  }

  void Seal(const std::string& municipality, const std::string& day, const std::string& who) {
    const std::string key = audit::ReferenceKey(std::string(32, '\xaa'));
    const audit::Chain chain(folder_ / ("files/_audit/" + municipality + "/participation"),
                             municipality, "participation");
    const auto head =
        chain.Append(chain.Read().value(),
                     {{"1-0", absl::StrCat(R"({"at":")", day, R"(T10:00:00.000000Z","who":")",
                                           audit::Reference(key, municipality, who), R"("})")}});
    ASSERT_TRUE(head.ok()) << head.status();
    std::ofstream(folder_ / "participation.log", std::ios::app)
        << R"({"time":"","level":"info","service":"participation","event":"audit log sealed",)"
        << R"("municipality":")" << municipality << R"(","record":)" << head->last << R"(,"hash":")"
        << head->hash << "\"}\n";
  }
  int Run(std::vector<std::string> words) {
    out_.str("");
    errors_.str("");
    return AuditCommand(words, out_, errors_);
  }

  const test::TemporaryFolder folder_;
  const std::string files_ = folder_ / "files";
  const std::string batch_ = files_ + "/_audit/moorsum/participation/batch-000000000001.jsonl";
  std::ostringstream out_;
  std::ostringstream errors_;
};

TEST_F(AuditCommandTest, WhatIsWholeIsSaidToBe) {
  EXPECT_EQ(Run({"verify", files_}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("moorsum participation: 2 records in 2 batches"));
  EXPECT_THAT(out_.str(), HasSubstr("elsewhere participation: 1 records in 1 batches"));
}

TEST_F(AuditCommandTest, WhatWasChangedIsNamedWithItsLog) {
  const std::string text = ReadFile(batch_).value();
  std::ofstream(batch_) << absl::StrReplaceAll(text, {{"T10:00", "T11:00"}});
  EXPECT_EQ(Run({"verify", files_}), 25);
  EXPECT_THAT(out_.str(), HasSubstr("moorsum participation: record 1 was changed\n"));
  EXPECT_EQ(Run({"verify", files_, "--municipality", "elsewhere"}), 0);
  EXPECT_EQ(Run({"export", files_}), 25);
  EXPECT_THAT(out_.str(), Not(HasSubstr("T11:00"))) << "what was changed is no record";
  EXPECT_THAT(errors_.str(), HasSubstr("record 1 was changed"));
}

TEST_F(AuditCommandTest, ALogThatIsGoneIsMissedByItsWitness) {
  const std::string log = folder_ / "participation.log";
  EXPECT_EQ(Run({"verify", files_, "--witness", log}), 0);
  std::filesystem::remove_all(files_ + "/_audit/elsewhere");
  EXPECT_EQ(Run({"verify", files_}), 0);
  EXPECT_EQ(Run({"verify", files_, "--witness", log}), 25);
  EXPECT_THAT(out_.str(), HasSubstr("elsewhere participation: there was a log"));
  EXPECT_EQ(Run({"verify", files_, "--witness", log, "--municipality", "moorsum"}), 0);
}

TEST_F(AuditCommandTest, ACutAtTheBeginIsMissedByAYoungWitness) {
  const std::string head = files_ + "/_audit/moorsum/participation/head.json";
  const std::string old = folder_ / "participation.log";
  const std::string young = folder_ / "young.log";
  std::ofstream(young) << absl::StrReplaceAll(
      ReadFile(old).value(),
      {{R"("time":"")", absl::StrCat(R"("time":")", FormatTime(SystemClock().Now()), "\"")}});
  const std::string text = ReadFile(head).value();
  std::ofstream(head) << absl::StrReplaceAll(text, {{R"("first":1)", R"("first":2)"}});
  std::filesystem::remove(batch_);
  EXPECT_EQ(Run({"verify", files_}), 0);
  EXPECT_EQ(Run({"verify", files_, "--witness", old}), 0) << "it may have expired";
  EXPECT_EQ(Run({"verify", files_, "--witness", young}), 25);
  EXPECT_THAT(out_.str(), HasSubstr("moorsum participation: record 1 was seen before"));
}

TEST_F(AuditCommandTest, WhoHasNotedTheKeyTellsWhatExpiredFromWhatWasCut) {
  ASSERT_EQ(Run({"key", "--key-file", folder_ / "wrapping.key"}), 0);
  const std::string key = out_.str().substr(0, 64);
  const audit::Signer signer(std::string(32, '\xaa'));
  EXPECT_EQ(key, signer.public_key());
  const std::string signed_files = folder_ / "signed";
  const std::string folder = signed_files + "/moorsum/participation";
  const audit::Chain chain(folder, "moorsum", "participation", &signer);
  for (const char* day : {"2022-03-01", "2022-03-02", "2022-03-03"}) {
    const std::string record = absl::StrCat(R"({"at":")", day, R"(T10:00:00.000000Z"})");
    ASSERT_TRUE(chain.Append(chain.Read().value(), {{"1-0", record}}).ok());
  }
  EXPECT_EQ(Run({"verify", signed_files, "--public-key", key}), 0);
  ASSERT_EQ(chain.Expire(*ParseTime("2022-03-02T00:00:00.000000Z")).value(), 1);
  EXPECT_EQ(Run({"verify", signed_files, "--public-key", key}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("records 1 to 1 have expired, by the word of the service"));
  EXPECT_EQ(Run({"verify", signed_files}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("signed with " + key));
  const std::string head = ReadFile(folder + "/head.json").value();
  std::ofstream(folder + "/head.json")
      << absl::StrReplaceAll(head, {{R"("first":2)", R"("first":3)"}});
  std::filesystem::remove(folder + "/batch-000000000002.jsonl");
  EXPECT_EQ(Run({"verify", signed_files, "--public-key", key}), 25);
  EXPECT_THAT(out_.str(), HasSubstr("head.json is not signed by the service"));
  EXPECT_EQ(Run({"verify", signed_files, "--public-key", "none"}), 2);
}

TEST_F(AuditCommandTest, OddLinesOfAWitnessArePassedOver) {
  const std::string odd = folder_ / "odd.log";
  const std::string good = R"({"event":"audit log sealed","municipality":"moorsum",)"
                           R"("service":"participation","record":1,"hash":"0"})";
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{R"("record":1)", R"("record":"5")"},
                                                        {R"("record":1)", R"("record":-1)"},
                                                        {R"("record":1,)", ""},
                                                        {R"("hash":"0")", R"("hash":7)"},
                                                        {R"("participation")", "null"},
                                                        {R"("moorsum")", "[]"},
                                                        {R"("audit log sealed")", "1"}}) {
    std::ofstream(odd) << absl::StrReplaceAll(good, {{from, to}}) << "\n[]\n5\n\xff\n";
    EXPECT_EQ(Run({"verify", files_, "--witness", odd}), 0) << to;
  }
  std::ofstream(odd) << good << "\n";
  EXPECT_EQ(Run({"verify", files_, "--witness", odd}), 25);
}

TEST_F(AuditCommandTest, OddRecordsAreGivenOutAsTheyAre) {
  const audit::Chain chain(folder_ / "odd/moorsum/participation", "moorsum", "participation");
  ASSERT_TRUE(chain.Append(*chain.Read(), {{"1-0", R"({"at":5,"who":[]})"}}).ok());
  EXPECT_EQ(Run({"export", folder_ / "odd"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr(R"("at":5)"));
}

TEST_F(AuditCommandTest, RecordsAreGivenOutByDayAndSubject) {
  EXPECT_EQ(Run({"export", files_}), 0);
  EXPECT_THAT(out_.str(),
              HasSubstr(R"({"municipality":"elsewhere","service":"participation","n":1)"));
  EXPECT_EQ(Run({"export", files_, "--municipality", "moorsum", "--to", "2022-03-01"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("2022-03-01"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("2022-03-02")));
  EXPECT_EQ(Run({"export", files_, "--from", "2022-03-02", "--service", "catalog"}), 1);
  EXPECT_EQ(Run({"export", files_, "--subject", "bob", "--key-file", folder_ / "wrapping.key"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("\"n\":2"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("\"n\":1")));
}

TEST_F(AuditCommandTest, WhatIsAskedWronglyIsRefused) {
  EXPECT_EQ(Run({}), 2);
  EXPECT_EQ(Run({"verify"}), 2);
  EXPECT_EQ(Run({"export", files_, "--from", "gestern"}), 2);
  EXPECT_EQ(Run({"export", files_, "--subject", "bob"}), 2);
  EXPECT_EQ(Run({"verify", folder_ / "nowhere"}), 1);
  EXPECT_EQ(Run({"verify", files_, "--witness", folder_ / "nowhere"}), 1);
  EXPECT_THAT(out_.str(), IsEmpty());
}

}  // namespace
}  // namespace zwk::ctl
