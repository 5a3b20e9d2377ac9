#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "zwkctl/apply.h"
#include "zwkctl/command_line.h"
#include "zwkctl/conformance.h"
#include "zwkctl/print.h"

namespace zwk::ctl {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string Refusal(const std::vector<std::string>& arguments) {
  const auto line = Parse(arguments);
  return line.ok() ? "accepted" : std::string(line.status().message());
}

json RequestOf(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--municipality", "bremerhaven"});
  const auto line = Parse(arguments);
  EXPECT_TRUE(line.ok()) << line.status();
  return line.ok() ? line->call.request : json();
}

TEST(DirectoryTest, EveryAreaIsThereAndNoTwoRpcsOfAnAreaShareAName) {
  ASSERT_EQ(Areas().size(), 4u);
  for (const Area& area : Areas()) {
    std::set<std::string> names;
    for (const ServiceDescriptor* service : area.services) {
      for (int i = 0; i < service->method_count(); ++i) {
        EXPECT_TRUE(names.insert(KebabCase(service->method(i)->name())).second)
            << area.name << " " << service->method(i)->name();
      }
    }
    EXPECT_GT(names.size(), 5u) << area.name;
  }
}

TEST(CommandLineTest, FieldsNestedMapsListsAndEnumsBecomeTheRequest) {
  const json request =
      RequestOf({"participation", "create-board", "--board.name", "Beirat", "--board.kind",
                 "advisory", "--board.meetings-per-year=3", "--request-id", "x"});
  EXPECT_EQ(
      request,
      json({{"board",
             {{"name", "Beirat"}, {"kind", "BOARD_KIND_ADVISORY"}, {"meetings_per_year", "3"}}},
            {"request_id", "x"}}));
  EXPECT_EQ(RequestOf({"forecasting", "register-neighborhood", "--request-id", "x",
                       "--neighborhood.names.de", "Nord", "--neighborhood.languages", "de",
                       "--neighborhood.languages", "tr"})["neighborhood"],
            json({{"names", {{"de", "Nord"}}}, {"languages", {"de", "tr"}}}));
}

TEST(CommandLineTest, WordsOfAPersonAreGivenAsTheyAre) {
  const json request =
      RequestOf({"participation", "add-member", "--board-id", "b", "--name", "Ada Beispiel"});
  EXPECT_EQ(request["member"], json({{"name", {{"text", "Ada Beispiel"}}}}));
  EXPECT_EQ(request["board_id"], "b");
}

TEST(CommandLineTest, FieldsOfAnUploadsHeaderNeedNoPrefix) {
  const json request = RequestOf(
      {"forecasting", "import-population", "--kind", "stocks", "--dry-run", "--file", "f"});
  EXPECT_EQ(request["header"]["kind"], "IMPORT_KIND_STOCKS");
  EXPECT_EQ(request["header"]["dry_run"], true);
  EXPECT_FALSE(request["header"]["request_id"].get<std::string>().empty());
}

TEST(CommandLineTest, EveryFlagThatHelpListsIsUnderstoodAsThatField) {
  for (const Area& area : Areas()) {
    for (const ServiceDescriptor* service : area.services) {
      for (int i = 0; i < service->method_count(); ++i) {
        const Descriptor& type = *service->method(i)->input_type();
        for (const auto& [flag, field] : FlagsOf(type)) {
          const auto target = FindField(type, flag);
          ASSERT_TRUE(target.ok()) << type.full_name() << ": " << target.status();
          EXPECT_EQ(&target->field(), field) << type.full_name() << " --" << flag;
        }
      }
    }
  }
}

TEST(CommandLineTest, AChangeGetsARequestIdAndAReadNone) {
  EXPECT_TRUE(RequestOf({"participation", "create-board", "--name", "B"}).contains("request_id"));
  EXPECT_FALSE(RequestOf({"participation", "get-board", "--board-id", "b"}).contains("request_id"));
}

TEST(CommandLineTest, FlagsWinOverTheWholeRequest) {
  EXPECT_EQ(RequestOf({"participation", "get-board", "--request", R"({"board_id": "a"})",
                       "--board-id", "b"})["board_id"],
            "b");
}

TEST(CommandLineTest, WrongArgumentsAreRefusedInOneSentence) {
  EXPECT_THAT(Refusal({}), "accepted");  // help
  EXPECT_THAT(Refusal({"participatoin"}), HasSubstr("there is no area 'participatoin'"));
  EXPECT_THAT(Refusal({"participation"}), HasSubstr("which RPC"));
  EXPECT_THAT(Refusal({"participation", "create-bord"}), HasSubstr("create-board"));
  EXPECT_THAT(Refusal({"participation", "create-board", "--nam", "B"}),
              HasSubstr("no field 'nam'"));
  EXPECT_THAT(Refusal({"participation", "create-board", "--name"}), HasSubstr("wants a value"));
  EXPECT_THAT(Refusal({"participation", "create-board", "--name", "B"}), HasSubstr("municipality"));
  EXPECT_THAT(Refusal({"--municipality", "bb", "participation", "create-board", "--kind", "royal"}),
              HasSubstr("BOARD_KIND_ADVISORY"));
  EXPECT_THAT(Refusal({"--municipality", "bb", "participation", "create-board", "--request", "["}),
              HasSubstr("no JSON object"));
  EXPECT_THAT(Refusal({"--municipality", "bb", "participation", "create-board",
                       "--meetings-per-year", "often"}),
              Not("accepted"));
  EXPECT_THAT(Refusal({"--timeout", "soon", "participation", "get-board"}), HasSubstr("seconds"));
  EXPECT_THAT(Refusal({"apply"}), HasSubstr("file of steps"));
  EXPECT_THAT(Refusal({"completion", "csh"}), HasSubstr("bash"));
  EXPECT_THAT(Refusal({"--bogus", "participation"}), HasSubstr("unknown flag --bogus"));
}

TEST(CommandLineTest, ViewsAreAskedOfTheServiceThatHasThem) {
  const auto list = Parse({"--municipality", "bremerhaven", "views", "list"});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->what, CommandLine::What::kViews);
  EXPECT_TRUE(
      Parse({"--municipality", "bremerhaven", "views", "redrive", "reporting", "meetings"}).ok());
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"list", "nowhere"},
                                             {"list", "reporting", "meetings"},
                                             {"redrive", "reporting"},
                                             {"redrive", "nowhere", "meetings"},
                                             {"away", "reporting", "meetings"}}) {
    std::vector<std::string> arguments = {"--municipality", "bremerhaven", "views"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    EXPECT_EQ(Parse(arguments).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(Parse({"--municipality", "bremerhaven", "store", "verify", "catalog"}).ok());
  EXPECT_FALSE(Parse({"--municipality", "bremerhaven", "store", "verify", "nowhere"}).ok());
  EXPECT_FALSE(Parse({"--municipality", "bremerhaven", "store"}).ok());
  EXPECT_EQ(Parse({"views", "list"}).status().code(), absl::StatusCode::kInvalidArgument)
      << "of which municipality?";
}

TEST(CommandLineTest, AFolderWhereAFileIsWantedIsRefused) {
  const auto line = Parse(
      {"--municipality", "bremerhaven", "participation", "list-boards", "--request-file", "/tmp"});
  EXPECT_EQ(line.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(line.status().message()), ::testing::HasSubstr("/tmp: it is a folder"));
}

TEST(CommandLineTest, ExitCodesTellTheCodeOfGrpc) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 13);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 15);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 24);
  EXPECT_EQ(ExitCodeOf(OfThisMachine(absl::UnavailableError(""))), 1);
  // Where nobody has said who listens, and where a file is not there.
  Platform nowhere({}, std::chrono::seconds(1));
  ApplyOptions options;
  options.files = {"/nowhere/steps.jsonl"};
  std::ostringstream out;
  EXPECT_EQ(ExitCodeOf(Apply(nowhere, options, out)), 1);
  ForecastCommand command;
  command.flags["kind"] = {"stocks"};
  for (const char* word : {"mapping", "import"}) {
    const ForecastCommandKind& kind = *FindForecastCommand(word);
    command.words = {word, "/nowhere/file.csv"};
    EXPECT_EQ(ExitCodeOf(kind.run(nowhere, command, out, out)), 1) << word;
    command.words = {word};
    EXPECT_EQ(ExitCodeOf(kind.run(nowhere, command, out, out)), 2) << word;
  }
  Call call;
  call.rpc = *FindRpc("participation.ListBoards");
  call.request = json::object();
  EXPECT_EQ(ExitCodeOf(nowhere.Do(call, {}, [](const Message&) { return absl::OkStatus(); })), 1);
}

TEST(CommandLineTest, TheVersionIsSaid) {
  const auto line = Parse({"--version"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->what, CommandLine::What::kVersion);
}

TEST(CommandLineTest, AMunicipalityThatCannotBeOneIsRefused) {
  for (const char* wrong : {"Bremerhaven", "b", "bremer haven", "../moorsum", "9moorsum"}) {
    EXPECT_THAT(Refusal({"--municipality", wrong, "participation", "list-boards"}),
                HasSubstr("names no municipality"))
        << wrong;
  }
}

TEST(ConformanceTest, AFileThatIsNoneIsRefusedByItsLine) {
  Platform nowhere({}, std::chrono::seconds(1));
  const std::string path = ::testing::TempDir() + "/cases.jsonl";
  const std::pair<const char*, const char*> files[] = {
      {"[", "line 1: no JSON object"},
      {"#\n{\"case\": \"c\"}", "line 2: no case, or no call"},
      {"{\"case\": \"c\", \"call\": \"catalog.GetOffer\"}", "either answers or refused"},
      {"{\"case\": \"c\", \"call\": \"catalog.GetOfer\", \"answers\": {}}", "GetOfer"},
      {"{\"case\": \"c\", \"cal\": 1}", "unknown key 'cal'"}};
  for (const auto& [text, said] : files) {
    std::ofstream(path) << text;
    std::ostringstream out;
    const absl::Status status = Conformance(nowhere, path, {}, out);
    EXPECT_THAT(std::string(status.message()), HasSubstr(said)) << text;
  }
  std::ostringstream out;
  EXPECT_EQ(ExitCodeOf(Conformance(nowhere, "/nowhere", {}, out)), 1);
}

TEST(CommandLineTest, CompletionKnowsAreasRpcsAndFields) {
  EXPECT_THAT(Completions({"par"}), testing::ElementsAre("participation"));
  EXPECT_THAT(Completions({"--municipality", "bb", "participation", "create-b"}),
              testing::ElementsAre("create-board"));
  EXPECT_THAT(Completions({"participation", "create-board", "--me"}),
              testing::ElementsAre("--meetings-per-year"));
}

TEST(PrintTest, ListsAreTablesWithoutEmptyColumns) {
  const std::string text = ForPeople(json::parse(R"({
    "boards": [{"name": "Beirat", "purpose": "", "members": [{"name": "x"}]},
               {"name": "Lenkungsgruppe Süd", "purpose": "", "members": []}],
    "next_page_token": ""})"));
  EXPECT_EQ(text,
            "boards:\n"
            "members  name\n"
            "(1)      Beirat\n"
            "         Lenkungsgruppe Süd\n");
}

TEST(PrintTest, SentencesComeLastAndWhole) {
  const std::string why = "the flows have no row of deaths, naturalization; a row of zero says so";
  const std::string answer = absl::StrCat(R"({"balance": [{"why": ")", why,
                                          R"(", "year": 2024}, {"why": "", "year": 2025}]})");
  EXPECT_EQ(ForPeople(json::parse(answer)), "balance:\nyear  why\n2024  " + why + "\n2025\n");
}

TEST(PrintTest, PathsReachIntoListsAndFailAsNull) {
  const json answer = json::parse(R"({"hits": [{"name": "a"}], "total": "2"})");
  EXPECT_EQ(At(answer, "hits.0.name"), "a");
  EXPECT_TRUE(At(answer, "hits.1.name").is_null());
  EXPECT_TRUE(At(answer, "total.x").is_null());
}

class ApplyTest : public testing::Test {
 protected:
  absl::Status Try(const std::string& lines) {
    const auto path = std::filesystem::path(testing::TempDir()) / "steps.jsonl";
    std::ofstream(path) << lines;
    ApplyOptions options;
    options.files = {path};
    options.caller.municipality = "bremerhaven";
    options.dry_run = true;
    Platform platform({}, std::chrono::seconds(1));
    std::ostringstream out;
    return Apply(platform, options, out);
  }
};

TEST_F(ApplyTest, EveryStepIsCheckedAgainstItsRpcBeforehand) {
  EXPECT_TRUE(
      Try("# founding\n\n"
          R"({"step": "Board", "call": "participation.CreateBoard", "request": {"board": {"board_id": "id:b"}}})")
          .ok());
  EXPECT_THAT(std::string(Try(R"({"step": "Board", "call": "participation.CreateBoard",)"
                              R"( "request": {"bord": {}}})")
                              .message()),
              HasSubstr("steps.jsonl:1 'Board'"));
}

TEST_F(ApplyTest, AMistypedFileOfStepsIsRefusedByLine) {
  EXPECT_THAT(std::string(Try("\n{nonsense").message()), HasSubstr("steps.jsonl:2"));
  EXPECT_THAT(std::string(Try(R"({"step": "x"})").message()), HasSubstr("no call"));
  EXPECT_THAT(std::string(Try(R"({"step": "x", "call": "participation.Nothing"})").message()),
              HasSubstr("'x'"));
  EXPECT_THAT(
      std::string(
          Try(R"({"step": "x", "call": "participation.GetBoard", "until_": {}})").message()),
      HasSubstr("unknown key 'until_'"));
  EXPECT_THAT(std::string(Try(R"({"step": "x", "call": "participation.GetBoard", "unless": "y"})"
                              "\n"
                              R"({"condition": "y", "call": "participation.GetBoard"})")
                              .message()),
              HasSubstr("steps.jsonl:1: no condition \"y\" before it"));
}

}  // namespace
}  // namespace zwk::ctl
