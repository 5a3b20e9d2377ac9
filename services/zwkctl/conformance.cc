#include "zwkctl/conformance.h"

#include <algorithm>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/clock.h"
#include "platform/base/files.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "zwkctl/conformance_cases.h"
#include "zwkctl/expect.h"
#include "zwkctl/print.h"

namespace zwk::ctl {

using nlohmann::json;

const absl::string_view kConformanceHelp = R"(zwkctl [FLAGS] conformance [FILE]

Asks a platform some forty questions and says which answers are not as the interface promises: answers, refusals with code,
reason and field, repetitions, page tokens, cursors of events. FILE has other cases (services/zwkctl/conformance.h of the
sources has the form). In a city for trying out: it makes a few organizations, an offer and a process there, and leaves them.

Who asks needs the roles PLANNER and OFFER_EDITOR, and not ADMINISTRATOR.
Exit: 0 all as promised, 19 something is not
)";

namespace {

// More than a platform sends of its own accord in one look.
constexpr int64_t kMostEvents = 10'000;

struct Case {
  int line = 0;
  json fields;
  Call call;
  std::string name() const { return fields["case"]; }
};

absl::StatusOr<std::vector<Case>> ReadCases(absl::string_view text) {
  static constexpr const char* kKnown[] = {"case",    "call", "request",  "answers",
                                           "refused", "save", "reconnect"};
  std::vector<Case> cases;
  int line = 0;
  for (const absl::string_view each : absl::StrSplit(text, '\n')) {
    ++line;
    if (each.empty() || each.front() == '#') continue;
    Case one;
    one.line = line;
    one.fields = json::parse(each, nullptr, /*allow_exceptions=*/false);
    const auto wrong = [line](absl::string_view what) {
      return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", what));
    };
    if (!one.fields.is_object()) return wrong("no JSON object");
    for (const auto& [key, value] : one.fields.items()) {
      if (std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown)) {
        return wrong(absl::StrCat("unknown key '", key, "'"));
      }
    }
    if (!one.fields.value("case", json()).is_string() ||
        !one.fields.value("call", json()).is_string()) {
      return wrong("no case, or no call");
    }
    if (one.fields.contains("answers") == one.fields.contains("refused")) {
      return wrong("either answers or refused says what must come");
    }
    const auto rpc = FindRpc(one.fields["call"].get<std::string>());
    if (!rpc.ok()) return wrong(rpc.status().message());
    one.call.rpc = *rpc;
    cases.push_back(std::move(one));
  }
  return cases;
}

class Questions {
 public:
  Questions(Platform& platform, const Caller& caller) : platform_(platform), caller_(caller) {}

  absl::Status Try(Case& one) {
    if (one.fields.value("reconnect", false)) platform_.Disconnect();
    one.call.request = Filled(one.fields.value("request", json::object()));
    json answer;
    const absl::Status status = Ask(one.call, answer);
    if (one.fields.contains("refused")) return CheckRefusal(one.fields["refused"], status);
    if (!status.ok()) return status;
    if (const std::string wrong = Difference(Filled(one.fields["answers"]), answer);
        !wrong.empty()) {
      return absl::FailedPreconditionError(wrong);
    }
    const json save = one.fields.value("save", json::object());
    for (const auto& [name, path] : save.items()) {
      const json value = At(answer, path);
      if (value.is_null()) {
        return absl::FailedPreconditionError(absl::StrCat("nothing at ", path.dump()));
      }
      names_[name] = AsText(value);
    }
    return absl::OkStatus();
  }

 private:
  // {NAME} replaced by what it stands for.
  json Filled(json value) {
    if (value.is_structured()) {
      for (auto& element : value) element = Filled(std::move(element));
      return value;
    }
    if (!value.is_string()) return value;
    const std::string text = value;
    std::string filled;
    size_t at = 0;
    while (true) {
      const size_t open = text.find('{', at);
      const size_t close = open == std::string::npos ? open : text.find('}', open);
      if (close == std::string::npos) break;
      absl::StrAppend(&filled, text.substr(at, open - at),
                      Named(text.substr(open + 1, close - open - 1)));
      at = close + 1;
    }
    return filled + text.substr(at);
  }

  const std::string& Named(const std::string& name) {
    std::string& value = names_[name];
    if (value.empty()) value = NewUuidV7(SystemClock());
    return value;
  }

  absl::Status Ask(const Call& call, json& answer) {
    const bool stream = call.rpc->server_streaming();
    if (stream) answer = {{"count", 0}, {"events", json::array()}, {"cursor", ""}};
    bool heard_all = false;
    int64_t count = 0;
    const absl::Status status = platform_.Do(call, caller_, [&](const Message& message) {
      const json said = ToJson(message);
      if (!stream) {
        answer = said;
        return absl::OkStatus();
      }
      answer["cursor"] = said.value("cursor", "");
      heard_all = !said.contains("event") || said["event"].is_null() || count >= kMostEvents;
      if (heard_all) return absl::CancelledError("all is heard");
      answer["count"] = ++count;
      answer["events"].push_back(said["event"]);
      return absl::OkStatus();
    });
    return heard_all ? absl::OkStatus() : status;
  }

  Platform& platform_;
  const Caller& caller_;
  std::map<std::string, std::string> names_;
};

}  // namespace

absl::Status Conformance(Platform& platform, const std::string& file, const Caller& caller,
                         std::ostream& out) {
  std::string text = kConformanceCases;
  if (!file.empty()) {
    auto read = ReadFile(file);
    if (!read.ok()) return OfThisMachine(read.status());
    text = *std::move(read);
  }
  ZWK_ASSIGN_OR_RETURN(std::vector<Case> cases, ReadCases(text));
  Questions questions(platform, caller);
  size_t failed = 0;
  for (Case& one : cases) {
    const absl::Status status = questions.Try(one);
    out << (status.ok() ? "  ok      " : "  FAILED  ") << one.name() << '\n';
    if (status.ok()) continue;
    ++failed;
    out << "          line " << one.line << ", " << one.fields["call"].get<std::string>() << ": "
        << absl::StatusCodeToString(status.code()) << ": " << status.message() << '\n';
    // Nobody is there, or the wrong one asks: every other case would say the same.
    if (absl::IsUnavailable(status) || absl::IsUnauthenticated(status) || IsOfThisMachine(status)) {
      return status;
    }
  }
  out << cases.size() - failed << " of " << cases.size() << " as promised" << std::endl;
  if (failed == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(failed, " answers are not as promised"));
}

}  // namespace zwk::ctl
