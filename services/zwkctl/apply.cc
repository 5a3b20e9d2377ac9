#include "zwkctl/apply.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>
#include <utility>

#include <google/api/httpbody.pb.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "platform/base/errors.h"
#include "platform/base/files.h"
#include "platform/base/hash.h"
#include "platform/base/uuid.h"
#include "zwkctl/expect.h"
#include "zwkctl/print.h"

namespace zwk::ctl {
namespace {

using nlohmann::json;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Step {
  std::string where;  // "bremerhaven.jsonl:12"
  std::string name;
  bool condition = false;  // asks whether later steps are done
  json fields;
  Call call;
  std::filesystem::path folder;
};

absl::Status In(const Step& step, const absl::Status& status) {
  std::string message = absl::StrCat(step.where, " '", step.name, "': ", status.message());
  if (const std::string field = FieldOf(status); !field.empty()) {
    absl::StrAppend(&message, " (field ", field, ")");
  }
  if (const std::string reason = ReasonOf(status); !reason.empty()) {
    absl::StrAppend(&message, " [", reason, "]");
  }
  return absl::Status(status.code(), message);
}

// `conditions` are those of the files before, and then of this one.
absl::StatusOr<std::vector<Step>> ReadSteps(const std::filesystem::path& path,
                                            std::set<std::string>& conditions) {
  std::ifstream file(path);
  if (!file) return OfThisMachine(absl::NotFoundError(absl::StrCat("cannot read ", path.string())));
  std::vector<Step> steps;
  json asks = json::object();
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    Step step;
    step.where = absl::StrCat(path.filename().string(), ":", line_number);
    step.folder = path.parent_path();
    step.fields = json::parse(line, nullptr, /*allow_exceptions=*/false);
    static constexpr const char* kKnown[] = {"step",      "call",   "request",  "file",  "messages",
                                             "as",        "save",   "expect",   "until", "refused",
                                             "condition", "unless", "document", "show"};
    if (!step.fields.is_object()) {
      return absl::InvalidArgumentError(absl::StrCat(step.where, ": not a JSON object"));
    }
    for (const auto& [key, value] : step.fields.items()) {
      if (std::find(std::begin(kKnown), std::end(kKnown), key) == std::end(kKnown)) {
        return absl::InvalidArgumentError(absl::StrCat(step.where, ": unknown key '", key, "'"));
      }
    }
    if (step.fields.size() == 1 && step.fields.contains("as")) {
      asks = step.fields["as"];
      continue;
    }
    json as = asks;
    as.update(step.fields.value("as", json::object()));
    step.fields["as"] = std::move(as);
    step.condition = step.fields.contains("condition");
    for (const char* required : {step.condition ? "condition" : "step", "call"}) {
      if (!step.fields.contains(required) || !step.fields[required].is_string()) {
        return absl::InvalidArgumentError(absl::StrCat(step.where, ": no ", required));
      }
    }
    step.name = step.fields[step.condition ? "condition" : "step"];
    if (const json unless = step.fields.value("unless", json());
        !unless.is_null() && (!unless.is_string() || !conditions.contains(unless))) {
      return absl::InvalidArgumentError(
          absl::StrCat(step.where, ": no condition ", unless.dump(), " before it"));
    }
    if (step.condition) conditions.insert(step.name);
    auto rpc = FindRpc(step.fields["call"].get<std::string>());
    if (!rpc.ok()) return In(step, rpc.status());
    step.call.rpc = *rpc;
    if (step.fields.contains("file")) {
      step.call.file = (step.folder / step.fields["file"].get<std::string>()).string();
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

// "{last.gap.persons_without} persons" with what the answer says.
std::string Filled(const std::string& text, const json& answer) {
  std::string filled;
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = text.find('{', at);
    const size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) break;
    absl::StrAppend(&filled, text.substr(at, open - at),
                    AsText(At(answer, text.substr(open + 1, close - open - 1))));
    at = close + 1;
  }
  return filled + text.substr(std::min(at, text.size()));
}

// Complete or not there: a reader never sees half a document.
absl::Status WriteDocument(const std::filesystem::path& path, const std::string& bytes) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const std::filesystem::path half = path.string() + ".half";
  std::ofstream(half, std::ios::binary) << bytes;
  std::filesystem::rename(half, path, error);
  if (!error) return absl::OkStatus();
  return OfThisMachine(absl::UnavailableError(absl::StrCat(path.string(), ": ", error.message())));
}

class Run {
 public:
  Run(Platform& platform, const ApplyOptions& options, std::ostream& out)
      : platform_(platform), options_(options), out_(out) {}

  // Done, found true, or left out.
  absl::Status Do(Step& step) {
    if (step.fields.contains("unless") && holds_.contains(step.fields["unless"])) {
      ++left_out_;
      return absl::OkStatus();
    }
    auto request = Resolved(step.fields.value("request", json::object()));
    if (!request.ok()) return request.status();
    step.call.request = *std::move(request);
    const json messages = step.fields.value("messages", json::array());
    for (const json& message : messages) {
      auto resolved = Resolved(message);
      if (!resolved.ok()) return resolved.status();
      step.call.messages.push_back(*std::move(resolved));
    }
    if (auto status = GiveRequestId(step.call); !status.ok()) return status;
    if (options_.dry_run) {
      return ToMessage(*step.call.rpc->input_type(), step.call.request).status();
    }
    Caller caller = options_.caller;
    if (const json as = step.fields.value("as", json::object()); !as.empty()) {
      auto resolved = Resolved(as);
      if (!resolved.ok()) return resolved.status();
      caller.municipality = resolved->value("municipality", caller.municipality);
      caller.subject_ref = resolved->value("subject", caller.subject_ref);
      caller.roles = resolved->value("roles", caller.roles);
      caller.locale = resolved->value("locale", caller.locale);
    }
    absl::Status status = AskUntilRight(step, caller);
    if (!step.condition) return status;
    if (status.ok()) holds_.insert(step.name);
    const bool no = status.code() == absl::StatusCode::kNotFound ||
                    status.code() == absl::StatusCode::kFailedPrecondition;
    return no ? absl::OkStatus() : status;
  }

  bool Holds(const std::string& condition) const { return holds_.contains(condition); }
  // How many steps were left out since the last call.
  int TakeLeftOut() { return std::exchange(left_out_, 0); }

 private:
  std::string Id(const std::string& name) const {
    if (absl::StartsWith(name, "@")) return UuidFromName(name.substr(1));
    return UuidFromName(absl::StrCat(options_.caller.municipality, "/", name));
  }

  // "id:" and "value:" texts replaced by what they stand for.
  absl::StatusOr<json> Resolved(const json& value) const {
    if (value.is_string()) {
      const std::string text = value;
      if (absl::StartsWith(text, "id:")) return json(Id(text.substr(3)));
      if (!absl::StartsWith(text, "value:")) return value;
      const auto saved = saved_.find(text.substr(6));
      if (saved != saved_.end()) return saved->second;
      if (options_.dry_run) return json("0");
      return absl::NotFoundError(absl::StrCat("no step has saved '", text.substr(6), "'"));
    }
    json resolved = value;
    if (value.is_structured()) {
      for (auto& element : resolved) {
        auto inner = Resolved(element);
        if (!inner.ok()) return inner;
        element = *std::move(inner);
      }
    }
    return resolved;
  }

  // The same content gets the same request_id whenever it is applied; said twice in one file, it is
  // two requests.
  absl::Status GiveRequestId(Call& call) {
    if (RequestIdField(*call.rpc->input_type()) == nullptr) return absl::OkStatus();
    std::string content = absl::StrCat(call.rpc->full_name(), "\n", call.request.dump());
    for (const json& message : call.messages) absl::StrAppend(&content, "\n", message.dump());
    if (!call.file.empty()) {
      const auto file = ReadFile(call.file);
      if (!file.ok()) return OfThisMachine(file.status());
      absl::StrAppend(&content, "\n", Sha256Hex(*file));
    }
    const int times = ++said_[content];
    SetRequestId(*call.rpc->input_type(),
                 Id(absl::StrCat("request/", times, "/", Sha256Hex(content))), call.request);
    return absl::OkStatus();
  }

  // Asks, and asks again while a service is away or, with `until`, while the answer is not there
  // yet.
  absl::Status AskUntilRight(const Step& step, const Caller& caller) {
    const bool until = step.fields.contains("until");
    const SteadyTime end = std::chrono::steady_clock::now() + options_.patience;
    std::chrono::milliseconds pause{20};
    bool said_away = false;
    while (true) {
      json answer;
      std::string bytes;
      absl::Status status = AskOnce(step, caller, answer, bytes);
      const bool away = status.code() == absl::StatusCode::kUnavailable;
      bool again = away || status.code() == absl::StatusCode::kAborted;
      if (until) {
        again = again || status.code() == absl::StatusCode::kNotFound ||
                status.code() == absl::StatusCode::kFailedPrecondition;
        if (status.ok()) {
          const auto wanted = Resolved(step.fields["until"]);
          if (!wanted.ok()) return wanted.status();
          if (const std::string missing = Difference(*wanted, answer); !missing.empty()) {
            status = absl::DeadlineExceededError(absl::StrCat("did not come true: ", missing));
            again = true;
          }
        }
      }
      if (step.fields.contains("refused") && !away)
        return CheckRefusal(step.fields["refused"], status);
      if (status.ok()) return TakeAnswer(step, answer, bytes);
      if (!again || std::chrono::steady_clock::now() >= end) return status;
      if (away && !said_away) {
        out_ << "\n         " << AreaOf(*step.call.rpc) << " is away, waiting for it" << std::flush;
        said_away = true;
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, std::chrono::milliseconds(500));
    }
  }

  absl::Status AskOnce(const Step& step, const Caller& caller, json& answer, std::string& bytes) {
    int64_t count = 0;
    const bool stream = step.call.rpc->server_streaming();
    if (stream) answer = {{"count", 0}};
    return platform_.Do(step.call, caller, [&](const Message& message) {
      if (const auto* body = dynamic_cast<const google::api::HttpBody*>(&message)) {
        bytes += body->data();
        answer = {{"content_type", body->content_type()}, {"size", bytes.size()}, {"text", bytes}};
      } else if (stream) {
        answer = {{"count", ++count}, {"last", ToJson(message)}};
        ShowSteps(answer["last"]);
      } else {
        answer = ToJson(message);
      }
      return absl::OkStatus();
    });
  }

  // Long work tells how far it is: any message with steps_done and steps_total.
  void ShowSteps(const json& message) {
    for (const auto& [key, inner] : message.items()) {
      if (!inner.is_object() || !inner.contains("steps_total")) continue;
      const std::string progress =
          absl::StrCat(" ", AsText(inner["steps_done"]), "/", AsText(inner["steps_total"]));
      if (progress != progress_) out_ << progress << std::flush;
      progress_ = progress;
    }
  }

  absl::Status TakeAnswer(const Step& step, const json& answer, const std::string& bytes) {
    auto wanted = Resolved(step.fields.value("expect", json::object()));
    if (!wanted.ok()) return wanted.status();
    if (const std::string wrong = Difference(*wanted, answer); !wrong.empty()) {
      return absl::FailedPreconditionError(wrong);
    }
    const json save = step.fields.value("save", json::object());
    for (const auto& [name, path] : save.items()) {
      saved_[name] = At(answer, path);
      if (saved_[name].is_null()) {
        return absl::NotFoundError(
            absl::StrCat("nothing to save at ", path.get<std::string>(), " in ", answer.dump()));
      }
    }
    if (step.fields.contains("document")) {
      const auto path = options_.documents / step.fields["document"].get<std::string>();
      if (auto status = WriteDocument(path, bytes.empty() ? answer.dump(2) + "\n" : bytes);
          !status.ok()) {
        return status;
      }
    }
    if (step.fields.contains("show")) {
      shown_.push_back(Filled(step.fields["show"], answer));
    }
    return absl::OkStatus();
  }

 public:
  // What the steps since the last call wanted to show.
  std::vector<std::string> TakeShown() { return std::exchange(shown_, {}); }

 private:
  Platform& platform_;
  const ApplyOptions& options_;
  std::ostream& out_;
  std::map<std::string, json> saved_;
  std::map<std::string, int> said_;
  std::set<std::string> holds_;  // conditions
  int left_out_ = 0;
  std::vector<std::string> shown_;
  std::string progress_;
};

}  // namespace

absl::Status Apply(Platform& platform, const ApplyOptions& options, std::ostream& out) {
  std::vector<Step> steps;
  std::set<std::string> conditions;
  for (const std::filesystem::path& file : options.files) {
    auto more = ReadSteps(file, conditions);
    if (!more.ok()) return more.status();
    std::move(more->begin(), more->end(), std::back_inserter(steps));
  }
  Run run(platform, options, out);
  for (size_t i = 0; i < steps.size();) {
    // Steps of one name that follow each other are one line.
    const std::string& name = steps[i].name;
    out << absl::StrFormat("  %3d/%d  %s", i + 1, steps.size(), name) << std::flush;
    const SteadyTime start = std::chrono::steady_clock::now();
    size_t done = i;
    for (; done < steps.size() && steps[done].name == name; ++done) {
      if (auto status = run.Do(steps[done]); !status.ok()) {
        out << "  FAILED" << std::endl;
        return In(steps[done], status);
      }
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    if (done - i > 1) out << " (" << done - i << ")";
    if (run.TakeLeftOut() > 0) out << ", done before";
    if (steps[i].condition) out << (run.Holds(name) ? ": yes" : ": not yet");
    out << "  " << took.count() << " ms" << std::endl;
    for (const std::string& line : run.TakeShown()) out << "           " << line << std::endl;
    i = done;
  }
  return absl::OkStatus();
}

}  // namespace zwk::ctl
